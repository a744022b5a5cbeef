"""Blocks of a page or a menu: arranged as a draft, seen by nobody until it is published."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core import files
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.catalog import pictures
from app.domains.content import drafts
from app.domains.content.blocks import MOST_BLOCKS, fresh, tidy
from app.domains.content.drafts import Place
from app.domains.content.errors import UnknownBlock
from app.flows.refresh_pages import refresh_pages

Block = dict[str, Any]


def working(place: Place) -> list[Block]:
    """The blocks as they are worked on."""
    return list((drafts.working(place) or {}).get("blocks", []))


def add(place: Place, kind: str, values: Mapping[str, Any] | None = None) -> str:
    """One more block at the end; returns its id. Raises NotFound for a kind there is not, Invalid."""
    blocks = working(place)
    if len(blocks) >= MOST_BLOCKS:
        raise Invalid(_("A page holds at most %(max)s blocks", max=MOST_BLOCKS))
    block = {"id": str(new_id()), "kind": kind, **(tidy(kind, values) if values else fresh(kind))}
    _keep(place, [*blocks, block])
    return str(block["id"])


def fill(place: Place, block_id: str, values: Mapping[str, Any], picture: bytes | None = None) -> None:
    """Say what a block holds. Raises UnknownBlock, BadPicture, Invalid naming the fields."""
    blocks = working(place)
    spot = _spot(blocks, block_id)
    given = {**values, "picture": blocks[spot].get("picture", "") if not values.get("no_picture") else ""}
    if picture:
        given["picture"] = _picture_key(picture)
    blocks[spot] = {"id": block_id, "kind": blocks[spot]["kind"], **tidy(blocks[spot]["kind"], given)}
    _keep(place, blocks)


def move(place: Place, block_id: str, by: int) -> None:
    """Push a block up (negative) or down. Raises UnknownBlock."""
    blocks = working(place)
    spot = _spot(blocks, block_id)
    blocks.insert(max(0, spot + by), blocks.pop(spot))
    _keep(place, blocks)


def order(place: Place, block_ids: Sequence[str]) -> None:
    """Arrange as listed; what is not listed stays behind, in its order."""
    rank = {block_id: spot for spot, block_id in enumerate(block_ids)}
    _keep(place, sorted(working(place), key=lambda block: rank.get(block["id"], len(rank))))


def remove(place: Place, block_id: str) -> None:
    """Take a block out of the draft. Raises UnknownBlock."""
    blocks = working(place)
    blocks.pop(_spot(blocks, block_id))
    _keep(place, blocks)


def publish(place: Place, at: datetime | None = None) -> None:
    """Show the draft. Raises NoDraft, and Invalid for a time that is past or a block that is not filled in."""
    for block in working(place):
        try:
            tidy(block["kind"], block)
        except Invalid as error:
            words = _("A block is not filled in yet; finish or remove it first")
            raise Invalid(words, fields={f"block-{block['id']}": words}) from error
    drafts.publish(place, at)
    refresh_pages()


def restore(place: Place, version_id: UUID) -> None:
    """Show an earlier version. Raises UnknownVersion."""
    drafts.restore(place, version_id)
    drafts.discard(place)
    refresh_pages()


def _keep(place: Place, blocks: Sequence[Block]) -> None:
    drafts.keep(place, {"blocks": list(blocks)})


def _spot(blocks: Sequence[Block], block_id: str) -> int:
    found = next((spot for spot, block in enumerate(blocks) if block["id"] == block_id), None)
    if found is None:
        raise UnknownBlock(_("This block is gone"))
    return found


def _picture_key(data: bytes) -> str:
    """Keep a picture under the name its content gives it."""
    rendered = pictures.render(data)
    widest = max(rendered.renditions.items(), key=lambda pair: len(pair[1]))[1]
    key = files.key_for("media", f"block-{hashlib.sha256(widest).hexdigest()[:20]}")
    for name, encoded in rendered.renditions.items():
        files.put(f"{key}-{name}", encoded)
    return f"{key}|{rendered.width}|{rendered.height}"
