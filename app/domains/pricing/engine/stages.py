"""The stages of a price, in order. Each is a small pure step over the basket; issue by issue more join.

Where what is rounded, once each: a line's subtotal (base_prices), a percentage (effects, manual_discounts), shares
of an order discount (sharing.py), each tax on its discounted amount (taxing.py); shops differ in how (rounding.py).
"""

from collections.abc import Callable, Sequence

from app.core.money import mul_rate, round_div
from app.domains.pricing.engine.basket import Basket, Item, Shares, total
from app.domains.pricing.engine.duties import duties
from app.domains.pricing.engine.inputs import Context, Discount, DiscountKind
from app.domains.pricing.engine.promotions import cart_promotions, catalog_promotions
from app.domains.pricing.engine.quote import DiscountShare, Result, TraceEntry
from app.domains.pricing.engine.rounding import Rules
from app.domains.pricing.engine.sharing import all_of, share_out, split_amount
from app.domains.pricing.engine.taxing import own_price, taxes

Stage = Callable[[Context, Basket], None]


def base_prices(context: Context, basket: Basket) -> None:
    """Start every line from its list price; freed of the tax inside where the buyer is exempt."""
    for line in context.lines:
        item = basket.lines[line.key]
        item.set_price(own_price(context, item, line.unit_price))
        item.minimum = own_price(context, item, item.minimum)
        if context.rules.from_compare_at and line.compare_at:
            item.before_sales = own_price(context, item, line.compare_at)
        reason = "tax taken out of the list price" if item.unit_price != line.unit_price else "list price"
        basket.trace.append(TraceEntry("price", line.sku, Result.APPLIED, reason, item.subtotal, line.key))


def shipping(context: Context, basket: Basket) -> None:
    """Add the delivery at its price."""
    if basket.shipping is None or context.shipping is None:
        return
    basket.shipping.set_price(own_price(context, basket.shipping, context.shipping.price))
    name, amount = context.shipping.name, basket.shipping.subtotal
    basket.trace.append(TraceEntry("shipping", name, Result.APPLIED, "delivery price", amount))


def manual_discounts(context: Context, basket: Basket) -> None:
    """Take off what staff typed: discounts of single lines first, then those of the whole order."""
    for discount in sorted(context.discounts, key=lambda discount: discount.line is None):
        problem, items = _target(discount, basket, context)
        base = sum(item.left for item in items)
        amount = 0 if problem else min(_size(discount, base, items), base)
        shares = _shared(amount, items, basket, context.rules)
        for item, part in shares:
            item.left -= part
            item.note(DiscountShare("manual", discount.reason, part, discount.id))
        if amount := sum(part for _, part in shares):
            result, reason = Result.APPLIED, "typed by staff"
        else:
            result, reason = Result.REJECTED, problem or "nothing left to take it off"
        basket.trace.append(TraceEntry("manual", discount.reason, result, reason, amount, discount.line))


def _target(discount: Discount, basket: Basket, context: Context) -> tuple[str, list[Item]]:
    """Why the discount cannot be given ("" if it can), and the items it comes off."""
    if discount.value <= 0:
        return "not above 0", []
    if discount.line is None and discount.kind is DiscountKind.PRICE:
        return "a new price is that of a line", []
    if discount.line is None:
        lines = [item for item in basket.lines.values() if item.discountable and item.left > 0]
        covers = context.rules.manual_covers_shipping and basket.shipping is not None
        return "", [*lines, basket.shipping] if covers and basket.shipping else lines
    item = basket.lines.get(discount.line)
    if item is None:
        return "no such line", []
    if not item.discountable or item.left < 0:
        return "the line takes no discount", []
    return "", [item]


def _shared(amount: int, items: Sequence[Item], basket: Basket, rules: Rules) -> Shares:
    """Who bears how much; where the delivery does too, it is first split between all goods and the delivery."""
    goods = [item for item in items if item is not basket.shipping]
    if len(goods) == len(items) or not amount:
        return share_out(amount, all_of(goods), rules)
    delivery = [item for item in items if item is basket.shipping]
    parts = split_amount(amount, [total(goods), total(delivery)], rules.sharing)
    return [*share_out(parts[0], all_of(goods), rules), *share_out(parts[1], all_of(delivery), rules)]


def _size(discount: Discount, base: int, items: Sequence[Item]) -> int:
    if discount.kind is DiscountKind.PERCENT:
        return mul_rate(base, discount.value)
    if discount.kind is DiscountKind.PRICE:
        return max(0, base - sum(round_div(discount.value * item.milli, 1000) for item in items))
    return discount.value


STAGES: tuple[Stage, ...] = (
    base_prices,
    catalog_promotions,
    shipping,
    cart_promotions,
    manual_discounts,
    taxes,
    duties,
)
