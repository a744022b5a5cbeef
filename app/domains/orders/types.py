"""An order as it is written down and as it is read: one shape for every door."""

from dataclasses import dataclass, field
from datetime import datetime
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
class Line:
    """A line as sold. `stock` is [[stock item id, quantity per unit]]."""

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
