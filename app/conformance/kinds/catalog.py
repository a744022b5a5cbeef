"""`catalog`: what one product costs after promotions of its unit price."""

from typing import Any, Literal

from app.conformance.amounts import Number, major
from app.conformance.cart_words import CartGiven, LineGiven, PromotionGiven
from app.conformance.cases import Case, Words
from app.conformance.kinds.cart import told
from app.domains.pricing import engine


class Offer(Words):
    type: Literal["percent", "fixed"]
    value: Number
    priority: int = 0
    exclusive: bool = False


class Given(Words):
    list_price: Number
    currency: str = "USD"
    original_price: Number | None = None
    minimum_price: Number | None = None
    promotions: list[Offer] = []
    order: Literal["as listed", "priority descending"] = "as listed"


def run(case: Case, number: int) -> dict[str, Any]:
    """Put one into a cart."""
    given = Given.read(case.given)
    by_priority = given.order == "priority descending" or any(each.exclusive for each in given.promotions)
    offers = [
        PromotionGiven(
            type="item_percent" if each.type == "percent" else "item_fixed", value=each.value, stage="catalog",
            priority=each.priority if by_priority else 0, exclusive=each.exclusive,
        )
        for each in given.promotions
    ]  # fmt: skip
    line = LineGiven(
        sku="a", qty=1, unit_price=given.list_price, compare_at_price=given.original_price,
        minimum_price=given.minimum_price,
    )  # fmt: skip
    cart = CartGiven(currency=given.currency, lines=[line], promotions=offers)
    context, _ = told(cart, str(number))
    price, sold = context.lines[0].unit_price, engine.price(context).lines[0].unit_price
    struck = context.lines[0].compare_at or (price if sold < price else None)
    return {
        "price": major(sold, given.currency),
        "original_price": None if struck is None else major(struck, given.currency),
    }
