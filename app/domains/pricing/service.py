"""The door of the prices: base prices per variant and currency. What a basket costs is asked of `engine`."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from app.core import audit, clock, events
from app.core.principal import current_principal
from app.domains.pricing import repo, rules
from app.domains.pricing.events import BasePricesChanged
from app.domains.pricing.rates import Rate
from app.domains.pricing.sources import current_source
from app.domains.pricing.types import Plan, Price


def set_base_prices(prices: Iterable[Price], *, listed: bool = False) -> int:
    """Write prices, new or changed, in one statement; returns how many variants changed.

    Each amount that changes is logged with who changed it. A `cost` of None keeps the known cost; a
    `compare_at` of None ends the sale; with `listed` the caller rewrites the products' listings itself. Raises
    Invalid, naming the field, before anything is written.
    """
    wanted = rules.last_of_each(prices)
    if not wanted:
        return 0
    changed = repo.write(wanted, now=clock.now(), actor=current_principal().label, source=current_source())
    if changed:
        ids = sorted(str(variant_id) for variant_id in changed)
        events.record(BasePricesChanged(variant_ids=ids, listed=listed))
    return len(changed)


def drop_base_prices(variant_ids: Iterable[UUID], currency: str) -> int:
    """Sell variants no more in a currency; returns how many had a price."""
    who, source = current_principal().label, current_source()
    gone = repo.remove(list(variant_ids), currency, now=clock.now(), actor=who, source=source)
    if gone:
        audit.record(
            "pricing.prices_dropped",
            object_type="currency",
            object_id=currency,
            after={"variants": len(gone)},
        )
        events.record(BasePricesChanged(variant_ids=sorted(map(str, gone))))
    return len(gone)


def set_converted_prices(prices: Iterable[Price], rate: Rate, until: datetime | None) -> int:
    """Write prices of one currency that a rate gave, until when they hold; those that were said stay.

    Returns how many variants changed.
    """
    wanted = rules.last_of_each(prices)
    if not wanted:
        return 0
    changed = repo.write_converted(
        wanted, rate.quote, rate.id, until, now=clock.now(), actor=current_principal().label, source="rate"
    )
    if changed:
        events.record(BasePricesChanged(variant_ids=sorted(map(str, changed))))
    return len(changed)


def drop_converted_prices(variant_ids: Iterable[UUID] | None, currency: str, limit: int = 2000) -> int:
    """Take converted prices away, of these variants or of as many as the limit says; returns how many."""
    return drop_base_prices(found, currency) if (found := repo.converted(variant_ids, currency, limit)) else 0


def base_prices(variant_ids: Iterable[UUID], currency: str) -> dict[UUID, Price]:
    """Base prices by variant, in one statement; a variant without a price in the currency is not there."""
    return {price.variant_id: price for price in repo.read(variant_ids, currency)}


def keep_shown(plans: Sequence[Plan]) -> None:
    """Write down what prices are shown from now on, and as planned; nothing written is ever changed."""
    if plans:
        repo.keep_shown(plans, now=clock.now())
