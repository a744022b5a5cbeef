"""The shop's stylesheets as one: a phone waits for one file instead of seven. Its address changes with what is in it."""

import hashlib
import os
import re
from functools import lru_cache, partial
from pathlib import Path

STATIC = Path(__file__).parent / "static"
URL = re.compile(r"""url\(["']?((?!data:|/|https?:|#)[^"')]+)["']?\)""")
ALWAYS = ("tokens.css", "base.css", "components.css", "forms.css", "shop.css")


def sheet(theme: str, fonts: tuple[str, ...]) -> tuple[str, bytes]:
    """(version, the styles of a theme with its fonts). Raises KeyError for a theme or font that there is not."""
    paths = tuple(
        STATIC / name for name in (*ALWAYS, f"themes/{theme}.css", *(f"fonts/{font}.css" for font in fonts))
    )
    try:
        return _joined(paths, tuple(path.stat().st_mtime_ns for path in paths))
    except FileNotFoundError as error:
        raise KeyError(theme) from error


def _absolute(folder: Path, found: re.Match[str]) -> str:
    """An address relative to a file as one of the shop."""
    path = Path(os.path.normpath(folder / found[1])).relative_to(STATIC)
    return f'url("/static/{path.as_posix()}")'


@lru_cache(maxsize=64)
def _joined(paths: tuple[Path, ...], _times: tuple[int, ...]) -> tuple[str, bytes]:
    data = "\n".join(URL.sub(partial(_absolute, path.parent), path.read_text()) for path in paths).encode()
    return hashlib.sha256(data).hexdigest()[:12], data
