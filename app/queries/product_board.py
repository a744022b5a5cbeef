"""The staff's list of products: every state, with filters, sorting and counts; fast with 100,000 of them.

Only the conditions asked for stand in the statement, so that the planner walks the order's index or a filter's.
Counts under filters stop at MOST_COUNTED: nobody reads 37,412 differently from "more than 10,000".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from app.core.db import db
from app.core.ids import parse_id
from app.core.like import begins
from app.core.money import BadAmount, parse_money
from app.core.paging import Page, clamp, cut
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog
from app.queries import completeness
from app.queries.cursors import after

STATUSES = ("active", "draft", "archived")
STOCK_STATES = ("in", "low", "out")
GAPS = ("picture", "description", "category", "price")
KEPT_GAPS = ("alt", "weight", "barcode", "brand", "maker")  # in the listing's own list of what is missing
WHOLE = ("complete", "incomplete")
MOST_COUNTED = 10_000
MOST_CODES = 200

CONDITIONS: Mapping[str, str] = {
    "status": "l.status = :status",
    "stock": "l.stock = :stock",
    "brand": "l.brand = :brand",
    "kind": "p.kind = :kind",
    "tag": "p.tags @> array[cast(:tag as text)]",
    "category": "l.categories @> array[cast(:category as uuid)]",
    "cheapest": "coalesce(l.price_min, 0) >= :cheapest",
    "dearest": "coalesce(l.price_min, 0) <= :dearest",
    "picture": "l.image is null",
    "description": "p.description = ''",
    "gap_category": "l.categories = '{}'",
    "price": "l.price_min is null",
    "gaps": "l.gaps && cast(:gaps as text[])",
    "whole": "not (l.gaps && cast(:whole as text[]))",
    "words": """(l.search @@ (to_tsquery(cast(:language as regconfig), :words) || to_tsquery('simple', :words))
        or l.product_id = any(cast(:sought as uuid[])))""",
    "coded": "l.product_id = any(cast(:sought as uuid[]))",
}
BOARD = """
    select l.product_id as id, l.title, l.slug, l.status, l.stock, l.brand, l.price_min, l.price_max, l.image,
        l.image_width, l.variants, l.skus[1] as sku, p.kind, p.tags, l.updated_at, l.gaps, p.type_id,
        cast(/*sort*/ as /*type*/) as sort
    from product_listing l join product p on p.id = l.product_id
    where /*where*/ /*beyond*/
    order by /*sort*/ /*way*/, l.product_id /*way*/ limit :limit
    """
BEYOND = "and (/*sort*/, l.product_id) /*than*/ (cast(:key as /*type*/), cast(:after as uuid))"
COUNT = """
    select status, count(*) as number from (
        select l.status from product_listing l /*join*/ where /*where*/ /*limit*/
    ) counted group by status
    """
CODED = text(
    """
    (select product_id from variant where lower(sku) like :prefix limit :most)
    union select product_id from variant where barcode = :code
    """
)
CHOICES = text(
    """
    with recursive brands as (
        (select brand as word from product_listing where brand > '' order by brand limit 1)
        union all
        select (select l.brand from product_listing l where l.brand > b.word order by l.brand limit 1)
        from brands b where b.word is not null
    ), kinds as (
        (select kind as word from product where kind > '' order by kind limit 1)
        union all
        select (select p.kind from product p where p.kind > k.word order by p.kind limit 1)
        from kinds k where k.word is not null
    )
    (select 'brand' as name, word from brands where word is not null limit 300)
    union all (select 'kind', word from kinds where word is not null limit 300)
    """
)
# Sort key: column, type, descending?
SORTS: Mapping[str, tuple[str, str, bool]] = {
    "-updated": ("l.updated_at", "timestamptz", True),
    "title": ("l.title", "text", False),
    "-title": ("l.title", "text", True),
    "price": ("coalesce(l.price_min, 0)", "bigint", False),
    "-price": ("coalesce(l.price_min, 0)", "bigint", True),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The list as asked for in its address. `low` and `high` are amounts as typed; `gap` is what is missing.

    `channel` and `language` say what completeness is about; the web shop and its own language if they do not.
    """

    q: str = ""
    status: str = ""
    stock: str = ""
    category: str = ""
    brand: str = ""
    kind: str = ""
    tag: str = ""
    low: str = ""
    high: str = ""
    gap: str = ""
    channel: str = ""
    language: str = ""
    sort: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Asked":
        """From an address's query; what it does not know is left out."""
        return cls(**{name: args.get(name, "").replace("\0", "").strip()[:200] for name in FILTERS})

    def pairs(self, **changes: str) -> dict[str, str]:
        """The query of this list with something changed, without what is empty."""
        every = {name: getattr(self, name) for name in FILTERS} | changes
        return {name: value for name, value in every.items() if value}


FILTERS = tuple(field.name for field in fields(Asked))


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
    tags: list[str]
    updated_at: datetime
    gaps: list[str]
    type_id: UUID | None
    sort: Any

    @property
    def picture(self) -> str | None:
        return catalog.address(self.image, self.image_width, 320) if self.image else None


