"""The look of a shop is drafted, published, taken back: shoppers see it with the next request."""

from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from app.core import files
from app.domains.channels import service as channels
from app.domains.channels.types import Brand
from app.domains.content import drafts
from app.domains.content.drafts import Place
from app.domains.content.look import Look, check, look_of
from app.flows.keep_logo import logo_key
from app.flows.refresh_pages import refresh_pages

LOOK = Place("look")


def current_look() -> Look:
    """What is being worked on, else what shows; a shop without either shows its brand's colour and logo."""
    kept = drafts.working(LOOK)
    if kept is not None:
        return look_of(kept)
    brand = channels.setting(Brand)
    return Look(accent=brand.color, logo=brand.logo)


def draft_look(look: Look) -> None:
    """Keep a look that nobody sees yet. Raises Invalid naming the fields."""
    check(look)
    drafts.keep(LOOK, asdict(look))


def draft_logo(picture: bytes | None) -> None:
    """Give the draft another logo, or none. Raises BadPicture."""
    key = logo_key(picture) if picture is not None else None
    draft_look(replace(current_look(), logo=key))


def publish_look(at: datetime | None = None) -> None:
    """Show the draft from now on, or from `at`. Raises NoDraft, Invalid."""
    version = drafts.publish(LOOK, at)
    if at is None:
        _follow(look_of(version.value))
    refresh_pages()


def restore_look(version_id: UUID) -> None:
    """Look as before. Raises UnknownVersion."""
    _follow(look_of(drafts.restore(LOOK, version_id).value))
    refresh_pages()


def _follow(look: Look) -> None:
    """Mails and papers carry the brand's colour and logo."""
    channels.save(replace(channels.setting(Brand), color=look.accent, logo=look.logo))


def public_logo(look: Look) -> str | None:
    """The logo's address."""
    return files.url(look.logo) if look.logo else None
