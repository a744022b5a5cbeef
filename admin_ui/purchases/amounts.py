"""Amounts and units as buyers type them."""

from decimal import Decimal, InvalidOperation

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.money import BadAmount, parse_money, to_decimal

RATE_ONE = 1_000_000


def amount_of(text: str, currency: str, field: str) -> int:
    """Minor units of what was typed. Raises Invalid at `field`."""
    try:
        amount = parse_money(text, currency)
    except BadAmount:
        amount = -1
    if amount < 0:
        raise Invalid(_("Some fields need another look"), fields={field: _("Write an amount, such as 12.50")})
    return amount


def typed(amount: int, currency: str) -> str:
    """Minor units as they stand in a field."""
    return str(to_decimal(amount, currency))


def units(value: object) -> object:
    """A number of units, with comma or point; for a form's validator."""
    try:
        return round(Decimal(str(value).strip().replace(",", ".")), 3)
    except InvalidOperation:
        raise ValueError(_("Write a number, such as 12")) from None


def rate_of(text: str) -> int:
    """An exchange rate in millionths. Raises Invalid at `rate`."""
    try:
        rate = round(Decimal(text.strip().replace(",", ".")) * RATE_ONE)
    except (InvalidOperation, ValueError, OverflowError):
        rate = 0
    if not 0 < rate < 10**13:
        raise Invalid(_("Some fields need another look"), fields={"rate": _("Write a rate, such as 0.92")})
    return rate