@dataclass(frozen=True, slots=True)
class Board:
    """A page of the list, and how many products each state has under the same filters.

    `counts` is None where counting stopped: there are more than MOST_COUNTED.
    """

    page: Page[BoardRow]
    counts: Mapping[str, int] | None

    @property
    def everything(self) -> int | None:
        return None if self.counts is None else sum(self.counts.values())


def board(asked: Asked, *, cursor: str | None = None, limit: int | None = None) -> Board:
    """The products that fit. Unknown filters and orders are ignored; a broken cursor raises BadRequest."""
    size = clamp(limit)
    sort = asked.sort if asked.sort in SORTS else "-updated"
    key = after(cursor, SORTS[sort][1])
    values = _values(asked)
    wanted = tuple(name for name in CONDITIONS if name in values)
    page = values | {"limit": size + 1}
    if key:
        page |= {"key": key[0], "after": key[1]}
    rows = [BoardRow(*row) for row in db.session.execute(_listing(sort, wanted, key is not None), page)]
    counts = _counts(values, tuple(name for name in wanted if name != "status"))
    total = None
    if counts is not None:
        total = counts.get(asked.status, 0) if "status" in values else sum(counts.values())
    return Board(cut(rows, size, key=lambda row: (row.sort, row.id), total=total), counts)


def ids(asked: Asked, *, most: int) -> list[UUID]:
    """The products that fit, in the list's order, at most so many."""
    values = _values(asked)
    sort = asked.sort if asked.sort in SORTS else "-updated"
    wanted = tuple(name for name in CONDITIONS if name in values)
    found = db.session.execute(_listing(sort, wanted, False), values | {"limit": most})
    return [row.id for row in found]


def choices() -> dict[str, list[str]]:
    """The brands and types in use, at most 300 each; one statement that steps through their indexes."""
    found: dict[str, list[str]] = {"brand": [], "kind": []}
    for row in db.session.execute(CHOICES):
        found[row.name].append(row.word)
    return found


@lru_cache(maxsize=256)
def _listing(sort: str, wanted: tuple[str, ...], further: bool) -> TextClause:
    column, kind, down = SORTS[sort]
    parts = {
        "where": _where(wanted), "beyond": BEYOND if further else "", "sort": column, "type": kind,
        "than": "<" if down else ">", "way": "desc" if down else "asc",
    }  # fmt: skip
    return _built(BOARD, parts)


@lru_cache(maxsize=256)
def _counting(wanted: tuple[str, ...]) -> TextClause:
    needs_product = any(CONDITIONS[name].startswith("p.") for name in wanted)
    join = "join product p on p.id = l.product_id" if needs_product else ""
    limit = f"limit {MOST_COUNTED + 1}" if wanted else ""
    return _built(COUNT, {"join": join, "where": _where(wanted), "limit": limit})


def _where(wanted: tuple[str, ...]) -> str:
    return " and ".join(CONDITIONS[name] for name in wanted) or "true"


def _built(statement: str, parts: Mapping[str, str]) -> TextClause:
    for mark, part in parts.items():
        statement = statement.replace(f"/*{mark}*/", part)
    return text(statement)


def _counts(values: Mapping[str, Any], wanted: tuple[str, ...]) -> dict[str, int] | None:
    counts = {row.status: row.number for row in db.session.execute(_counting(wanted), values)}
    return None if wanted and sum(counts.values()) > MOST_COUNTED else counts


def _values(asked: Asked) -> dict[str, Any]:
    """The parameters of the conditions asked for; a condition is in force when its parameter is there."""
    values: dict[str, Any] = {
        "status": asked.status if asked.status in STATUSES else None,
        "stock": asked.stock if asked.stock in STOCK_STATES else None,
        "category": parse_id(asked.category) if asked.category else None,
        "brand": asked.brand or None,
        "kind": asked.kind or None,
        "tag": asked.tag or None,
        "cheapest": _amount(asked.low),
        "dearest": _amount(asked.high),
        {"category": "gap_category"}.get(asked.gap, asked.gap): True if asked.gap in GAPS else None,
    }
    if asked.gap in KEPT_GAPS:
        values["gaps"] = [asked.gap]
    elif asked.gap in WHOLE:
        name = "gaps" if asked.gap == "incomplete" else "whole"
        values[name] = completeness.every_code(*about(asked))
    if asked.q:
        values |= _sought(asked.q)
    return {name: value for name, value in values.items() if value is not None}


def about(asked: Asked) -> tuple[str, str]:
    """The kind of channel and the language that completeness is asked for."""
    own = catalog.translations.own_language()
    known = asked.language in (own, *catalog.translations.others())
    return asked.channel if asked.channel in completeness.NEEDS else "web", asked.language if known else own


def _sought(q: str) -> dict[str, Any]:
    """By words of the search index, by the beginning of a SKU, by a whole barcode."""
    words = " & ".join(f"{word}:*" for word in re.findall(r"\w+", q)[:8])
    prefix = begins(q.lower())
    coded = list(db.session.scalars(CODED, {"prefix": prefix, "code": q, "most": MOST_CODES}))
    language = catalog.search_language(current_tenant().locale)
    return {"words" if words else "coded": words or True, "sought": coded, "language": language}


def _amount(typed: str) -> int | None:
    try:
        return parse_money(typed, current_tenant().currency) if typed else None
    except BadAmount:
        return None
