"""An order as the API shows it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import urljoin

from pydantic import Field

from app.api.cart_shape import TOTALS, ImportCostsReply, SaidReply, Totals, import_costs
from app.api.schemas import Money, Quantity, Reply, money, number
from app.config import settings
from app.core.tenancy import current_tenant
from app.domains.orders.types import Order

LINE_SUMS = ("unit_price", "discount", "tax", "duties", "total")


class NextAction(Reply):
    url: str


class OrderPart(Reply):
    """A part of one unit of a bundle."""

    sku: str
    title: str
    options: str
    quantity: Quantity


class DiscountShareReply(Reply):
    """A part of a line's discount; `id` is the promotion's, null where no promotion gave it."""

    id: str | None
    name: str
    amount: Money


class DiscountReply(DiscountShareReply):
    """A discount over all lines; `delivery` is what it took off the delivery."""

    delivery: Money


class OrderLineReply(Reply):
    sku: str
    title: str
    quantity: Quantity
    unit_price: Money
    discount: Money
    discounts: list[DiscountShareReply]
    tax: Money
    duties: Money
    total: Money
    parts: list[OrderPart]
    inputs: list[SaidReply]
    awaited: Quantity = Field(description="units sold past zero: more than lay there when it was ordered")
    expected_on: date | None


class TenderReply(Reply):
    """A way that an order is paid; `last4`: the end of a gift card's code."""

    method: str
    status: str
    amount: Money
    refunded: Money
    last4: str


class OrderReply(Reply):
    id: str
    number: str
    channel: str
    status: Literal["pending", "confirmed", "in_fulfillment", "shipped", "completed", "cancelled", "returned"]
    payment_status: Literal[
        "pending", "requires_action", "authorized", "paid", "partially_refunded", "refunded", "failed"
    ]
    fulfillment_status: Literal["open", "partial", "fulfilled"]
    lines: list[OrderLineReply]
    totals: Totals
    import_costs: ImportCostsReply | None = None
    discounts: list[DiscountReply] = Field(
        description="by name; their amounts make up the discount in totals"
    )
    tenders: list[TenderReply]
    placed_at: datetime
    next_action: NextAction | None = None


class OrderPage(Reply):
    items: list[OrderReply]
    next: str | None


def _share(promotion: str, name: str, amount: int, currency: str) -> dict[str, Any]:
    return {"id": promotion or None, "name": name, "amount": money(amount, currency)}


def order(found: Order, next_action: dict[str, Any] | None = None) -> dict[str, Any]:
    currency = found.currency
    body: dict[str, Any] = {
        "id": str(found.id),
        "number": found.number,
        "channel": found.channel,
        "status": found.status,
        "payment_status": found.payment_status,
        "fulfillment_status": found.fulfillment_status,
        "lines": [
            {
                "sku": line.sku, "title": line.title, "quantity": number(line.quantity),
                **{name: money(getattr(line, name), currency) for name in LINE_SUMS},
                "discounts": [_share(part["id"], part["name"], part["amount"], currency) for part in line.discounts],
                "parts": [part | {"quantity": number(Decimal(part["quantity"]))} for part in line.components],
                "inputs": [said | {"surcharge": money(said["surcharge"], currency)} for said in line.inputs],
                "awaited": number(line.awaited),
                "expected_on": line.expected_on.isoformat() if line.expected_on else None,
            }
            for line in found.lines
        ],
        "totals": {
            name: money(getattr(found, name), currency) for name in TOTALS
        },
        "import_costs": import_costs(found.import_costs, currency),
        "discounts": [
            _share(each.id, each.name, each.amount, currency) | {"delivery": money(each.delivery, currency)}
            for each in found.given
        ],
        "tenders": [
            {
                "method": each.method, "status": each.status, "amount": money(each.amount, currency),
                "refunded": money(each.refunded, currency), "last4": each.last4,
            }
            for each in found.tenders
        ],
        "placed_at": found.placed_at.isoformat(),
    }  # fmt: skip
    if next_action:
        body["next_action"] = {"url": urljoin(settings().origin(current_tenant().host), next_action["url"])}
    return body
