"""What a channel lacks before it may sell, each with where it is mended: one statement."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from app.core.db import run
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant, directory
from app.domains.channels.types import Site
from app.queries.offered import OFFERED

FACTS = text(
    f"""
    select
        (select count(distinct v.product_id) from base_price b join variant v on v.id = b.variant_id and v.active
         join product p on p.id = v.product_id and p.status = 'active'
         where b.currency = :currency and {OFFERED}) as priced,
        (select count(*) from product p where p.status = 'active' and {OFFERED}) as products,
        exists (select from register) as tills,
        exists (select from channel h join category c on c.tree_id is not distinct from h.tree_id
            join product_listing_place n on n.category_id = c.id where h.code = :channel) as shelved,
        exists (select from shipping_method s where s.active and s.currency = :currency
            and (cast(:delivery as text[]) is null or s.code = any(cast(:delivery as text[])))
            and (s.countries = '{{}}' or :country = any(s.countries))) as delivers,
        exists (select from location where active and offers_pickup) as pickup,
        exists (select from tax_rate t where t.country = :country) as taxed,
        (select count(distinct slug) from content_page where kind = 'legal' and published) as legal,
        (select count(distinct slug) from content_page where kind = 'legal' and published and locale = :locale) as spoken
    """  # noqa: S608 - a constant piece
)


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing in words and where to mend it; without `needed` the site may sell all the same."""

    words: str
    url: str
    needed: bool = True


def gaps(site: Site) -> list[Gap]:
    """What the channel lacks, the needed first."""
    tenant = current_tenant()
    country, locale = site.country or tenant.country, site.locale or tenant.locale
    asked = {
        "currency": site.currency, "country": country, "locale": locale, "channel": site.code, "customer": None,
        "delivery": None if site.delivery is None else list(site.delivery),
    }  # fmt: skip
    facts = run(FACTS, asked, steady=False).one()
    found = [*_needed(site, facts), *_wished(site, facts)]
    if site.kind == "web" and site.code not in directory().addresses(tenant.id):
        found.insert(0, Gap(_("It has no address."), "/admin/settings/domain"))
    return found


def _needed(site: Site, facts: Any) -> list[Gap]:
    found, prices = [], f"/admin/sites/{site.code}/prices"
    if not facts.products:
        found.append(
            Gap(
                _("Its assortment has no product that is on sale."), f"/admin/channels/{site.code}/assortment"
            )
        )
    if not facts.priced:
        found.append(Gap(_("No product has a price in %(currency)s.", currency=site.currency), prices))
    if site.kind == "pos" and not facts.tills:
        found.append(Gap(_("No till is set up."), "/admin/stores/"))
    picks = facts.pickup and (site.delivery is None or "pickup" in site.delivery)
    if site.kind != "pos" and not facts.delivers and not picks:
        words = _("No delivery in %(currency)s reaches its country.", currency=site.currency)
        found.append(Gap(words, "/admin/settings/delivery/"))
    if site.payments is not None and not site.payments:
        found.append(Gap(_("It takes no payment method."), f"/admin/sites/{site.code}"))
    return found


def _wished(site: Site, facts: Any) -> list[Gap]:
    found = []
    if 0 < facts.priced < facts.products:
        words = _(
            "%(priced)s of %(products)s products have a price in %(currency)s; the others are not sold there.",
            priced=facts.priced, products=facts.products, currency=site.currency,
        )  # fmt: skip
        found.append(Gap(words, f"/admin/sites/{site.code}/prices?missing=1", needed=False))
    if site.kind in ("web", "b2b") and not facts.shelved:
        words = _("The categories that it shows have no product on sale.")
        found.append(Gap(words, f"/admin/channels/{site.code}", needed=False))
    if not facts.taxed:
        found.append(
            Gap(_("Its country has no tax rate: no tax is taken."), "/admin/settings/taxes/", needed=False)
        )
    if facts.spoken < facts.legal:
        found.append(Gap(_("Legal pages are not written in its language."), "/admin/pages/", needed=False))
    return found
