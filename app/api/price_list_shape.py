"""Price lists, what stands in them, and what was changed, as the API shows them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.api.schemas import Money, Reply, money, number
from app.queries.price_board import Change, ListRow, PriceRow

SAME = (
    "code", "name", "kind", "currency", "status", "position", "priority", "tax_included", "starts_at", "ends_at",
)  # fmt: skip


class BuyersReply(Reply):
    on: str
    values: list[str]


class PriceListReply(Reply):
    code: str
    name: str
    kind: str
    currency: str
    status: str
    state: str
    position: int
    priority: int | None
    tax_included: bool | None
    starts_at: datetime | None
    ends_at: datetime | None
    conditions: list[BuyersReply]
    match: str
    percent: int | None
    based_on: str | None
    ending: int | None
    converted_from: str | None
    prices: int
    waiting: bool
    updated_at: datetime


class PriceLists(Reply):
    items: list[PriceListReply]
    next: str | None


class ListPriceReply(Reply):
    id: UUID
    sku: str | None
    category: str | None
    price: Money | None
    percent: int | None
    min_quantity: float
    max_quantity: float | None
    compare_at: Money | None
    starts_at: datetime | None
    ends_at: datetime | None


class ListPrices(Reply):
    items: list[ListPriceReply]
    next: str | None


class PriceChangeReply(Reply):
    at: datetime
    actor: str
    source: str
    sku: str | None
    price_list: str | None
    min_quantity: float
    before: Money | None
    after: Money | None
    compare_at: Money | None = None


class PriceChanges(Reply):
    items: list[PriceChangeReply]
    next: str | None


def list_shape(row: ListRow, codes: Mapping[UUID, str]) -> dict[str, Any]:
    """A list with the codes of those that it is made of."""
    draft = row.draft
    return {
        **{name: getattr(draft, name) for name in SAME}, "state": row.state, "percent": draft.percent,
        "conditions": [{"on": on, "values": list(values)} for on, values in draft.conditions],
        "match": "any" if draft.match_any else "all", "ending": draft.ending, "prices": row.prices, "waiting": row.waiting,
        "based_on": codes.get(draft.based_on) if draft.based_on else None, "updated_at": row.updated_at,
        "converted_from": codes.get(draft.converted_from) if draft.converted_from else None,
    }  # fmt: skip


def price_shape(row: PriceRow, currency: str) -> dict[str, Any]:
    """A price of a list."""
    return {
        "id": row.id, "sku": row.sku or None, "category": row.category, "percent": row.percent,
        "price": None if row.amount is None else money(row.amount, currency), "min_quantity": number(row.min_quantity),
        "max_quantity": None if row.max_quantity is None else number(row.max_quantity),
        "compare_at": None if row.compare_at is None else money(row.compare_at, currency),
        "starts_at": row.starts_at, "ends_at": row.ends_at,
    }  # fmt: skip


def change_shape(row: Change) -> dict[str, Any]:
    """A price that changed, before and after."""
    return {
        "at": row.at, "actor": row.actor, "source": row.source, "sku": row.sku, "price_list": row.list_code,
        "min_quantity": number(row.min_quantity), "before": None if row.before is None else money(row.before, row.currency),
        "after": None if row.after is None else money(row.after, row.currency),
        "compare_at": None if row.compare_at is None else money(row.compare_at, row.currency),
    }  # fmt: skip
