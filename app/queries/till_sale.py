"""An earlier sale, found by the number on its receipt or order, as a till needs it to give money back."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import gettext as _

SALE = text(
    """
    select o.id, o.number, o.currency, o.placed_at, s.id as operation, s.receipt,
           (select jsonb_agg(jsonb_build_array(l.position, l.sku, l.title, l.options, l.quantity, l.refunded,
                                                  l.fulfilled, l.total,
                (select coalesce(jsonb_agg(n.code order by n.code), '[]') from serial n
                  where n.claimed_by = o.id and n.state = 'sold' and exists (
                        select from jsonb_array_elements(l.stock) d where (d->>0)::uuid = n.stock_item_id))
                ) order by l.position)
              from order_line l where l.order_id = o.id) as lines,
           (select jsonb_agg(jsonb_build_array(p.method, p.amount - p.refunded) order by p.created_at)
              from payment p where p.order_id = o.id and p.status = 'paid') as payments
    from "order" o
    left join lateral (
        select id, receipt from pos_operation
        where order_id = o.id and kind = 'sale' and verdict <> 'duplicate' order by received_at limit 1
    ) s on true
    where o.listed and o.id = coalesce(
        (select order_id from pos_operation
          where upper(receipt) = upper(:number) and kind = 'sale' and order_id is not null
            and verdict <> 'duplicate'
          order by received_at limit 1),
        (select id from "order" where number = :number and listed))
    """
)


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line by its place in the sale; `total` in minor units is what was paid for all of it.

    `serials`: numbers of units of its item that the sale still has.
    """

    line: int
    sku: str
    title: str
    quantity: Decimal
    refunded: Decimal
    fulfilled: Decimal
    total: int
    serials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sold:
    """`payments`: method and what it still holds, minor units."""

    order_id: UUID
    order: str
    operation: UUID | None
    receipt: str | None
    currency: str
    placed_at: datetime
    lines: tuple[SoldLine, ...]
    payments: tuple[tuple[str, int], ...]


def find(number: str) -> Sold:
    """A sale of any store: who holds the receipt may return the goods. Raises NotFound."""
    row = db.session.execute(SALE, {"number": number.strip()}).first()
    if row is None:
        raise NotFound(_("There is no sale with this number"), code="pos.sale_unknown")
    return Sold(
        row.id, row.number, row.operation, row.receipt, row.currency, row.placed_at,
        tuple(_line(*line) for line in row.lines or ()),
        tuple((method, int(left)) for method, left in row.payments or ()),
    )  # fmt: skip


def _line(  # noqa: PLR0917 - a row's columns in their order
    place: int,
    sku: str,
    title: str,
    options: str,
    quantity: Any,
    refunded: Any,
    fulfilled: Any,
    total: int,
    serials: list[str],
) -> SoldLine:
    name = f"{title}, {options}" if options else title
    sold, back, gone = (Decimal(str(each)) for each in (quantity, refunded, fulfilled))
    return SoldLine(place, sku, name, sold, back, gone, total, tuple(serials))
