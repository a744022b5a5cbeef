"""`calculator`: one rule of how much, alone, as an action of a promotion."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal

from app.conformance.amounts import Number, major, minor, of_percent
from app.conformance.cases import Case, Words
from app.conformance.checkout import rules_now
from app.domains.pricing.engine import Action, Context, Effect, Line, Promotion, Where, price
from app.domains.pricing.engine.basket import Basket
from app.domains.pricing.engine.effects import value_of
from app.domains.pricing.engine.matching import why_not
from app.domains.pricing.engine.offers import Measure
from app.domains.pricing.engine.stages import base_prices

MEANT = Where(having=(frozenset({"case:meant"}),))
TWO_DECIMALS = "USD"


class Given(Words):
    calculator: Literal["flexi_rate", "tiered_flat", "tiered_percent", "tiered_percent_by_qty"]
    first: Number = Decimal(0)
    additional: Number = Decimal(0)
    max_items: int | None = None
    qty: int = 0
    base: Number = Decimal(0)
    base_percent: Number = Decimal(0)
    tiers: dict[str, Number] = {}
    amount: Number = Decimal(0)
    order_total: Number | None = None
    line_amount: Number = Decimal(0)
    eligible_qty: int = 1
    order_currency: str = TWO_DECIMALS
    promotion_currency: str = ""

    def minor(self, amount: Decimal) -> int:
        return minor(amount, self.order_currency)


def run(case: Case, number: int) -> dict[str, Any]:
    """Let a promotion with this rule meet a basket of that size."""
    del number
    given = Given.read(case.given)
    if given.calculator == "flexi_rate":
        return {"amount": major(_steps(given), given.order_currency)}
    found = _flat(given) if given.calculator == "tiered_flat" else _percent(given)
    return {"discount": major(found, given.order_currency)}


def _steps(given: Given) -> int:
    first, more = given.minor(given.first), given.minor(given.additional)
    action = Action(Effect.UNIT_STEPS, value=first, more=more, max_units=given.max_items)
    dear = Line("meant", "MEANT", Decimal(given.qty or 1), first + more)
    return _taken(action, given, [dear] if given.qty > 0 else [])


def _flat(given: Given) -> int:
    """The rule alone: taken off a basket, it would end at the basket's worth."""
    tiers = _tiers(given, given.minor)
    action = Action(Effect.ORDER_FIXED, value=given.minor(given.base), tiers=tiers)
    context = _context(given, action, [Line("meant", "MEANT", Decimal(1), given.minor(given.amount))])
    basket = Basket.of(context)
    base_prices(context, basket)
    if why_not(context.promotions[0], context, basket):
        return 0
    return value_of(action, context, basket, basket.counted)


def _percent(given: Given) -> int:
    by_quantity = given.calculator == "tiered_percent_by_qty"
    amount = given.minor(given.line_amount)
    action = Action(
        Effect.ITEM_PERCENT, value=of_percent(given.base_percent), where=MEANT, tiers=_tiers(given, of_percent),
        tier_by=Measure.QUANTITY if by_quantity else Measure.TOTAL,
    )  # fmt: skip
    line = Line("meant", "MEANT", Decimal(1), amount, facts=frozenset({"case:meant"}))
    if by_quantity:
        others = Decimal(max(0, given.eligible_qty - 1))
        rest = [Line("rest", "REST", others, 100, facts=line.facts)] if others else []
    else:
        left = given.minor(given.order_total if given.order_total is not None else given.line_amount) - amount
        rest = [Line("rest", "REST", Decimal(1), left)] if left else []
    return _taken(action, given, [line, *rest])


def _tiers(given: Given, value: Any) -> tuple[tuple[int, int], ...]:
    by_quantity = given.calculator == "tiered_percent_by_qty"
    return tuple(
        (int(Decimal(at)) if by_quantity else given.minor(Decimal(at)), value(of))
        for at, of in given.tiers.items()
    )


def _context(given: Given, action: Action, lines: Sequence[Line]) -> Context:
    promotion = Promotion("case", "case", (action,), currency=given.promotion_currency)
    return Context(
        currency=given.order_currency, prices_include_tax=False, lines=tuple(lines), promotions=(promotion,),
        rules=rules_now(),
    )  # fmt: skip


def _taken(action: Action, given: Given, lines: Sequence[Line]) -> int:
    quote = price(_context(given, action, lines))
    return sum(line.discount for line in quote.lines if line.key == "meant")
