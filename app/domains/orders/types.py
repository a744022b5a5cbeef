"""An order as it is written down and as it is read: one shape for every door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Contact:
    """Who an order is for, in clear. Kept encrypted but for name, postal code and city."""

    name: str = ""
    email: str = ""
    phone: str = ""
    line1: str = ""
    line2: str = ""
    city: str = ""
    postal_code: str = ""
    region: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Picked:
    """A bundle's part as it is taken from the shelf, for all of a line."""

    sku: str
    name: str
    quantity: Decimal


def picked(components: Sequence[Mapping[str, str]], quantity: Decimal) -> list[Picked]:
    """What `quantity` of a bundle takes from the shelf."""
    return [
        Picked(part["sku"], f"{part['title']} {part['options']}".rstrip(), quantity * Decimal(part["quantity"]))
        for part in components
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line as sold. `stock` is [[stock item id, quantity per unit]]; `awaited` units were sold past zero.

    `components`: a bundle's parts of one unit, {sku, title, options, quantity}. `inputs`: what the buyer said,
    {code, label, value, surcharge}.
    """

    id: UUID
    variant_id: UUID | None
    location_id: UUID | None
    sku: str
    title: str
    options: str
    quantity: Decimal
    unit_price: int
    subtotal: int
    discount: int
    tax: int
    tax_rate: int
    total: int
    stock: list[list[str]] = field(default_factory=list)
    components: list[dict[str, str]] = field(default_factory=list)
    inputs: list[dict[str, Any]] = field(default_factory=list)
    digital: bool = False
    awaited: Decimal = Decimal(0)
    preorder: bool = False
    expected_on: date | None = None


@dataclass(frozen=True, slots=True)
class Tender:
    """One of the ways an order is paid, minor units. `last4`: the last signs of a gift card's code."""

    method: str
    status: str
    amount: int
    refunded: int = 0
    last4: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """Facts of an order; money in minor units of `currency`."""

    id: UUID
    number: str
    channel: str
    currency: str
    prices_include_tax: bool
    status: str
    payment_status: str
    fulfillment_status: str
    subtotal: int
    discount: int
    shipping: int
    shipping_tax: int
    shipping_tax_rate: int
    tax: int
    total: int
    placed_at: datetime
    lines: tuple[Line, ...]
    delivery_kind: str = "ship"
    delivery_method: str = ""
    delivery_name: str = ""
    location_id: UUID | None = None
    customer_id: UUID | None = None
    cart_id: UUID | None = None
    locale: str = "en"
    tax_summary: list[dict[str, Any]] = field(default_factory=list)
    trace: list[list[Any]] = field(default_factory=list)
    listed: bool = True
    tenders: tuple[Tender, ...] = ()
