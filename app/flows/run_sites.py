"""A further site of the shop, from its first line to its open doors: channel, address, prices.

The registry of hosts belongs to the control plane, so it is changed in a unit of work of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from app.core import audit
from app.core.db import unit_of_work
from app.core.errors import Conflict
from app.core.i18n import gettext as _
from app.core.jobs import enqueue
from app.core.tenancy import current_tenant, shared_scope
from app.domains.catalog import service as catalog
from app.domains.channels import sites
from app.domains.channels.errors import NoSuchChannel
from app.domains.channels.types import Site
from app.flows.refresh_listings import PLAN_JOB
from app.flows.refresh_pages import refresh_pages
from app.queries import listing_facts, site_gaps, site_prices
from tenants import registry

CHUNK = 2000


class SiteIncomplete(Conflict):
    """What a site lacks before it may sell; `gaps` are sentences."""

    code = "channels.site_incomplete"


def open_site(wanted: Site) -> None:
    """Add a channel, a site with an address below the shop's own; it sells nothing before it is live. Raises Invalid."""
    sites.open_site(wanted)
    tenant = current_tenant()
    if wanted.kind == "web":
        with _registry():  # an earlier try that was rolled back may have left the address
            registry.open_site_host(tenant.id, tenant.slug, wanted.code)
    if wanted.currency != tenant.currency:
        _list_prices(wanted.currency)


def change_site(wanted: Site) -> None:
    """Keep its rules; orders keep those that they were placed under. Raises Invalid, NoSuchChannel."""
    before = sites.site(wanted.code).timezone
    sites.change_site(wanted)
    refresh_pages()
    if wanted.timezone != before:
        enqueue(PLAN_JOB)  # what shows on weekdays and at hours was planned by the former clocks


def go_live(code: str) -> None:
    """Open the doors. Raises SiteIncomplete naming what is missing, NoSuchChannel."""
    if gaps := [str(gap.words) for gap in site_gaps.gaps(sites.site(code)) if gap.needed]:
        raise SiteIncomplete(_("This channel is not complete: %(gaps)s", gaps=" ".join(gaps)), gaps=gaps)
    sites.let_sell(code, True)
    refresh_pages()


def close(code: str) -> None:
    """Close the doors; nothing is lost. Raises NoSuchChannel, Invalid for the first site."""
    sites.let_sell(code, False)
    refresh_pages()


def give_domain(host: str, code: str) -> None:
    """Let a domain of the shop's lead to a site. Raises TenantUnknown, WrongState, NoSuchChannel."""
    if sites.site(code).kind != "web":
        raise NoSuchChannel(_("There is no such site"))
    tenant_id = current_tenant().id
    with _registry():
        registry.move_host(tenant_id, host, code)
    audit.record("tenancy.host_moved", object_type="domain", object_id=host, after={"site": code})


def _list_prices(currency: str) -> None:
    """Show prices that were there before the first site in their currency."""
    home, after = current_tenant().currency, None
    while found := site_prices.products_with(currency, after, CHUNK):
        catalog.write_prices_abroad(found, listing_facts.abroad(found, home))
        after = found[-1]


@contextmanager
def _registry() -> Iterator[None]:
    with shared_scope(), unit_of_work():
        yield
