"""The staff's list of products: every state, with filters, sorting and counts. Three statements."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from app.core.db import db
from app.core.errors import BadRequest
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog

STATUSES = ("active", "draft", "archived")
STOCK_STATES = ("in", "low", "out")

BOARD = """
    select l.product_id as id, l.title, l.slug, l.status, l.stock, l.brand, l.price_min, l.price_max, l.image,
        l.image_width, l.variants, l.skus[1] as sku, p.kind, l.updated_at, cast(/*sort*/ as /*type*/) as sort
    from product_listing l join product p on p.id = l.product_id
    where (cast(:status as text) is null or l.status = :status)
      and (cast(:stock as text) is null or l.stock = :stock)
      and (cast(:category as uuid) is null or l.categories @> array[cast(:category as uuid)])
      and (cast(:words as text) is null or l.search @@ (
           to_tsquery(cast(:language as regconfig), :words) || to_tsquery('simple', :words))
           or exists (select 1 from unnest(l.skus) s where s ilike :sku))
      and (cast(:key as /*type*/) is null
           or (/*sort*/, l.product_id) /*beyond*/ (cast(:key as /*type*/), cast(:after as uuid)))
    order by /*sort*/ /*way*/, l.product_id /*way*/ limit :limit
    """
# Sort key: column, type, descending?
SORTS: Mapping[str, tuple[str, str, bool]] = {
    "-updated": ("l.updated_at", "timestamptz", True),
    "title": ("l.title", "text", False),
    "-title": ("l.title", "text", True),
    "price": ("coalesce(l.price_min, 0)", "bigint", False),
    "-price": ("coalesce(l.price_min, 0)", "bigint", True),
}


def _statement(sort: str) -> TextClause:
    column, kind, down = SORTS[sort]
    built = BOARD
    parts = (
        ("sort", column),
        ("type", kind),
        ("beyond", "<" if down else ">"),
        ("way", "desc" if down else "asc"),
    )
    for mark, part in parts:
        built = built.replace(f"/*{mark}*/", part)
    return text(built)


STATEMENTS = {sort: _statement(sort) for sort in SORTS}
COUNT = text(
    """
    select l.status, count(*) as number from product_listing l
    where (cast(:stock as text) is null or l.stock = :stock)
      and (cast(:category as uuid) is null or l.categories @> array[cast(:category as uuid)])
      and (cast(:words as text) is null or l.search @@ (
           to_tsquery(cast(:language as regconfig), :words) || to_tsquery('simple', :words))
           or exists (select 1 from unnest(l.skus) s where s ilike :sku))
    group by l.status
    """
)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A product in the staff's list; prices are minor units of the tenant's currency."""

    id: UUID
    title: str
    slug: str
    status: str
    stock: str
    brand: str
    price_min: int | None
    price_max: int | None
    image: str | None
    image_width: int | None
    variants: int
    sku: str | None
    kind: str
    updated_at: datetime
    sort: Any

    @property
    def picture(self) -> str | None:
        return catalog.address(self.image, self.image_width, 320) if self.image else None


@dataclass(frozen=True, slots=True)
class Board:
    """A page of the list, and how many products each state has under the same filters."""

    page: Page[BoardRow]
    counts: Mapping[str, int]

    @property
    def everything(self) -> int:
        return sum(self.counts.values())


def board(
    *,
    q: str = "",
    status: str = "",
    stock: str = "",
    category: str = "",
    sort: str = "",
    cursor: str | None = None,
    limit: int | None = None,
) -> Board:
    """The products that fit. Unknown filters and orders are ignored; a broken cursor raises BadRequest."""
    size = clamp(limit)
    sort = sort if sort in SORTS else "-updated"
    words = " & ".join(f"{word}:*" for word in re.findall(r"\w+", q.replace("\0", ""))[:8])
    key = _after(cursor, SORTS[sort][1])
    values: dict[str, Any] = {
        "status": status if status in STATUSES else None,
        "stock": stock if stock in STOCK_STATES else None,
        "category": parse_id(category) if category else None,
        "words": words or None,
        "sku": f"{_escaped(q.strip())[:100]}%",
        "language": catalog.search_language(current_tenant().locale),
        "key": key[0] if key else None,
        "after": key[1] if key else None,
        "limit": size + 1,
    }
    rows: Sequence[BoardRow] = [BoardRow(*row) for row in db.session.execute(STATEMENTS[sort], values)]
    counts = {row.status: row.number for row in db.session.execute(COUNT, values)}
    total = counts.get(status, 0) if status in STATUSES else sum(counts.values())
    return Board(cut(rows, size, key=lambda row: (_plain(row.sort), str(row.id)), total=total), counts)


def _plain(key: Any) -> Any:
    return key.isoformat() if isinstance(key, datetime) else key


def _after(cursor: str | None, kind: str) -> tuple[Any, UUID] | None:
    keys = decode_cursor(cursor, 2)
    if keys is None:
        return None
    place = parse_id(str(keys[1]))
    try:
        key = datetime.fromisoformat(str(keys[0])) if kind == "timestamptz" else keys[0]
    except ValueError:
        key = None
    fits = {"bigint": int, "text": str, "timestamptz": datetime}[kind]
    if place is None or not isinstance(key, fits) or (isinstance(key, int) and abs(key) >= 2**62):
        raise BadRequest(_("This cursor is not valid; start again without it"), code="request.cursor")
    return key, place


def _escaped(words: str) -> str:
    return words.replace("\0", "").replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
