"""Templates of what is sent or printed: they know no request, and the words of the language in use."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.core import i18n


def environment(folder: Path) -> Environment:
    """Templates of a folder; HTML is escaped, a name that is not given is an error."""
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]  # from the extension
    return made
