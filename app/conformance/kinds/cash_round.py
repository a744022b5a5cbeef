"""`cash_round`: what is paid in cash, where small coins are gone."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from app.conformance.cases import Case, Unfit, Words
from app.core.db import unit_of_work
from app.core.money import minor_digits, to_decimal
from app.domains.channels import service as channels
from app.domains.channels.types import TillRules
from app.domains.pos import rules


class Given(Words):
    amounts: list[str]
    interval: str
    method: Literal["half_up"] = "half_up"
    first_round_decimals: int | None = None
    currency: str = "EUR"


def run(case: Case, _number: int) -> dict[str, Any]:
    """Set the tills to the smallest coin, and round what is due as they do: to the money's own units first."""
    given = Given.read(case.given)
    digits = minor_digits(given.currency)
    if given.first_round_decimals not in (None, digits):
        raise Unfit(f"first_round_decimals {given.first_round_decimals}")
    step = Decimal(given.interval).scaleb(digits)
    if step != step.to_integral_value() or step < 1:
        raise Unfit(f"interval {given.interval}")
    with unit_of_work():
        channels.save(TillRules(rounding=int(step)))
        kept = channels.setting(TillRules)
    due = [int(Decimal(each).scaleb(digits).to_integral_value(ROUND_HALF_UP)) for each in given.amounts]
    return {"rounded": [to_decimal(rules.round_cash(each, kept.rounding), given.currency) for each in due]}
