"""The site through which this request or job sells: its money, taxes, languages and address.

A tenant has one site, called `web`, until it opens more; each further one is a channel with rules of its own. Where
nothing was bound, the tenant's own rules hold.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from app.core.channel import WEB, channel_scope
from app.core.tenancy import Tenant, current_tenant


@dataclass(frozen=True, slots=True)
class Market:
    """One site. `locales` are empty where the shop's own setting says which languages are offered, `theme` where
    the shop's own look holds.
    """

    channel: str
    name: str
    currency: str
    tax_included: bool
    country: str
    locale: str
    host: str
    locales: tuple[str, ...] = ()
    theme: str = ""

    @property
    def is_home(self) -> bool:
        """Whether this is the tenant's first site."""
        return self.channel == WEB


_market: ContextVar[Market | None] = ContextVar("market", default=None)


def home_market(tenant: Tenant) -> Market:
    """The tenant's first site."""
    return Market(
        WEB, tenant.name, tenant.currency, tenant.tax_included, tenant.country, tenant.locale, tenant.host
    )


def current_market() -> Market:
    """The bound site, or the tenant's first. Raises NoTenant."""
    return _market.get() or home_market(current_tenant())


@contextmanager
def market_scope(market: Market) -> Iterator[None]:
    """Sell through a site for the block."""
    token = _market.set(market)
    try:
        with channel_scope(market.channel):
            yield
    finally:
        _market.reset(token)
