"""Price lists as staff and programs read them: lists, their prices beside base price and cost, and the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import db, run
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.like import contains
from app.core.paging import Page, clamp, decode_cursor, encode_cursor
from app.domains.pricing.list_types import ListDraft

FACTS = """l.id, l.code, l.name, l.kind, l.currency, l.status, l.position, l.priority, l.tax_included, l.starts_at,
           l.ends_at,
           l.conditions, l.match_any, l.percent, l.based_on, l.ending,
           l.converted_from"""
WAITS = """exists (select from price_request r where r.status = 'open' and r.kind = 'terms' and r.subject_id = l.id)
           as waiting"""
LISTS = text(
    f"""
    select {FACTS}, l.updated_at, (select count(*) from price_list_entry e where e.list_id = l.id) as prices, {WAITS}
    from price_list l
    where (cast(:q as text) is null or l.name ilike :q or l.code ilike :q) and (:kind = '' or l.kind = :kind)
      and (:status = '' or l.status = :status) and (l.name, l.id) > (:key, cast(:after as uuid))
    order by l.name, l.id limit :limit
    """  # noqa: S608 - a constant list of columns
)
ONE = text(
    f"""
    select {FACTS}, l.updated_at, (select count(*) from price_list_entry e where e.list_id = l.id) as prices, {WAITS}
    from price_list l where l.code = :code
    """  # noqa: S608 - a constant list of columns
)
ALL = text(f"select {FACTS}, l.updated_at, 0 as prices, false as waiting from price_list l")  # noqa: S608 - a constant list of columns
CHOICES = text("select id, code, name, currency from price_list order by name, id")
PRICES = text(
    """
    select e.id, coalesce(p.title, c.name, '') as target, coalesce(v.sku, '') as sku,
           coalesce(v.option_values, '{}') as options, e.product_id, c.slug as category, e.min_quantity, e.max_quantity,
           e.amount, e.percent, e.compare_at, e.starts_at, e.ends_at, e.conditions, b.amount as base, b.cost
    from price_list_entry e left join product p on p.id = e.product_id left join category c on c.id = e.category_id
    left join variant v on v.id = e.variant_id
    left join base_price b on b.variant_id = e.variant_id and b.currency = :currency
    where e.list_id = :list
      and (cast(:q as text) is null or p.title ilike :q or v.sku ilike :q or c.name ilike :q)
      and (coalesce(v.sku, ''), e.min_quantity, e.id) > (:key, :least, cast(:after as uuid))
    order by coalesce(v.sku, ''), e.min_quantity, e.id limit :limit
    """
)
GOODS = text(
    """
    select v.id, v.sku, v.product_id, p.title, b.amount, b.cost, p.tax_class
    from variant v join product p on p.id = v.product_id
    left join base_price b on b.variant_id = v.id and b.currency = :currency
    where v.active and (cast(:skus as text[]) is null or v.sku = any(cast(:skus as text[])))
      and (cast(:q as text) is null or p.title ilike :q or v.sku ilike :q) and p.status <> 'archived'
    order by v.sku limit :limit
    """
)
CATEGORIES = text("select slug, id from category where slug = any(cast(:slugs as text[]))")
CHANGES = text(
    """
    select h.id, h.at, h.actor, h.source, h.currency, h.before, h.after, h.list_name, l.code as list_code,
           h.min_quantity, h.detail, v.sku, p.title, s.name as actor_name, h.compare_at
    from price_change h left join variant v on v.id = h.variant_id left join product p on p.id = v.product_id
    left join price_list l on l.id = h.list_id
    left join staff s on h.actor = 'staff:' || s.id
    where (cast(:list as uuid) is null or h.list_id = cast(:list as uuid)) and (:sku = '' or v.sku = :sku)
      and (:source = '' or h.source = :source) and h.id < :before
    order by h.id desc limit :limit
    """
)
LAST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list with the number of its prices."""

    id: UUID
    draft: ListDraft
    prices: int
    updated_at: datetime
    waiting: bool = False

    @property
    def state(self) -> str:
        """draft, paused; of an active one: planned, active or ended, by the clock."""
        now, draft = clock.now(), self.draft
        if draft.status != "active":
            return draft.status
        if draft.starts_at is not None and draft.starts_at > now:
            return "planned"
        return "ended" if draft.ends_at is not None and draft.ends_at < now else "active"


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A price of a list, with the base price and the cost of its variant, minor units."""

    id: UUID
    target: str
    sku: str
    options: Sequence[str]
    product_id: UUID | None
    category: str | None
    min_quantity: Decimal
    max_quantity: Decimal | None
    amount: int | None
    percent: int | None
    compare_at: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    conditions: Sequence[Any]
    base: int | None
    cost: int | None


@dataclass(frozen=True, slots=True)
class Goods:
    """A variant that may have a price."""

    variant_id: UUID
    sku: str
    product_id: UUID
    title: str
    base: int | None
    cost: int | None
    tax_class: str


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the log."""

    id: int
    at: datetime
    actor: str
    source: str
    currency: str
    before: int | None
    after: int | None
    list_name: str
    list_code: str | None
    min_quantity: Decimal
    detail: dict[str, Any]
    sku: str | None
    title: str | None
    actor_name: str | None
    compare_at: int | None


