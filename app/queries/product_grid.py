"""Variants as rows of a spreadsheet: the products of a list's page with their prices. Three statements at most."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.core.tenancy import current_tenant
from app.queries import product_board
from app.queries.product_board import Asked

MOST_PRODUCTS = 50
MOST_ROWS = 300
PRODUCT_CELLS = ("title", "status", "brand", "kind", "tags")
PRICE_CELLS = ("price", "compare_at")
VARIANT_CELLS = ("barcode", "weight_grams")

ROWS = text(
    """
    select v.id, v.product_id, v.sku, v.option_values, p.title, p.status, p.brand, p.kind, p.tags,
        b.amount as price, b.compare_at, v.barcode, v.weight_grams,
        row_number() over (partition by p.id order by v.position, v.id) = 1 as first
    from unnest(cast(:ids as uuid[])) with ordinality as wanted (id, place)
    join product p on p.id = wanted.id
    join variant v on v.product_id = p.id
    left join base_price b on b.variant_id = v.id and b.currency = :currency
    order by wanted.place, v.position, v.id
    limit :most
    """
)


@dataclass(frozen=True, slots=True)
class GridRow:
    """A variant; `first` of its product, which then carries the product's own cells. Amounts are minor units."""

    id: UUID
    product_id: UUID
    sku: str
    option_values: list[str]
    title: str
    status: str
    brand: str
    kind: str
    tags: list[str]
    price: int | None
    compare_at: int | None
    barcode: str | None
    weight_grams: int | None
    first: bool

    def cells(self) -> dict[str, tuple[str, UUID, Any]]:
        """Field to (kind, whose it is, what it holds), of the fields that this row can change."""
        held: dict[str, tuple[str, UUID, Any]] = {}
        if self.first:
            held = {name: ("product", self.product_id, getattr(self, name)) for name in PRODUCT_CELLS}
        held |= {name: ("price", self.id, getattr(self, name)) for name in PRICE_CELLS}
        return held | {name: ("variant", self.id, getattr(self, name)) for name in VARIANT_CELLS}


@dataclass(frozen=True, slots=True)
class Grid:
    """A page of rows; `cut` when variants did not fit into MOST_ROWS."""

    rows: Sequence[GridRow]
    next: str | None
    cut: bool


def grid(asked: Asked, *, cursor: str | None = None) -> Grid:
    """The rows of a page of the list. Raises BadRequest for a broken cursor."""
    page = product_board.board(asked, cursor=cursor, limit=MOST_PRODUCTS).page
    return of_products([row.id for row in page.items], following=page.next)


def of_products(product_ids: Sequence[UUID], *, following: str | None = None) -> Grid:
    """The rows of these products, in this order."""
    values = {"ids": list(product_ids), "currency": current_tenant().currency, "most": MOST_ROWS + 1}
    rows = [GridRow(*row) for row in db.session.execute(ROWS, values)]
    return Grid(rows[:MOST_ROWS], following, len(rows) > MOST_ROWS)
