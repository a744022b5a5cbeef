"""What a basket needs to know of variants, in one statement: facts, price, and where stock is free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import run
from app.core.i18n import current_locale
from app.domains.catalog import personal
from app.domains.catalog.goods import UnitPrice, unit_price
from app.domains.catalog.types import InputSpec
from app.domains.pricing.engine.price_lists import Resolution
from app.queries.drawn import Awaited, Draw, Place
from app.queries.goods_facts import facts_sql
from app.queries.price_lists import Asker, Offer, asker, offer

BY_ID = text(facts_sql(pictures=True) + " where v.id = any(cast(:ids as uuid[]))")
BY_SKU = text(facts_sql(pictures=True) + " where v.sku = any(cast(:skus as text[]))")


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a bundle; `quantity` of it in one bundle."""

    sku: str
    title: str
    options: tuple[str, ...]
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Sellable:
    """A variant as it may be sold now in a channel; `offered`: the channel's assortment has it.

    `price` is that of one, None where none is set in the currency; price lists may know others: see `priced`.
    `rate` is the exchange rate it was converted by, `too_old` that its rate is, so that it has no price.
    """

    variant_id: UUID
    sku: str
    product_id: UUID
    title: str
    slug: str
    options: tuple[str, ...]
    tax_class: str
    sold: bool
    price: int | None
    compare_at: int | None
    image: str | None
    draws: tuple[Draw, ...]
    offered: bool = True
    content: Decimal | None = None
    content_unit: str = ""
    components: tuple[Component, ...] = ()
    inputs: tuple[InputSpec, ...] = ()
    digital: bool = False
    offer: Offer | None = None
    gift_card: bool = False
    rate: str = ""
    too_old: bool = False
    gift_card_vat: str = "multi"
    hs_code: str = ""
    origin: str = ""

    @property
    def voucher(self) -> str:
        """`multi` or `single` for a gift card, by when it is taxed; else nothing."""
        return self.gift_card_vat if self.gift_card else ""

    @property
    def untaxed(self) -> bool:
        """A multi-purpose gift card: its sale is no supply yet."""
        return self.voucher == "multi"

    @property
    def has_price(self) -> bool:
        """Whether it has a price in some quantity."""
        return self.price is not None or (self.offer is not None and bool(self.offer.tiers()))

    def priced(self, quantity: Decimal | None) -> Resolution:
        """What one costs when so many are bought, and why."""
        if self.offer is None:
            return Resolution(self.price, self.compare_at, self.price, rate=self.rate, too_old=self.too_old)
        return self.offer.of(quantity)

    @property
    def unit_price(self) -> UnitPrice | None:
        """What a kilogram, litre, metre or piece costs by its base price."""
        return unit_price(self.price, self.content, self.content_unit)

    @property
    def limited(self) -> tuple[Draw, ...]:
        """Draws that can run out."""
        return tuple(draw for draw in self.draws if draw.tracked and not draw.backorder)

    def available_at(self, location_id: UUID) -> Decimal | None:
        """Units free at a location; None = without limit."""
        return min((draw.free_at(location_id) // draw.quantity for draw in self.limited), default=None)

    def available(self) -> Decimal | None:
        """Units free over all locations that ship or hand out; None = without limit.

        A unit comes from one place: a bundle whose parts lie apart counts for nothing.
        """
        places = {
            place.location_id for draw in self.limited for place in draw.places if place.ships or place.offers_pickup
        }  # fmt: skip
        if not self.limited:
            return None
        return sum((self.available_at(place) or Decimal(0) for place in places), Decimal(0))

    def awaited(self, quantity: Decimal, location_id: UUID | None = None) -> Awaited | None:
        """What of so many is not there yet, at a location or anywhere; None when all of it is."""
        late = [draw for draw in self.draws if draw.past_zero]
        lacks = {draw: quantity - draw.there(location_id) // draw.quantity for draw in late}
        short = [draw for draw, lack in lacks.items() if lack > 0]
        if not short:
            return None
        dates = [draw.expected_on for draw in short]
        known = None if None in dates else max(filter(None, dates))
        most = min(quantity, max(lacks[draw] for draw in short))
        return Awaited(most, any(draw.preorder for draw in short), known)

    @property
    def can_be_sent(self) -> bool:
        """Whether locations that ship have one; what only a store has can be picked up there."""
        places = {place.location_id for draw in self.limited for place in draw.places if place.ships}
        return not self.limited or any((self.available_at(place) or 0) >= 1 for place in places)


def spare_at(location_id: UUID, wanted: Sequence[tuple[Sellable, Decimal]]) -> list[Decimal]:
    """For each draw that can run out, the units left there once all that is wanted is taken together; below 0: short."""
    needs: dict[UUID, Decimal] = {}
    for item, quantity in wanted:
        for draw in item.limited:
            needs[draw.stock_item_id] = needs.get(draw.stock_item_id, Decimal(0)) + quantity * draw.quantity
    return [
        (draw.free_at(location_id) - needs[draw.stock_item_id]) // draw.quantity
        for item, _quantity in wanted
        for draw in item.limited
    ]


def by_ids(
    ids: Sequence[UUID],
    currency: str,
    *,
    channel: str | None = None,
    held: UUID | None = None,
    pictures: bool = False,
    asks: Asker | None = None,
) -> dict[UUID, Sellable]:
    """Sellables of a channel (None: the one in use) by variant id; what the cart `held` holds itself counts as free.

    Prices are those for whoever `asks`: None is whoever acts, now.
    """
    who = asks or asker(channel)
    facts = _facts(currency, who, held, pictures=pictures)
    rows = run(BY_ID, {**facts, "ids": list(ids)})
    return {row.id: sellable_of(row, who) for row in rows}


def by_skus(
    skus: Sequence[str],
    currency: str,
    *,
    channel: str | None = None,
    held: UUID | None = None,
    pictures: bool = False,
    asks: Asker | None = None,
) -> dict[str, Sellable]:
    """Sellables by SKU, as `by_ids`."""
    who = asks or asker(channel)
    facts = _facts(currency, who, held, pictures=pictures)
    rows = run(BY_SKU, {**facts, "skus": list(skus)})
    return {row.sku: sellable_of(row, who) for row in rows}


def _facts(currency: str, asks: Asker, held: UUID | None, *, pictures: bool) -> dict[str, Any]:
    return {
        "currency": currency, "held": held, "pictures": pictures, "now": clock.now(), "locale": current_locale(),
        **asks.params,
    }  # fmt: skip


def sellable_of(row: Any, asks: Asker) -> Sellable:
    """The sellable in a row of `facts_sql`, at the prices for one who asks. Downloads draw no stock."""
    draws = () if row.digital else tuple(_draw(*draw) for draw in row.draws or ())
    units = draws[0].quantity if len(draws) == 1 else Decimal(1)
    stale = row.good_until is not None and row.good_until <= clock.now()
    own, before = (None, None) if stale else (row.amount, row.compare_at)
    prices = offer(row.lists, row.entries, own, before, asks, units, row.rate)
    one = prices.of(Decimal(1)) if prices is not None else None
    amount, former = (one.amount, one.compare_at) if one is not None else (own, before)
    return Sellable(
        row.id, row.sku, row.product_id, row.title, row.slug, tuple(row.option_values), row.tax_class, row.sold,
        amount, former, row.image, draws, row.offered, row.content, row.content_unit,
        tuple(_component(*part) for part in row.components or ()), tuple(personal.read(row.inputs)), row.digital,
        prices, row.gift_card, row.rate or "", stale or (one is not None and one.too_old),
        row.gift_card_vat, row.hs_code or "", row.origin_country or "",
    )  # fmt: skip


def _component(sku: str, title: str, options: list[str], quantity: Any) -> Component:
    return Component(sku, title, tuple(options), Decimal(str(quantity)))


def _draw(  # noqa: PLR0917 - a row's columns in their order
    item: str,
    quantity: Any,
    tracked: bool,
    backorder: bool,
    preorder: bool,
    expected_on: str | None,
    places: list[list[Any]],
) -> Draw:
    return Draw(
        UUID(item), Decimal(str(quantity)), tracked, backorder, tuple(_place(*place) for place in places),
        preorder, date.fromisoformat(expected_on) if expected_on else None,
    )  # fmt: skip


def _place(  # noqa: PLR0917 - a row's columns in their order
    location: str, ships: bool, offers_pickup: bool, priority: int, free: Any, keep: Any, past: Any
) -> Place:
    return Place(
        UUID(location),
        ships,
        offers_pickup,
        priority,
        Decimal(str(free)),
        Decimal(str(keep)),
        Decimal(str(past)),
    )