def lists(
    *, q: str = "", kind: str = "", status: str = "", cursor: str | None = None, limit: int | None = None
) -> Page[ListRow]:
    """Lists by name. Raises BadRequest for a cursor that is not one of ours."""
    key, after = decode_cursor(cursor, str, UUID) or ("", UUID(int=0))
    most = clamp(limit, 50)
    asked = {
        "q": contains(q) if q else None, "kind": kind, "status": status, "key": key, "after": after,
        "limit": most + 1,
    }  # fmt: skip
    rows = [_list(row) for row in run(LISTS, asked, steady=False)]
    further = encode_cursor(rows[most - 1].draft.name, str(rows[most - 1].id)) if len(rows) > most else None
    return Page(rows[:most], further, None)


def list_by(code: str) -> ListRow:
    """One list. Raises NotFound."""
    row = run(ONE, {"code": code}).first()
    if row is None:
        raise NotFound(_("There is no such price list"), code="pricing.list_not_found")
    return _list(row)


def drafts() -> dict[UUID, ListDraft]:
    """What every list says, by id."""
    return {row.id: row.draft for row in map(_list, run(ALL))}


def choices() -> list[tuple[UUID, str, str, str]]:
    """All lists as (id, code, name, currency)."""
    return [(row.id, row.code, row.name, row.currency) for row in run(CHOICES)]


def prices(
    list_id: UUID, currency: str, *, q: str = "", cursor: str | None = None, limit: int | None = None
) -> Page[PriceRow]:
    """The prices of a list by SKU and tier; those of categories and of everything come first."""
    key, least, after = decode_cursor(cursor, str, str, UUID) or ("", "-1", UUID(int=0))
    most = clamp(limit, 50)
    asked = {
        "list": list_id, "currency": currency, "q": contains(q) if q else None, "key": key,
        "least": Decimal(least), "after": after, "limit": most + 1,
    }  # fmt: skip
    rows = [PriceRow(*row) for row in run(PRICES, asked, steady=False)]
    last = rows[most - 1] if len(rows) > most else None
    further = encode_cursor(last.sku, str(last.min_quantity), str(last.id)) if last is not None else None
    return Page(rows[:most], further, None)


def goods(currency: str, *, skus: Sequence[str] | None = None, q: str = "", limit: int = 5000) -> list[Goods]:
    """Variants by SKU with base price and cost."""
    asked = {
        "currency": currency, "skus": None if skus is None else list(skus), "q": contains(q) if q else None,
        "limit": limit,
    }  # fmt: skip
    return [Goods(*row) for row in run(GOODS, asked, steady=False)]


def categories(slugs: Sequence[str]) -> dict[str, UUID]:
    """Categories by slug; unknown ones are not there."""
    return {row.slug: row.id for row in run(CATEGORIES, {"slugs": list(slugs)}, steady=False)}


def changes(
    *, list_id: UUID | None = None, sku: str = "", source: str = "", cursor: str | None = None,
    limit: int | None = None,
) -> Page[Change]:  # fmt: skip
    """The log of prices, the latest first."""
    (before,) = decode_cursor(cursor, int) or (LAST,)
    most = clamp(limit, 50)
    asked = {"list": list_id, "sku": sku, "source": source, "before": before, "limit": most + 1}
    rows = [Change(*row) for row in db.session.execute(CHANGES, asked)]
    further = encode_cursor(rows[most - 1].id) if len(rows) > most else None
    return Page(rows[:most], further, None)


def _list(row: Any) -> ListRow:
    conditions = tuple((on, tuple(values)) for on, values in row.conditions)
    draft = ListDraft(
        row.code, row.name, row.kind, row.currency, row.status, row.position, row.priority, row.tax_included,
        row.starts_at, row.ends_at, conditions, row.match_any, row.percent, row.based_on, row.ending,
    )  # fmt: skip
    return ListRow(row.id, draft, row.prices, row.updated_at, row.waiting)
