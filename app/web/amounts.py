"""Quantities as people type them, also many of them in the parallel fields of a table."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from app.core.errors import Invalid
from app.core.i18n import gettext as _

MOST = Decimal(10**9)


def read_amount(value: str, field: str) -> Decimal:
    """0 or more with up to three decimals, a comma understood. Raises Invalid at `field`."""
    try:
        found = round(Decimal(value.strip().replace(",", ".")), 3)
    except InvalidOperation:
        found = Decimal(-1)
    if not found.is_finite() or not 0 <= found < MOST:
        raise Invalid(
            _("Some fields need another look"), fields={field: _("Write a number from 0 up, such as 12")}
        )
    return found


def read_amounts(values: Sequence[str], field: str, *, blank: Decimal = Decimal(0)) -> list[Decimal]:
    """Each in its place; an empty field is `blank`. Raises Invalid at `field.<place>`."""
    return [
        read_amount(value, f"{field}.{place}") if value.strip() else blank
        for place, value in enumerate(values)
    ]
