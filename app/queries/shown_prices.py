"""How prices are shown to who asks: from their own lists, and with tax inside or without it.

Strangers see what the site says, and nothing is asked. What is charged is the same for everybody: only the amounts shown
are turned, and the total is what is paid.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import current_unit, run
from app.core.market import current_market
from app.core.principal import Principal, current_principal
from app.core.tenancy import current_tenant
from app.domains.channels import service as channels
from app.domains.channels.types import PriceListRules
from app.domains.pricing.engine.price_lists import Resolution
from app.domains.pricing.engine.taxing import taxes_of
from app.domains.taxes.rules import TaxTable
from app.queries import selling_terms
from app.queries.listed import ListedProduct
from app.queries.price_lists import HOLDS, LISTS, asker, entries, offer
from app.queries.sale_prices import ON, UNTAXED, Price, Tag, read
from app.queries.selling_terms import rates_of

ROWS = text(
    f"""
    select v.id, v.product_id, p.tax_class, {UNTAXED} as untaxed, b.amount, b.compare_at, {LISTS} as lists,
        {entries()} as entries, {ON} as promoted
    from variant v join product p on p.id = v.product_id
    left join base_price b on b.variant_id = v.id and b.currency = :currency and {HOLDS}
    where v.product_id = any(cast(:ids as uuid[])) and v.active
    """  # noqa: S608 - constant pieces
)


@dataclass(frozen=True, slots=True)
class Showing:
    """`included`: amounts are shown with tax inside; `site`: the site's prices have it. `taxes` None: as they are."""

    included: bool
    site: bool
    taxes: TaxTable | None = None

    @property
    def is_own(self) -> bool:
        """Whether it is another way than the site's."""
        return self.included is not self.site

    def of(self, amount: int, tax_class: str | None, price: Resolution | None = None) -> int:
        """An amount as it is shown; without a class it is untaxed. A list may have another tax mode than the site."""
        told = price.list.tax_included if price is not None and price.list is not None else None
        inside = self.site if told is None else told
        if self.taxes is None or tax_class is None or inside is self.included:
            return amount
        tax = sum(taxes_of(amount, rates_of(self.taxes, tax_class), included=inside))
        return amount - tax if inside else amount + tax


def showing() -> Showing:
    """How prices are shown to who asks; read once a unit of work, and only for those with terms of their own."""
    site, who = current_market(), current_principal()
    if not who.has_own_terms:
        return Showing(site.tax_included, site.tax_included)
    notes = current_unit().notes
    if "showing" not in notes:
        terms = selling_terms.terms(channel=site.channel, currency=site.currency, country=site.country)
        rules = channels.setting(PriceListRules)
        notes["showing"] = Showing(
            included(who, rules, site=site.tax_included), site.tax_included, terms.taxes
        )
    found: Showing = notes["showing"]
    return found


def included(who: Principal, rules: PriceListRules, *, site: bool) -> bool:
    """Whether a buyer is shown prices with tax inside, where the `site` says so of everybody."""
    mine = {group.casefold() for group in who.groups}
    if mine & _groups(rules.net_groups):
        return False
    if mine & _groups(rules.gross_groups):
        return True
    return site if who.company_id is None or rules.companies == "shop" else rules.companies == "gross"


def _groups(told: str) -> set[str]:
    return {word.strip().casefold() for word in told.split(",") if word.strip()}


def of_products(items: Sequence[ListedProduct]) -> list[ListedProduct]:
    """The same products at the prices of who asks, as they are shown to them. No statement for strangers."""
    if not items or not current_principal().has_own_terms:
        return list(items)
    view, asks = showing(), asker()
    site, ids = current_market(), [item.product_id for item in items]
    asked = {**asks.params, "currency": site.currency, "ids": ids, "now": asks.at}
    rows = run(ROWS, asked, steady=False).all()
    sales = None
    if rows and rows[0].promoted:
        country = site.country or current_tenant().country
        sales = read(ids, channel=site.channel, currency=site.currency, country=country)
    found: dict[UUID, list[tuple[int, int | None]]] = {}
    for row in rows:
        prices = offer(row.lists, row.entries, row.amount, row.compare_at, asks)
        one = prices.of(Decimal(1)) if prices else Resolution(row.amount, row.compare_at)
        price = Tag(row.id, Price(row.amount, row.compare_at), prices, sales).at(asks.at)
        if price.amount is not None:
            found.setdefault(row.product_id, []).append(shown(view, price, one, row))
    return [_priced(item, found.get(item.product_id, [])) for item in items]


def shown(view: Showing, price: Price, one: Resolution, row: Any) -> tuple[int, int | None]:
    """A price of a row of ROWS and its former one, as they are shown."""
    taxed = None if row.untaxed else row.tax_class
    former = None if price.compare_at is None else view.of(price.compare_at, taxed, one)
    return view.of(price.amount or 0, taxed, one), former


def _priced(item: ListedProduct, prices: Sequence[tuple[int, int | None]]) -> ListedProduct:
    if not prices:
        return item
    least = min(prices, key=lambda price: price[0])
    most = max(amount for amount, _former in prices)
    return replace(item, price_min=least[0], price_max=most, compare_at=least[1], lowest=None)
