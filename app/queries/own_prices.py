"""What products cost buyers with prices of their own, over the time that is planned: lists sort and filter by it.

Each audience is priced by the function that prices carts, and only what its lists concern; where it is shown prices in
another way than the site, everything once for all who are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import run
from app.core.principal import Principal
from app.core.tenancy import current_tenant
from app.domains.channels import service as channels
from app.domains.channels.types import PriceListRules
from app.domains.pricing.engine.price_lists import PriceList, Resolution
from app.queries import audiences, selling_terms
from app.queries.audiences import Audience
from app.queries.price_history import EVER
from app.queries.price_lists import Asker, Known, Offer, known, offer
from app.queries.sale_prices import ON, Price, Sales, Tag, read
from app.queries.shown_prices import ROWS, Showing, shown

ONE = Decimal(1)
SITES = text(
    f"""
    select h.code, h.currency, h.country, h.tax_included, {ON} as promoted
    from channel h where h.kind = 'web' and h.active and (
        exists (select from price_list l where l.status = 'active' and l.currency = h.currency and (
            l.conditions <> '[]'
            or exists (select from price_list_entry e where e.list_id = l.id and e.conditions <> '[]')))
        or exists (select from setting s where s.key = 'price_lists' and (
            s.value ->> 'net_groups' <> '' or s.value ->> 'gross_groups' <> ''
            or s.value ->> 'companies' in ('net', 'gross'))))
    union all
    select '', '', '', null, false where exists (
        select from product_listing_own where product_id = any(cast(:ids as uuid[])))
    order by code
    """  # noqa: S608 - a constant piece
)


@dataclass(frozen=True, slots=True)
class _Good:
    """A variant's row with its prices for anyone."""

    row: Any
    tag: Tag


@dataclass(frozen=True, slots=True)
class _Buyers:
    """An audience on a site: the lists that may hold for it, and `own`, those that hold for no stranger."""

    audience: Audience
    lists: Known
    own: frozenset[UUID]
    everything: bool
    view: Showing

    def concerns(self, good: _Good) -> bool:
        """Whether a variant may cost them something else than anyone, or be shown otherwise."""
        if self.everything or good.tag.lists is None:
            return self.everything
        entries = good.tag.lists.entries
        return not self.own.isdisjoint(entries) or any(
            each.conditions for of_list in entries.values() for each in of_list
        )

    def priced(self, good: _Good) -> Tag:
        """The variant as it is priced for them."""
        prices = good.tag.lists
        if prices is None:
            return good.tag
        wish = replace(prices.wish, facts={**prices.wish.facts, **self.audience.facts})
        return replace(good.tag, lists=replace(prices, known=self.lists, wish=wish))

    def shown(self, tag: Tag, row: Any, at: datetime) -> int | None:
        """The price of one piece at a time as they see it."""
        price = tag.at(at)
        if price.amount is None:
            return None
        one = tag.lists.at(at).of(ONE) if tag.lists is not None else Resolution(price.amount)
        return shown(self.view, price, one, row)[0]


def of_products(ids: Sequence[UUID]) -> list[dict[str, Any]] | None:
    """What these products cost every audience of every site, now and later, as rows of ListingOwn.

    None where nothing does, and nothing did.
    """
    sites = _sites(ids)
    rules = channels.setting(PriceListRules) if sites else PriceListRules()
    found: list[dict[str, Any]] = []
    for site in (each for each in sites if each.code):
        wanted = audiences.of_site(site.currency, rules, tax_included=_included(site))
        found += _of_site(site, ids, wanted) if wanted else ()
    return found if sites else None


def without(buyers: Sequence[Principal]) -> dict[str, list[Audience]]:
    """By site the audiences of these buyers that nothing is written down for yet."""
    rules = channels.setting(PriceListRules) if buyers else PriceListRules()
    found: dict[str, list[Audience]] = {}
    for site in _sites(()) if buyers else ():
        wanted = audiences.of_site(site.currency, rules, tax_included=_included(site), buyers=buyers)
        if missing := audiences.unpriced(site.code, wanted):
            found[site.code] = missing
    return found


