"""Money and percentages of a case: decimal texts there, whole minor units and millionths in the shop."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Annotated

from pydantic import BeforeValidator

from app.conformance.cases import Unfit
from app.core.money import RATE_ONE, minor_digits, to_decimal


def _decimal(value: object) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError("is not a number") from error


Number = Annotated[Decimal, BeforeValidator(_decimal)]
"""An amount, a rate or a percentage as it is written."""


def minor(amount: Decimal, currency: str) -> int:
    """Minor units, half up where the amount is finer than the currency. Raises Unfit for no currency."""
    try:
        return int(amount.scaleb(minor_digits(currency)).quantize(Decimal(1), ROUND_HALF_UP))
    except ValueError as error:
        raise Unfit(str(error)) from error


def major(amount: int, currency: str) -> Decimal:
    """Minor units as a case writes them."""
    return to_decimal(amount, currency)


def of_rate(fraction: Decimal) -> int:
    """ "0.20" in millionths, half up."""
    return int((fraction * RATE_ONE).quantize(Decimal(1), ROUND_HALF_UP))


def of_percent(percent: Decimal) -> int:
    """ "12.5" in millionths, half up."""
    return of_rate(percent / 100)
