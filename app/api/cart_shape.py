"""A cart as the API shows it, priced at this moment."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import Field

from app.api.schemas import Money, Quantity, Reply, money, number
from app.domains.carts.service import Cart
from app.domains.catalog.types import Chosen
from app.domains.inventory.errors import OutOfStock
from app.domains.pricing.engine import Quote, Result
from app.flows import import_words
from app.flows.fill_cart import Shortfall

TOTALS = ("subtotal", "discount", "shipping", "tax", "duties", "total")


class Totals(Reply):
    subtotal: Money
    discount: Money
    shipping: Money
    tax: Money
    duties: Money = Field(description="duties and import tax collected with the order; among the total")
    total: Money


class ImportCostsReply(Reply):
    """What the border takes: collected at `checkout`, then in the totals, or due on `delivery`, an estimate beside them."""

    collect: Literal["checkout", "delivery"]
    duty: Money
    tax: Money


class SaidReply(Reply):
    """What the buyer said to an input; `surcharge` is in the line's unit price."""

    code: str
    label: str
    value: str
    surcharge: Money


class CartLineReply(Reply):
    id: str
    sku: str
    title: str
    quantity: Quantity
    unit_price: Money
    discount: Money
    duties: Money
    total: Money
    inputs: list[SaidReply]
    gift: bool = Field(description="a promotion put it in, free; it goes by itself when the promotion does")


class NoticeReply(Reply):
    """More was `requested` than is left: the line has `available`, in shops that take what there is.

    Elsewhere the same is a 409 of the same `code`, and nothing changes.
    """

    code: Literal["inventory.out_of_stock"]
    detail: str
    sku: str
    requested: Quantity
    available: Quantity


class CouponReply(Reply):
    """A code in use; `reason` says why it takes nothing off now."""

    code: str
    applied: bool
    reason: str


class PromotionReply(Reply):
    """A promotion that applies and what it takes off."""

    name: str
    amount: Money


class CartReply(Reply):
    """`notices`: what the call did otherwise than it was asked to; empty when nothing."""

    id: str
    channel: str
    currency: str
    lines: list[CartLineReply]
    totals: Totals
    import_costs: ImportCostsReply | None = None
    coupons: list[CouponReply]
    promotions: list[PromotionReply]
    notices: list[NoticeReply] = []


def notice(lack: Shortfall) -> dict[str, Any]:
    """What a cart lacks."""
    return {
        "code": OutOfStock.code, "detail": lack.words, "sku": lack.item.sku, "requested": number(lack.requested),
        "available": number(lack.given),
    }  # fmt: skip


def totals(quote: Quote) -> dict[str, Any]:
    sums = quote.totals
    return {name: money(getattr(sums, name), quote.currency) for name in TOTALS}


def import_costs(costs: Mapping[str, Any] | None, currency: str) -> dict[str, Any] | None:
    """What the border takes; null where none is crossed or nothing is owed."""
    if costs is None:
        return None
    return {"collect": costs["collect"], **{name: money(costs[name], currency) for name in ("duty", "tax")}}


def cart(
    found: Cart, quote: Quote, titles: dict[str, str], said: Mapping[str, Sequence[Chosen]]
) -> dict[str, Any]:
    """Lines in the order they were added; `titles` and what was `said` by line id."""
    currency = quote.currency
    return {
        "id": str(found.id),
        "channel": found.channel,
        "currency": currency,
        "lines": [
            {
                "id": line.key, "sku": line.sku, "title": titles[line.key], "quantity": number(line.quantity),
                "unit_price": money(line.unit_price, currency),
                "discount": money(line.discount, currency), "duties": money(line.duties, currency),
                "total": money(line.total, currency), "gift": line.gift,
                "inputs": [
                    {
                        "code": each.code, "label": each.label, "value": each.value,
                        "surcharge": money(each.surcharge, currency),
                    }
                    for each in said.get(line.key, ())
                ],
            }
            for line in quote.lines
        ],
        "totals": totals(quote),
        "import_costs": import_costs(import_words.owed(quote), currency),
        "coupons": [
            {"code": entry.name, "applied": entry.result is Result.APPLIED, "reason": entry.reason}
            for entry in quote.trace if entry.stage == "coupon"
        ],
        "promotions": [
            {"name": entry.name, "amount": money(entry.amount, currency)}
            for entry in quote.trace if entry.stage == "promotion" and entry.result is Result.APPLIED
        ],
    }  # fmt: skip
