"""`bxgy`: buy some and get others, groups for a price or with something off. No tax."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from app.conformance.amounts import Number, minor, of_percent
from app.conformance.cart_words import CartGiven, ConditionGiven, Filter, LineGiven
from app.conformance.cases import Case, Unfit, Words
from app.conformance.kinds.cart import told
from app.conformance.offer_desk import OfferDesk
from app.conformance.receipt import Receipt
from app.core.money import RATE_ONE
from app.domains.pricing import engine
from app.domains.pricing.engine import Action, Effect


class Goods(Words):
    sku: str
    unit_price: Number
    qty: int
    category: str | None = None


class Set(Words):
    """`product`: every line is of it."""

    sku: str | None = None
    category: str | None = None
    product: str | None = None
    min_qty: int = 1
    qty: int = 1


class Step(Words):
    code: str
    buy: int
    get: int


class Given(Words):
    lines: list[Goods]
    currency: str = "USD"
    rule: str
    code: str = "promotion"
    buy: Set | None = None
    get: Set | None = None
    value_off: Number | None = None
    steps: list[Step] | None = None
    group_size: int = 1
    fixed_price: Number = Decimal(0)
    applications: int | None = None
    once_per_application: bool = True
    condition: ConditionGiven | None = None
    unit_discount: Number = Decimal(0)
    unit_percent: Number = Decimal(0)
    base_percent: Number = Decimal(0)
    tiers: dict[str, Number] = {}

    def minor(self, amount: Decimal) -> int:
        return minor(amount, self.currency)


Offers = list[tuple[str, Action]]
"""Each with its name."""
Rule = Callable[[Given, OfferDesk], Offers]


def _buy_get(given: Given, desk: OfferDesk) -> Offers:
    if given.steps is not None:
        return [
            (each.code, _gift(given, desk, Set(min_qty=each.buy), Set(qty=each.get))) for each in given.steps
        ]
    if given.buy is None or given.get is None:
        raise Unfit("neither buy and get nor steps")
    return [(given.code, _gift(given, desk, given.buy, given.get))]


def _gift(given: Given, desk: OfferDesk, buy: Set, get: Set) -> Action:
    free = given.value_off is None
    return Action(
        Effect.BUY_GET_PERCENT if free else Effect.BUY_GET_FIXED,
        RATE_ONE if given.value_off is None else given.minor(given.value_off),
        _where(get, desk), buy=_where(buy, desk), buy_units=buy.min_qty, get_units=get.qty, times=1,
    )  # fmt: skip


def _where(goods: Set, desk: OfferDesk) -> engine.Where:
    return desk.where(Filter(sku=goods.sku, category=goods.category))


def _cheapest(given: Given, desk: OfferDesk) -> Offers:
    del desk
    return [(given.code, Action(Effect.CHEAPEST_FREE, group_size=given.group_size, times=given.applications))]


def _tiered(given: Given, desk: OfferDesk) -> Offers:
    del desk
    tiers = tuple((given.minor(Decimal(at)), of_percent(of)) for at, of in given.tiers.items())
    value = of_percent(given.base_percent)
    return [(given.code, Action(Effect.GROUP_PERCENT, value, tiers=tiers, group_size=given.group_size))]


def _of_each(effect: Effect, value: Callable[[Given], int]) -> Rule:
    return lambda given, _desk: [
        (given.code, Action(effect, value(given), group_size=given.group_size, times=given.applications))
    ]


RULES: dict[str, Rule] = {
    "buy N of the buy set, get M of the target set at value off per unit (capped at the unit price)": _buy_get,
    "any 3 items for a fixed price": _of_each(
        Effect.GROUP_PRICE, lambda given: given.minor(given.fixed_price)
    ),
    "cheapest item free": _cheapest,
    "every group of 3 items: the cheapest of the group is free": lambda given, _desk: [
        (
            given.code,
            Action(
                Effect.CHEAPEST_FREE, group_size=given.group_size, per_group=True, times=given.applications
            ),
        )
    ],
    "group of 3 items: cheapest item in the basket is free": _cheapest,
    "per-unit fixed discount only for complete groups": _of_each(
        Effect.GROUP_FIXED, lambda given: given.minor(given.unit_discount)
    ),
    "per-unit percent discount only for complete groups": _of_each(
        Effect.GROUP_PERCENT, lambda given: of_percent(given.unit_percent)
    ),
    "per-unit tiered percent by order total": _tiered,
}


def run(case: Case, number: int) -> dict[str, Any]:
    """Sell it with the rule as an offer of the shop."""
    given = Given.read(case.given)
    if given.rule not in RULES:
        raise Unfit(f"rule {given.rule}")
    lines = [
        LineGiven(sku=each.sku, qty=each.qty, unit_price=each.unit_price, category=each.category)
        for each in given.lines
    ]
    cart = CartGiven(currency=given.currency, lines=lines, promotions=[])
    context, names = told(cart, str(number), lambda desk: [
        engine.Promotion("", code, (action,), desk.when(given.condition or ConditionGiven()))
        for code, action in RULES[given.rule](given, desk)
    ])  # fmt: skip
    receipt = Receipt(context, engine.price(context), **names)
    found = receipt.answers()
    return {
        "discount": found["discount"],
        "line_discounts": found["line_discounts"],
        "sum_of_line_discounts": sum(found["line_discounts"].values(), Decimal(0)),
        "by_promotion": {code: sum(of.values(), Decimal(0)) for code, of in found["by_promotion"].items()},
    }
