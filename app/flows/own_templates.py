"""Pieces of the shop in the merchant's own words: drafted, published, taken back; a broken one never shows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.domains.content import drafts, sandbox
from app.domains.content.drafts import Place
from app.flows.refresh_pages import refresh_pages


def place_of(name: str) -> Place:
    """Raises NotFound for a piece there is not."""
    if name not in sandbox.PIECES:
        raise NotFound(_("There is no such piece"))
    return Place("template", name)


def source_of(name: str) -> str:
    """What is being worked on."""
    return str((drafts.working(place_of(name)) or {}).get("source", ""))


def draft(name: str, source: str) -> None:
    """Keep it as a draft. Raises Invalid at `source` with what is wrong in which line."""
    sandbox.check(name, source)
    drafts.keep(place_of(name), {"source": source})


def publish(name: str, at: datetime | None = None) -> None:
    """Show the draft. Raises NoDraft, Invalid."""
    drafts.publish(place_of(name), at)
    refresh_pages()


def restore(name: str, version_id: UUID) -> None:
    """Show an earlier version. Raises UnknownVersion."""
    drafts.restore(place_of(name), version_id)
    drafts.discard(place_of(name))
    refresh_pages()


def shown(version_id: str, source: str, given: Mapping[str, Any]) -> str:
    """The piece as HTML, or nothing where it fails: then the merchant is told."""
    try:
        return sandbox.render(source, given)
    except Exception as error:  # noqa: BLE001 - whatever a merchant's template does, the shop goes on
        drafts.tell_problem(UUID(version_id), sandbox.problem_words(error))
        return ""
