"""What a price must be like before it is written."""

from collections.abc import Iterable
from uuid import UUID

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.money import LARGEST_AMOUNT, minor_digits
from app.domains.pricing.types import Price


def last_of_each(prices: Iterable[Price]) -> list[Price]:
    """The prices to write, checked; of one named twice the later counts. Raises Invalid naming the field."""
    wanted: dict[tuple[UUID, str], Price] = {}
    for price in prices:
        check(price)
        wanted[price.variant_id, price.currency] = price
    return list(wanted.values())


def check(price: Price) -> None:
    """Raises Invalid, naming the field, for a price that cannot be."""
    if problem := _problem(price):
        field, words = problem
        raise Invalid(words, fields={field: words}, variant_id=str(price.variant_id))


def _problem(price: Price) -> tuple[str, str] | None:
    try:
        minor_digits(price.currency)
    except ValueError:
        return "currency", _("This is not a currency code")
    if not 0 <= price.amount <= LARGEST_AMOUNT:
        return "amount", _("A price is not below 0")
    if price.compare_at is not None and not price.amount < price.compare_at <= LARGEST_AMOUNT:
        return "compare_at", _("The former price must be above the price")
    if price.cost is not None and not 0 <= price.cost <= LARGEST_AMOUNT:
        return "cost", _("A cost is not below 0")
    return None
