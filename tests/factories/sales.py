"""Carts, orders and tills."""

import itertools
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.core import clock, crypto
from app.core.db import db
from app.core.ids import new_id
from app.domains.catalog.models import Variant
from tests.factories.building import call, seq
from tests.support.units import joined

if TYPE_CHECKING:
    from tests.factories import Make

ORDER: dict[str, Any] = {
    "number": seq("T{}"),
    "channel_id": lambda make: make.channel_id("web"),
    "currency": lambda make: make.tenant.currency,
    "prices_include_tax": lambda make: make.tenant.tax_included,
    "status": "confirmed",
    "payment_status": "paid",
    "subtotal": 0,
    "total": 0,
    "placed_at": call(clock.now),
}
LINE: dict[str, Any] = {
    "position": 0, "sku": seq("SOLD-{}"), "title": "Something sold", "quantity": Decimal(1),
    "unit_price": 1000, "subtotal": 1000, "total": 1000,
}  # fmt: skip
OPERATION: dict[str, Any] = {
    "id": call(new_id), "seq": lambda _make: next(_counter), "kind": "sale", "at": call(clock.now),
    "payload": call(dict), "hash": b"", "verdict": "accepted",
}  # fmt: skip
_counter = itertools.count(1)


def cart(make: "Make", lines: dict[str, int] | None = None, **given: Any) -> Any:
    """An open cart with `lines` (SKU -> quantity) of products, made where they do not exist."""
    with joined(make.tenant):
        made = make.bare_cart(**given)
        for place, (sku, quantity) in enumerate((lines or {}).items()):
            make.cart_line(
                cart=made, variant_id=_variant_id(make, sku), quantity=Decimal(quantity), position=place
            )
        return made


def _variant_id(make: "Make", sku: str) -> Any:
    found = db.session.scalar(select(Variant.id).where(Variant.sku == sku))
    return found or make.product(sku=sku).variant.id


def order(
    make: "Make", *, lines: int = 1, email: str | None = None, unit_price: int = 1000, **given: Any
) -> Any:
    """A paid order with `lines` lines of 1, not backed by stock; with `email` it belongs to a person."""
    with joined(make.tenant):
        if email is not None:
            person = crypto.new_person()
            given |= {
                "person_id": person,
                "email": crypto.seal(person, email),
                "email_index": crypto.blind("email", email),
            }
        total = lines * unit_price
        made = make.bare_order(**{"subtotal": total, "total": total, **given})
        for place in range(lines):
            make.order_line(
                order=made, position=place, unit_price=unit_price, subtotal=unit_price, total=unit_price
            )
        return made


def device(make: "Make", *, register: Any = None, **given: Any) -> Any:
    """A paired tablet; `.token` is its plain token."""
    token = crypto.new_token()
    with joined(make.tenant):
        where = {"register": register} if register is not None else {}
        made = make.bare_device(token_hash=crypto.hash_token(token), **where, **given)
        made.token = token
        return made


STORIES = (cart, order, device)
