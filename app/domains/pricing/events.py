"""Facts about prices."""

from typing import ClassVar

from app.core.events import Event, event


@event
class BasePricesChanged(Event):
    """The base prices of these variants are new or different."""

    NAME: ClassVar[str] = "pricing.base_prices_changed.v1"
    variant_ids: list[str]