def of_audiences(ids: Sequence[UUID], wanted: Mapping[str, Sequence[Audience]]) -> list[dict[str, Any]]:
    """What these products cost some audiences, which are given by site."""
    sites = [each for each in _sites(ids) if each.code in wanted]
    return [row for site in sites for row in _of_site(site, ids, wanted[site.code])]


def _sites(ids: Sequence[UUID]) -> Sequence[Any]:
    return run(SITES, {"now": clock.now(), "ids": list(ids)}, steady=False).all()


def _included(site: Any) -> bool:
    included: bool = current_tenant().tax_included if site.tax_included is None else site.tax_included
    return included


def _of_site(site: Any, ids: Sequence[UUID], wanted: Sequence[Audience]) -> Iterator[dict[str, Any]]:
    country, asks = site.country or current_tenant().country, Asker(site.code, clock.now())
    asked = {**asks.params, "currency": site.currency, "ids": list(ids), "now": asks.at}
    rows = run(ROWS, asked, steady=False).all()
    if not rows:
        return
    place = {"channel": site.code, "currency": site.currency, "country": country}
    goods = _by_product(rows, asks, read(ids, **place) if site.promoted else None)
    included, taxes = _included(site), selling_terms.terms(**place).taxes
    shop = known(rows[0].lists) if rows[0].lists else Known()
    facts = {**asks.facts, "country": frozenset([shop.country or current_tenant().country])}
    for audience in wanted:
        shows = included if audience.included is None else audience.included
        buyers = _buyers(audience, shop, facts, Showing(shows, included, taxes))
        for product, variants in goods.items():
            if any(buyers.concerns(each) for each in variants):
                yield from _periods(buyers, product, variants, site.code)


def _by_product(rows: Sequence[Any], asks: Asker, sales: Sales | None) -> dict[UUID, list[_Good]]:
    found: dict[UUID, list[_Good]] = {}
    for row in rows:
        prices: Offer | None = offer(row.lists, row.entries, row.amount, row.compare_at, asks)
        tag = Tag(row.id, Price(row.amount, row.compare_at), prices, sales)
        found.setdefault(row.product_id, []).append(_Good(row, tag))
    return found


def _buyers(audience: Audience, shop: Known, facts: Mapping[str, frozenset[str]], view: Showing) -> _Buyers:
    """What of the shop's lists matters to an audience: those that hold for it, and what these build on."""
    theirs = {**facts, **audience.facts}
    holding = [each for each in shop.lists if shop.may_hold(each, theirs)]
    own = [each for each in holding if not shop.may_hold(each, facts)]
    by_id = {each.id: each for each in shop.lists}
    kept: dict[UUID, PriceList] = {}
    waiting = list(holding)
    while waiting:
        each = waiting.pop()
        kept[each.id] = each
        if each.based_on in by_id and each.based_on not in kept:
            waiting.append(by_id[each.based_on])
    lists = tuple(each for each in shop.lists if each.id in kept)
    everything = not audience.is_special or any(each.percent is not None for each in own)
    return _Buyers(audience, replace(shop, lists=lists), frozenset(each.id for each in own), everything, view)


def _periods(
    buyers: _Buyers, product: UUID, goods: Sequence[_Good], channel: str
) -> Iterator[dict[str, Any]]:
    """Lowest and highest price from a time on; equal times that follow one another are one."""
    now = clock.now()
    priced = [(buyers.priced(each), each.row) for each in goods]
    starts = [EVER, *sorted({at for tag, _row in priced for at in tag.changes(now)})]
    last: dict[str, Any] | None = None
    for begins, ends in zip(starts, [*starts[1:], None], strict=True):
        amounts = [buyers.shown(tag, row, max(begins, now)) for tag, row in priced]
        sold = [amount for amount in amounts if amount is not None]
        until = ends.isoformat() if ends else None
        if last and sold and (last["price_min"], last["price_max"]) == (min(sold), max(sold)):
            last["ends_at"] = until
            continue
        if last:
            yield last
        last = {
            "channel": channel, "audience": buyers.audience.key, "product_id": str(product),
            "starts_at": begins.isoformat(), "ends_at": until, "price_min": min(sold), "price_max": max(sold),
        } if sold else None  # fmt: skip
    if last:
        yield last
