"""Which of the tenant's sites a request is for: its host says so, the channel's row says by which rules it sells."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import g

from app.core.channel import WEB
from app.core.db import unit_of_work
from app.core.market import Market, home_market, market_scope
from app.core.tenancy import Tenant
from app.queries import sites as book
from app.web import pagecache


@dataclass(frozen=True, slots=True)
class Site:
    """A further site of a tenant; one that is not open shows itself to those who look at drafts alone."""

    market: Market
    open: bool


_known: dict[tuple[str, str, str], tuple[int, Site]] = {}


def site_of(tenant: Tenant) -> Site | None:
    """The further site whose host was asked for; None for the tenant's first. Read once an epoch."""
    if tenant.site == WEB:
        return None
    key, epoch = (tenant.id, tenant.site, tenant.name), pagecache.epoch_of(tenant.id)
    known = _known.get(key)
    if known is not None and epoch is not None and known[0] == epoch:
        return known[1]
    with unit_of_work():
        found = book.site(tenant.site)
    site = Site(*found) if found else Site(home_market(tenant), open=False)
    if epoch is not None:
        _known[key] = (epoch, site)
    return site


@contextmanager
def bound(site: Site | None) -> Iterator[None]:
    """Sell through a site for the block."""
    g.site = site
    if site is None:
        yield
    else:
        with market_scope(site.market):
            yield


def is_open() -> bool:
    """Whether the site that is bound sells."""
    site: Site | None = g.get("site")
    return site is None or site.open
