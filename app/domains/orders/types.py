"""An order as it is written down and as it is read: one shape for every door."""

from collections.abc import Iterable, Mapping, Sequence
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
    {code, label, value, surcharge}. `discounts`: {id, name, amount}, what makes up its discount. `voucher`: of gift
    cards, `multi` is taxed when they pay, `single` was taxed here. `duties`: what was collected for the border, inside
    its total.
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
    discounts: list[dict[str, Any]] = field(default_factory=list)
    voucher: str = ""
    duties: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """What one discount took off an order's lines (`amount`) and its delivery; `id` is the promotion's, or empty."""

    id: str
    name: str
    amount: int
    delivery: int


@dataclass(frozen=True, slots=True)
class Tender:
    """One of the ways an order is paid, minor units. `last4`: the last signs of a gift card's code.

    `taxed`: what of a single-purpose card's sale was taxed then, {name, rate, net, tax}.
    """

    method: str
    status: str
    amount: int
    refunded: int = 0
    last4: str = ""
    taxed: dict[str, Any] | None = None


def given(lines: Iterable[list[dict[str, Any]]], delivery: list[dict[str, Any]]) -> tuple[Given, ...]:
    """The discounts of lines and of the delivery, summed by promotion and name."""
    sums: dict[tuple[str, str], list[int]] = {}
    for place, part in (*((0, part) for parts in lines for part in parts), *((1, part) for part in delivery)):
        sums.setdefault((part["id"], part["name"]), [0, 0])[place] += part["amount"]
    return tuple(Given(*key, *amounts) for key, amounts in sums.items())


@dataclass(frozen=True, slots=True)
class Order:
    """Facts of an order; money in minor units of `currency`. `duties` were collected for the border, inside the total.

    `import_costs`: what the border takes, {collect, duty, tax}; `collect` is "checkout", or "delivery": an estimate.
    """

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
    shipping_discounts: list[dict[str, Any]] = field(default_factory=list)
    tenders: tuple[Tender, ...] = ()
    duties: int = 0
    import_costs: dict[str, Any] | None = None

    @property
    def given(self) -> tuple[Given, ...]:
        """Each discount by name, over all lines and the delivery."""
        return given([line.discounts for line in self.lines], self.shipping_discounts)

    @property
    def declared(self) -> list[dict[str, Any]]:
        """What single-purpose gift cards paid, {name, rate, net, tax}: taxed when they were sold, not due again."""
        return [each.taxed for each in self.tenders if each.taxed is not None and each.status == "paid"]

    @property
    def discount_unnamed(self) -> int:
        """What of the discount has no name: of orders that tills and older releases wrote."""
        return self.discount - sum(each.amount for each in self.given)
