"""Facts about prices."""

from typing import ClassVar

from app.core.events import Event, event


@event
class BasePricesChanged(Event):
    """The base prices of these variants are new or different. `listed`: whoever changed them rewrites the listings."""

    NAME: ClassVar[str] = "pricing.base_prices_changed.v1"
    variant_ids: list[str]
    listed: bool = False


@event
class RatesChanged(Event):
    """Exchange rates of these currencies (the pair's other side than the shop's) came or were withdrawn."""

    NAME: ClassVar[str] = "pricing.rates_changed.v1"
    currencies: list[str]


@event
class PriceListsChanged(Event):
    """Price lists, or prices in them, are others. `product_ids` empty: any product may cost something else."""

    NAME: ClassVar[str] = "pricing.price_lists_changed.v1"
    list_ids: list[str]
    product_ids: list[str]


@event
class PricesWait(Event):
    """Prices or a promotion below the least margin wait for somebody who may approve them."""

    NAME: ClassVar[str] = "pricing.prices_wait.v1"
    request_id: str


@event
class PricesDecided(Event):
    """They were approved or refused."""

    NAME: ClassVar[str] = "pricing.prices_decided.v1"
    request_id: str
    status: str
