"""The ledger of stock: every change of a level, newest first, by kind, place, time and document.

Everything is seen through the caller's scope of locations.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.core.paging import MAX_LIMIT, Page, clamp, cut, decode_cursor
from app.core.principal import current_principal
from app.queries.who import name_of

LEDGER = text(
    f"""
    select g.id, g.at, g.kind, i.sku, o.id as location_id, o.code as location, o.name as location_name,
        g.on_hand, g.allocated, g.held, g.damaged, g.incoming, g.oversold, g.reason, g.document,
        g.document_id, {name_of("g.actor")} as actor,
        exists (select from stock_undo u where u.entry_id = g.id) as undone
    from stock_ledger g
    join stock_item i on i.id = g.stock_item_id
    join location o on o.id = g.location_id
    where (cast(:item as uuid) is null or g.stock_item_id = :item)
      and (cast(:entry as bigint) is null or g.id = :entry)
      and (cast(:location as uuid) is null or g.location_id = :location)
      and (cast(:kind as text) is null or g.kind = :kind)
      and (cast(:document as text) is null or g.document = :document)
      and (cast(:since as timestamptz) is null or g.at >= :since)
      and (cast(:places as uuid[]) is null or o.id = any(cast(:places as uuid[])))
      and (cast(:before as bigint) is null or g.id < :before)
    order by g.id desc limit :limit
    """  # noqa: S608 - our own names
)


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One change of a level; the counters are deltas."""

    id: int
    at: datetime
    kind: str
    sku: str
    location_id: UUID
    location: str
    location_name: str
    on_hand: Decimal
    allocated: Decimal
    held: Decimal
    damaged: Decimal
    incoming: Decimal
    oversold: Decimal
    reason: str
    document: str
    document_id: UUID | None
    actor: str
    undone: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """Which entries of an item's ledger are looked for; None: all."""

    location_id: UUID | None = None
    kind: str | None = None
    document: str | None = None
    since: datetime | None = None


EVERYTHING = Wish()


def entries(
    item_id: UUID, wish: Wish = EVERYTHING, *, cursor: str | None = None, limit: int | None = None
) -> Page[LedgerEntry]:
    """The history of an item, newest first. Raises BadRequest for a cursor of another list."""
    size, key = clamp(limit), decode_cursor(cursor, int)
    asked = {"location": wish.location_id, "kind": wish.kind, "document": wish.document, "since": wish.since}
    found = _found(item=item_id, before=key[0] if key else None, limit=size + 1, **asked)
    return cut(found, size, key=lambda entry: (entry.id,))


def every_entry(item_id: UUID, wish: Wish) -> Iterator[LedgerEntry]:
    """The same without pages, for a file."""
    cursor: str | None = None
    while True:
        page = entries(item_id, wish, cursor=cursor, limit=MAX_LIMIT)
        yield from page.items
        if (cursor := page.next) is None:
            return


def entry(entry_id: int) -> LedgerEntry | None:
    """One ledger row, None where the caller may not look."""
    return next(iter(_found(entry=entry_id, limit=1)), None)


def _found(**asked: Any) -> list[LedgerEntry]:
    names = ("item", "entry", "location", "kind", "document", "since", "before")
    values = dict.fromkeys(names) | {"places": _places()} | asked
    return [LedgerEntry(*row) for row in db.session.execute(LEDGER, values)]


def _places() -> list[UUID] | None:
    scope = current_principal().locations
    return None if scope is None else list(scope)
