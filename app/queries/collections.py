"""Collections as lists, pages and programs see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import run
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.like import contains
from app.core.paging import Page, clamp, cut, decode_cursor

ALL = text(
    """
    select c.id, c.title, c.slug, c.description, c.kind, c.shown, c.updated_at,
        (select count(*) from collection_place s where s.collection_id = c.id) as products
    from collection c
    where (cast(:like as text) is null or c.title ilike :like or c.slug ilike :like) and (c.shown or not :shown)
      and (cast(:slug as text) is null or c.slug = :slug)
      and (cast(:title as text) is null or (lower(c.title), c.id) > (lower(:title), cast(:id as uuid)))
    order by lower(c.title), c.id limit :limit
    """
)
ITEMS = text(
    """
    select p.id, p.title, p.slug, l.listed
    from collection_item i join product p on p.id = i.product_id
    left join product_listing l on l.product_id = p.id
    where i.collection_id = :collection order by i.position, p.id
    """
)


@dataclass(frozen=True, slots=True)
class CollectionRow:
    """A collection with how many products on sale are in it; `description` is safe HTML."""

    id: UUID
    title: str
    slug: str
    description: str
    kind: str
    shown: bool
    updated_at: datetime
    products: int


@dataclass(frozen=True, slots=True)
class Item:
    """A product of a collection by hand; those that are not on sale wait until they are."""

    id: UUID
    title: str
    slug: str
    listed: bool


def collections(*, q: str = "", shown: bool = False) -> list[CollectionRow]:
    """All by title, those with `q` in title or address; with `shown` only those that have a page."""
    return _rows(q, shown, None)


def collection(slug: str, *, shown: bool = True) -> CollectionRow:
    """Raises NotFound."""
    found = _rows("", shown, slug)
    if not found:
        raise NotFound(_("There is no such collection"), code="catalog.collection_not_found")
    return found[0]


def page(*, q: str = "", cursor: str | None = None, limit: int | None = None) -> Page[CollectionRow]:
    """A page of all by title, also of those without a page in the shop. Raises BadRequest for a foreign cursor."""
    size = clamp(limit)
    rows = _rows(q, False, None, after=decode_cursor(cursor, str, UUID), limit=size + 1)
    return cut(rows, size, lambda row: (row.title, row.id))


def items(collection_id: UUID) -> list[Item]:
    """What was put into a collection by hand, in its order."""
    rows = run(ITEMS, {"collection": collection_id})
    return [Item(row.id, row.title, row.slug, bool(row.listed)) for row in rows]


def _rows(
    q: str,
    shown: bool,
    slug: str | None,
    *,
    after: tuple[Any, ...] | None = None,
    limit: int | None = None,
) -> list[CollectionRow]:
    title, row_id = after or (None, None)
    asked: dict[str, Any] = {"like": contains(q), "shown": shown, "slug": slug, "limit": limit}
    asked |= {"title": title, "id": row_id}
    rows: Sequence[Any] = run(ALL, asked).all()
    return [CollectionRow(*row) for row in rows]
