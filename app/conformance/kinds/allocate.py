"""`allocate`: an amount over weights."""

from decimal import Decimal
from typing import Any, Literal

from app.conformance.amounts import Number, major, minor, of_percent
from app.conformance.cases import Case, Unfit, Words
from app.conformance.checkout import rules_now
from app.core.money import mul_rate
from app.domains.pricing import engine
from app.domains.pricing.engine.sharing import split_amount

NO_CURRENCY = "USD"
"""Two decimals."""


class Off(Words):
    type: Literal["fixed", "percent"]
    value: Number


class Parts(Words):
    items: Number
    shipping: Number


class Given(Words):
    amount: Number | None = None
    discount: Off | None = None
    weights: list[Number] | Parts
    minor_units: bool = False
    cap: Literal["each part at its weight"] | None = None
    currency: str = NO_CURRENCY

    def minor(self, amount: Decimal) -> int:
        return int(amount) if self.minor_units else minor(amount, self.currency)

    def shown(self, amount: int) -> Decimal:
        return Decimal(amount) if self.minor_units else major(amount, self.currency)


def run(case: Case, number: int) -> dict[str, Any]:
    """Share it as the shop shares discounts; what staff type is taken off a basket with a delivery."""
    del number
    given = Given.read(case.given)
    if isinstance(given.weights, Parts):
        parts: Any = _off_basket(given, given.weights)
        return {"parts": parts, "must_sum_to": sum(parts.values())}
    weights = [given.minor(weight) for weight in given.weights]
    found = split_amount(_amount(given, sum(weights)), weights, rules_now().sharing)
    if given.cap:
        found = [max(-most, min(most, part)) for part, most in zip(found, weights, strict=True)]
    parts = [given.shown(part) for part in found]
    return {"parts": parts, "parts_any_order": parts, "must_sum_to": sum(parts)}


def _amount(given: Given, whole: int) -> int:
    if given.discount is None:
        if given.amount is None:
            raise Unfit("neither amount nor discount")
        return given.minor(given.amount)
    if given.discount.type == "percent":
        return mul_rate(whole, of_percent(given.discount.value))
    return given.minor(given.discount.value)


def _off_basket(given: Given, weights: Parts) -> dict[str, Decimal]:
    """The discount that staff type, off goods and a delivery at these prices."""
    goods, delivery = given.minor(weights.items), given.minor(weights.shipping)
    off = engine.Discount(engine.DiscountKind.AMOUNT, _amount(given, goods + delivery), "case")
    context = engine.Context(
        currency=given.currency, prices_include_tax=False, discounts=(off,), rules=rules_now(),
        lines=(engine.Line("goods", "GOODS", Decimal(1), goods),), shipping=engine.Shipping("case", delivery),
    )  # fmt: skip
    quote = engine.price(context)
    shipping = quote.shipping.discount if quote.shipping else 0
    return {"items": given.shown(quote.totals.discount), "shipping": given.shown(shipping)}
