"""What a promotion gives free: its name, how many are there, and why it would never be given."""

from dataclasses import dataclass

from app.core.tenancy import current_tenant
from app.domains.pricing.engine.offers import Effect, Promotion
from app.queries import sellables


@dataclass(frozen=True, slots=True)
class Given:
    """An article that is given. `free` None: not counted; `problem`: unknown, unsold or asks, empty for none."""

    sku: str
    title: str = ""
    free: int | None = None
    problem: str = ""


def given(offer: Promotion) -> list[Given]:
    """The gifts of a rule; no statement where it gives nothing."""
    skus = sorted(
        {action.gift for action in offer.actions if action.effect is Effect.FREE_GIFT and action.gift}
    )
    if not skus:
        return []
    found = sellables.by_skus(skus, current_tenant().currency, channel="web")
    return [_told(sku, found.get(sku)) for sku in skus]


def _told(sku: str, item: sellables.Sellable | None) -> Given:
    if item is None:
        return Given(sku, problem="unknown")
    free = item.available()
    problem = "asks" if item.inputs else "" if item.sold and item.price is not None else "unsold"
    return Given(sku, item.title, None if free is None else int(free), problem)
