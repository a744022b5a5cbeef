"""Writing a new order."""

import dataclasses
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from app.core import crypto
from app.core.db import run
from app.core.principal import current_principal
from app.domains.orders.types import Contact, Line, Order

OPEN = text(
    """
    with made as (
        insert into "order" (
            id, number, channel_id, cart_id, customer_id, location_id, status, payment_status, fulfillment_status, listed,
            currency, prices_include_tax, subtotal, discount, shipping, shipping_tax, shipping_tax_rate, tax, total,
            tax_summary, trace, shipping_discounts, duties, import_costs, locale,
            person_id, name, email, email_index, phone, ship_line1, ship_line2, ship_city,
            ship_postal_code, ship_region, ship_country, delivery_kind, delivery_method, delivery_name, link_hash,
            cashier_id, shift_id, offline, note, placed_at, completed_at
        ) values (
            :id, coalesce(:number, nextval('order_number')::text), :channel_id, :cart_id, :customer_id, :location_id,
            :status, :payment_status, :fulfillment_status, :listed, :currency, :prices_include_tax, :subtotal, :discount,
            :shipping, :shipping_tax, :shipping_tax_rate, :tax, :total, cast(:tax_summary as jsonb), cast(:trace as jsonb),
            cast(:shipping_discounts as jsonb), :duties, cast(:import_costs as jsonb), :locale,
            :person_id, :name, :email, :email_index, :phone, :ship_line1, :ship_line2, :ship_city,
            :ship_postal_code, :ship_region, :ship_country, :delivery_kind, :delivery_method, :delivery_name, :link_hash,
            :cashier_id, :shift_id, :offline, :note, :placed_at, :completed_at
        ) returning number
    ), story as (
        insert into order_event (order_id, at, kind, actor, actor_name, data)
        values (:id, :placed_at, 'placed', :actor, :actor_name, '{}')
    ), lined as (
        insert into order_line (
            id, order_id, position, variant_id, location_id, sku, title, options, quantity, unit_price, subtotal,
            discount, tax, tax_rate, total, stock, components, inputs, digital, awaited,
            preorder, expected_on, discounts, voucher, duties, fulfilled
        )
        select w.id, :id, w.position, w.variant_id, w.location_id, w.sku, w.title, w.options, w.quantity, w.unit_price,
               w.subtotal, w.discount, w.tax, w.tax_rate, w.total, w.stock, w.components, w.inputs, w.digital,
               w.awaited, w.preorder, w.expected_on, w.discounts, w.voucher, w.duties,
               case when :carried then w.quantity else 0 end
        from jsonb_to_recordset(cast(:lines as jsonb)) as w (
            id uuid, position int, variant_id uuid, location_id uuid, sku text, title text, options text,
            quantity numeric, unit_price bigint, subtotal bigint, discount bigint, tax bigint, tax_rate int,
            total bigint, stock jsonb, components jsonb, inputs jsonb, digital boolean,
            awaited numeric, preorder boolean, expected_on date, discounts jsonb, voucher text, duties bigint)
    )
    select number from made
    """
)
LINE_FACTS = tuple(fact.name for fact in dataclasses.fields(Line))


@dataclass(frozen=True, slots=True)
class Extras:
    """Facts of an order beyond its price: whose it is, and where it was taken."""

    channel_id: UUID
    person_id: UUID | None = None
    link: str | None = None
    cashier_id: UUID | None = None
    shift_id: UUID | None = None
    offline: bool = False
    note: str = ""


def guest_link(order_id: UUID) -> str:
    """The token that opens an order for whoever was mailed it; the same each time, its hash stands in the order."""
    return crypto.derive_token("order", order_id.hex)


def open_order(order: Order, contact: Contact, extras: Extras) -> str:
    """Write an order, its lines and the first line of its story in one statement; returns its number.

    `order.number` may be empty: the next one of the sequence is taken. Gaps are allowed.
    """
    person = extras.person_id

    def sealed(value: str) -> bytes | None:
        return crypto.seal(person, value) if value and person else None

    actor = current_principal()
    carried = order.fulfillment_status == "fulfilled"
    params: dict[str, Any] = {
        name: getattr(order, name)
        for name in (
            "id", "cart_id", "customer_id", "location_id", "status", "payment_status", "fulfillment_status", "listed",
            "currency", "prices_include_tax", "subtotal", "discount", "shipping", "shipping_tax", "shipping_tax_rate",
            "tax", "total", "duties", "locale", "delivery_kind", "delivery_method", "delivery_name", "placed_at",
        )
    }  # fmt: skip
    params |= {
        "number": order.number or None,
        "channel_id": extras.channel_id,
        "tax_summary": orjson.dumps(order.tax_summary).decode(),
        "shipping_discounts": orjson.dumps(order.shipping_discounts).decode(),
        "import_costs": orjson.dumps(order.import_costs).decode() if order.import_costs else None,
        "trace": orjson.dumps(order.trace, default=str).decode(),
        "person_id": person,
        "name": contact.name,
        "email": sealed(contact.email),
        "email_index": crypto.blind("email", contact.email) if contact.email else None,
        "phone": sealed(contact.phone),
        "ship_line1": sealed(contact.line1),
        "ship_line2": sealed(contact.line2),
        "ship_city": contact.city,
        "ship_postal_code": contact.postal_code,
        "ship_region": contact.region,
        "ship_country": contact.country,
        "link_hash": crypto.hash_token(extras.link) if extras.link else None,
        "cashier_id": extras.cashier_id,
        "shift_id": extras.shift_id,
        "offline": extras.offline,
        "note": extras.note,
        "actor": actor.label,
        "actor_name": actor.name,
        "carried": carried,
        "completed_at": order.placed_at if carried else None,
        "lines": orjson.dumps(
            [
                {"position": place, **{name: getattr(line, name) for name in LINE_FACTS}}
                for place, line in enumerate(order.lines, 1)
            ],
            default=str,
        ).decode(),
    }
    return str(run(OPEN, params).scalar_one())
