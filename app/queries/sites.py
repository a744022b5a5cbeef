"""The tenant's sites as shoppers and machines meet them: rules from the channels, addresses from the registry."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import text

from app.core.channel import WEB
from app.core.db import run
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.market import Market, current_market, home_market
from app.core.tenancy import current_tenant, directory


class Row(NamedTuple):
    """A web channel as texts give it."""

    code: str
    name: str
    currency: str
    country: str | None
    tax_included: bool | None
    locale: str | None
    locales: Sequence[str]
    theme: str | None = None


SITES = text(
    """
    select code, name, currency, country, tax_included, locale, locales, theme, active from channel
    where kind = 'web' order by (code = 'web') desc, created_at
    """
)
OTHER = text(
    "select code, name, currency, country, tax_included, locale, locales, theme, active from channel"
    " where code = :code"
)


def open_markets() -> list[Market]:
    """The sites that sell, the first one first: one statement."""
    addresses = directory().addresses(current_tenant().id)
    return [_market(row, addresses) for row in run(SITES) if row.active and row.code in addresses]


def currencies() -> list[str]:
    """What the shop sells in: its own currency first, then those of its further sites."""
    return list(dict.fromkeys([current_tenant().currency, *(each.currency for each in open_markets())]))


def markets_of(facts: Sequence[Sequence[Any]]) -> list[Market]:
    """Sites out of rows of another text: code, name, currency, country, tax_included, locale, locales."""
    if len(facts) < 2:
        return [home_market(current_tenant())]
    addresses = directory().addresses(current_tenant().id)
    return [_market(Row(*each), addresses) for each in facts if each[0] in addresses]


def site(code: str) -> tuple[Market, bool] | None:
    """The rules of a further site and whether it is open; None where there is no such channel."""
    row = run(OTHER, {"code": code}).first()
    return (_market(row, directory().addresses(current_tenant().id)), row.active) if row else None


def market(code: str) -> Market:
    """The rules of a channel by its code; those that are no site have the tenant's own."""
    here = current_market()
    if code == here.channel:
        return here
    tenant = current_tenant()
    row = run(OTHER, {"code": code}).first() if code != WEB else None
    if row is None:
        return home_market(tenant)
    return _market(row, directory().addresses(tenant.id))


def selling(code: str) -> Market:
    """The rules of a channel that sells. Raises Invalid at `channel` when there is none."""
    here = current_market()
    if code == here.channel:
        return here
    found = site(code)
    if found is None or not found[1]:
        raise Invalid(_("There is no such channel"), fields={"channel": _("Choose one of the channels")})
    return found[0]


def _market(row: Row | Any, addresses: dict[str, str]) -> Market:
    tenant = current_tenant()
    if row.code == WEB:
        return home_market(tenant)
    return Market(
        channel=row.code,
        name=row.name,
        currency=row.currency,
        tax_included=tenant.tax_included if row.tax_included is None else row.tax_included,
        country=row.country or tenant.country,
        locale=row.locale or tenant.locale,
        host=addresses.get(row.code, tenant.host),
        locales=tuple(row.locales or ()),
        theme=row.theme or "",
    )
