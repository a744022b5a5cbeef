"""Prices of the sites in another currency: each is said, none is converted while shoppers look."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.money import minor_digits
from app.core.tenancy import current_tenant
from app.domains.pricing import service as pricing
from app.domains.pricing.types import Price
from app.flows import guard_margin
from app.flows.guard_margin import Kept
from app.flows.refresh_listings import refresh_listings
from app.queries import listing_facts, site_prices

MOST = 20_000


@dataclass(frozen=True, slots=True)
class Said:
    """A variant's price as it was said; an `amount` of None: not sold there."""

    amount: int | None
    compare_at: int | None = None


def say_prices(currency: str, said: Mapping[UUID, Said]) -> Kept:
    """Write, change and drop prices; those below the margin wait. Raises Invalid naming the field of a variant."""
    wanted = [
        Price(variant, currency, each.amount, compare_at=each.compare_at)
        for variant, each in said.items()
        if each.amount is not None
    ]
    dropped = [variant for variant, each in said.items() if each.amount is None]
    kept = guard_margin.set_base_prices(wanted) + Kept(pricing.drop_base_prices(dropped, currency))
    if kept.changed:
        refresh_listings(listing_facts.products_of_variants(list(said)))
    return kept


def take_over(currency: str, factor: Decimal, step: int, *, all_prices: bool) -> Kept:
    """Say every price as the shop's own times `factor`, rounded to `step` minor units.

    Without `all_prices` only those that are missing. Raises Invalid at `factor` and `step`.
    """
    if not Decimal("0.0001") <= factor <= Decimal(10_000):
        raise _refusal("factor", _("Enter a factor such as 0.95"))
    if not 1 <= step <= 100_000:
        raise _refusal("step", _("Choose one of the options"))
    home = current_tenant().currency
    rows = site_prices.own_prices(home, currency, missing_only=not all_prices, most=MOST)
    shift = Decimal(10) ** (minor_digits(currency) - minor_digits(home))
    return say_prices(currency, {row.variant_id: _scaled(row, factor * shift, step) for row in rows})


def _scaled(row: site_prices.OwnPrice, factor: Decimal, step: int) -> Said:
    amount = _rounded(row.amount * factor, step)
    former = _rounded(row.compare_at * factor, step) if row.compare_at else None
    return Said(amount, former if former is not None and former > amount else None)


def _rounded(amount: Decimal, step: int) -> int:
    return max(step, int((amount / step).to_integral_value(ROUND_HALF_UP)) * step)


def _refusal(field: str, words: str) -> Invalid:
    return Invalid(words, fields={field: words})
