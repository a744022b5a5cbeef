"""Orders as their one shape, for the API, flows, documents and mails. Loads through the caller's locations."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PgUUID

from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.principal import current_principal
from app.domains.orders.types import Line, Order, Tender

_ORDERS = """
    select o.*, c.code as channel,
           (select jsonb_agg(jsonb_build_array(
                l.id, l.variant_id, l.location_id, l.sku, l.title, l.options, l.quantity, l.unit_price, l.subtotal,
                l.discount, l.tax, l.tax_rate, l.total, l.stock, l.components, l.inputs, l.digital,
                l.awaited, l.preorder, l.expected_on, l.discounts, l.voucher, l.duties) order by l.position)
            from order_line l where l.order_id = o.id) as lines,
           (select jsonb_agg(jsonb_build_array(
                p.method, p.status, p.amount, p.refunded, coalesce(p.details->>'last4', ''), p.details->'taxed')
                order by p.method in ('gift_card', 'store_credit') desc, p.created_at, p.id)
            from payment p where p.order_id = o.id and p.status not in ('declined', 'failed', 'cancelled')) as tenders
    from "order" o join channel c on c.id = o.channel_id
    where (cast(:places as uuid[]) is null or o.location_id = any(:places)
           or exists (select from order_line x where x.order_id = o.id and x.location_id = any(:places)))
"""


def _statement(tail: str) -> Any:
    return text(_ORDERS + tail).bindparams(bindparam("places", type_=ARRAY(PgUUID(as_uuid=True))))


ONE = _statement(" and o.id = :id")
MANY = _statement(" and o.id = any(:ids)").bindparams(bindparam("ids", type_=ARRAY(PgUUID(as_uuid=True))))
BY_NUMBER = _statement(" and o.number = :number and o.listed")
LISTED = _statement(
    """ and o.listed
    and (cast(:at as timestamptz) is null or (o.placed_at, o.id) < (cast(:at as timestamptz), cast(:id as uuid)))
    order by o.placed_at desc, o.id desc limit :limit"""
)


def one(order_id: UUID) -> Order:
    """An order by id, unlisted attempts too. Raises NotFound, also outside the caller's locations."""
    return _found(db.session.execute(ONE, {"id": order_id, "places": current_principal().places}).first())


def many(order_ids: Collection[UUID]) -> dict[UUID, Order]:
    """Orders by their ids in one statement; those outside the caller's locations are left out."""
    rows = db.session.execute(MANY, {"ids": list(order_ids), "places": current_principal().places})
    return {row.id: _order(row) for row in rows}


def find(reference: str) -> Order:
    """A listed order by id or number. Raises NotFound."""
    order_id = parse_id(reference)
    if order_id is None:
        return _found(
            db.session.execute(BY_NUMBER, {"number": reference, "places": current_principal().places}).first()
        )
    order = one(order_id)
    return order if order.listed else _found(None)


def newest(cursor: str | None, limit: int | None) -> Page[Order]:
    """Listed orders, newest first."""
    size, (at, last) = clamp(limit), decode_cursor(cursor, datetime, UUID) or (None, None)
    rows: Sequence[Any] = db.session.execute(
        LISTED, {"places": current_principal().places, "at": at, "id": last, "limit": size + 1}
    ).all()
    page = cut(rows, size, lambda row: (row.placed_at.isoformat(), str(row.id)))
    return Page([_order(row) for row in page.items], page.next)


def _found(row: Any) -> Order:
    if row is None:
        raise NotFound(_("There is no such order"))
    return _order(row)


def _order(row: Any) -> Order:
    names = (
        "id", "number", "channel", "currency", "prices_include_tax", "status", "payment_status", "fulfillment_status",
        "subtotal", "discount", "shipping", "shipping_tax", "shipping_tax_rate", "tax", "total", "placed_at",
        "delivery_kind", "delivery_method", "delivery_name", "location_id", "customer_id", "cart_id", "locale",
        "tax_summary", "trace", "listed", "shipping_discounts",
        "duties", "import_costs",
    )  # fmt: skip
    return Order(
        **{name: getattr(row, name) for name in names},
        lines=tuple(_line(line) for line in row.lines or ()),
        tenders=tuple(Tender(*tender) for tender in row.tenders or ()),
    )


def _line(line: list[Any]) -> Line:
    return Line(
        UUID(line[0]), UUID(line[1]) if line[1] else None, UUID(line[2]) if line[2] else None, line[3], line[4], line[5],
        Decimal(str(line[6])), line[7], line[8], line[9], line[10], line[11], line[12], line[13],
        line[14], line[15], line[16], Decimal(str(line[17])), line[18],
        date.fromisoformat(line[19]) if line[19] else None, line[20], line[21], line[22],
    )  # fmt: skip
