"""Facts about taxes."""

from typing import ClassVar

from app.core.events import Event, event


@event
class TaxRatesChanged(Event):
    """A rate of this country was set or removed."""

    NAME: ClassVar[str] = "taxes.rates_changed.v1"
    country: str
