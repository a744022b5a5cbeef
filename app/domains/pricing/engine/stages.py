"""The stages of a price, in order. Each is a small pure step over the basket; issue by issue more join.

Where what is rounded, once each: a line's subtotal (base_prices), a percentage (manual_discounts), shares of
an order discount by largest remainder (basket.spread), each tax per line on its discounted amount
(basket.taxes_of).
"""

from collections.abc import Callable

from app.core.money import mul_rate
from app.domains.pricing.engine.basket import Basket, Item, spread, taxes_of
from app.domains.pricing.engine.inputs import Context, Discount, DiscountKind
from app.domains.pricing.engine.quote import Result, TaxShare, TraceEntry

Stage = Callable[[Context, Basket], None]


def base_prices(context: Context, basket: Basket) -> None:
    """Start every line from its list price; freed of the tax inside where the buyer is exempt."""
    for line in context.lines:
        item = basket.lines[line.key]
        item.set_price(_own_price(context, item))
        reason = "tax taken out of the list price" if item.unit_price != line.unit_price else "list price"
        basket.trace.append(TraceEntry("price", line.sku, Result.APPLIED, reason, item.subtotal, line.key))


def shipping(context: Context, basket: Basket) -> None:
    """Add the delivery at its price."""
    if basket.shipping is None or context.shipping is None:
        return
    basket.shipping.set_price(_own_price(context, basket.shipping))
    name, amount = context.shipping.name, basket.shipping.subtotal
    basket.trace.append(TraceEntry("shipping", name, Result.APPLIED, "delivery price", amount))


def _own_price(context: Context, item: Item) -> int:
    if not context.exempt or not item.tax_included:
        return item.unit_price
    return item.unit_price - sum(taxes_of(item.unit_price, item.taxes, included=True))


def manual_discounts(context: Context, basket: Basket) -> None:
    """Take off what staff typed: discounts of single lines first, then those of the whole order."""
    for discount in sorted(context.discounts, key=lambda discount: discount.line is None):
        problem, items = _target(discount, basket)
        base = sum(item.left for item in items)
        amount = 0 if problem else min(_size(discount, base), base)
        if amount:
            spread(amount, items, "manual", discount.reason)
            result, reason = Result.APPLIED, "typed by staff"
        else:
            result, reason = Result.REJECTED, problem or "nothing left to take it off"
        basket.trace.append(TraceEntry("manual", discount.reason, result, reason, amount, discount.line))


def _target(discount: Discount, basket: Basket) -> tuple[str, list[Item]]:
    """Why the discount cannot be given ("" if it can), and the items it comes off."""
    if discount.value <= 0:
        return "not above 0", []
    if discount.line is None:
        return "", [item for item in basket.lines.values() if item.discountable and item.left > 0]
    item = basket.lines.get(discount.line)
    if item is None:
        return "no such line", []
    if not item.discountable or item.left < 0:
        return "the line takes no discount", []
    return "", [item]


def _size(discount: Discount, base: int) -> int:
    return mul_rate(base, discount.value) if discount.kind is DiscountKind.PERCENT else discount.value


def taxes(context: Context, basket: Basket) -> None:
    """Tax every line and the delivery on what is left of it after discounts."""
    for item in basket.items():
        item.tax_shares = [_exempt(context, item)] if context.exempt else _shares(item)
    for share in tax_summary(basket):
        reason = "exempt" if context.exempt else "rate of the line"
        basket.trace.append(TraceEntry("tax", share.name, Result.APPLIED, reason, share.amount))


def _exempt(context: Context, item: Item) -> TaxShare:
    return TaxShare("exempt", context.exempt, 0, item.left, 0)


def _shares(item: Item) -> list[TaxShare]:
    amounts = taxes_of(item.left, item.taxes, included=item.tax_included)
    net = item.left - sum(amounts) if item.tax_included else item.left
    return [
        TaxShare(tax.id, tax.name, tax.rate_micro, net, amount)
        for tax, amount in zip(item.taxes, amounts, strict=True)
    ]


def tax_summary(basket: Basket) -> list[TaxShare]:
    """Base and amount of each tax over lines and delivery, highest rate first; a 0 rate has its row too."""
    sums: dict[tuple[str, str, int], tuple[int, int]] = {}
    for item in basket.items():
        for tax_id, name, rate, base, amount in item.tax_shares:
            bases, amounts = sums.get((tax_id, name, rate), (0, 0))
            sums[tax_id, name, rate] = (bases + base, amounts + amount)
    rows = [TaxShare(*key, *values) for key, values in sums.items()]
    return sorted(rows, key=lambda row: -row.rate_micro)


STAGES: tuple[Stage, ...] = (base_prices, shipping, manual_discounts, taxes)
