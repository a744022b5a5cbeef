"""`choose`: which of several discounts of one line is kept."""

from decimal import Decimal
from typing import Any, Literal

from app.conformance.amounts import Number, minor
from app.conformance.cart_words import CartGiven, LineGiven
from app.conformance.cases import Case, Words
from app.conformance.kinds.cart import told
from app.domains.pricing import engine
from app.domains.pricing.engine import Action, Effect


class Off(Words):
    id: str
    amount: Number


class Given(Words):
    discounts: list[Off]
    rule: Literal["best_per_line_within_lane"]
    currency: str = "USD"


def run(case: Case, number: int) -> dict[str, Any]:
    """Sell one line under offers of one lane; what takes nothing off is none."""
    given = Given.read(case.given)
    price = sum((abs(each.amount) for each in given.discounts), Decimal(1))
    cart = CartGiven(
        currency=given.currency, lines=[LineGiven(sku="a", qty=1, unit_price=price)], promotions=[]
    )
    offers = [
        engine.Promotion(
            "",
            each.id,
            (Action(Effect.LINE_FIXED, max(0, -minor(each.amount, given.currency))),),
            lane="case",
        )
        for each in given.discounts
    ]
    context, names = told(cart, str(number), lambda _desk: offers)
    shares = [share for line in engine.price(context).lines for share in line.discounts]
    return {"kept": [names["codes"][share.id] for share in shares]}
