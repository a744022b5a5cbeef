"""How many of an article can be sold, and why: the figure with its terms, place by place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import run
from app.core.i18n import gettext as _
from app.domains.inventory.errors import UnknownItem

TERMS = text(
    """
    select v.sku, i.sku as item, s.quantity as factor, i.tracked, i.backorder, i.backorder_limit, i.preorder,
           i.expected_on, o.code as location, o.name, o.kind, o.ships, o.offers_pickup, l.on_hand, l.allocated,
           l.reserved - own.quantity as reserved,
           l.held, l.damaged, l.incoming, greatest(0, l.kept) as safety, coalesce(k.more, 0) as channel_safety,
           greatest(0, l.free - coalesce(k.more, 0) + own.quantity) as free
    from variant v
    join variant_stock s on s.variant_id = v.id
    join stock_item i on i.id = s.stock_item_id
    left join (stock_level l join location o on o.id = l.location_id and o.active
               and (cast(:locations as text[]) is null or o.code = any(:locations))) on l.stock_item_id = i.id
    left join lateral (
        select greatest(0, x.quantity - l.kept) as more from channel_safety x
        where x.stock_item_id = i.id and x.channel_id = (select id from channel where code = :channel)
          and (x.location_id is null or x.location_id = l.location_id)
        order by x.location_id nulls last limit 1
    ) k on true
    left join lateral (
        select coalesce(sum(r.quantity), 0) as quantity from reservation r
        where r.stock_item_id = i.id and r.location_id = l.location_id and r.released_at is null
          and (r.expires_at < :now or r.cart_id = cast(:held as uuid))
    ) own on true
    where v.sku = :sku
    order by i.sku, o.priority, o.code
    """
)


@dataclass(frozen=True, slots=True)
class Term:
    """A stock item at one location. `available` = on hand - allocated - reserved - held - safety, never below 0.

    `reserved`: without what has expired, and without what the cart that asks holds itself. Past zero where the
    item is: `available` then counts what may still be promised.
    """

    item: str
    location: str
    name: str
    kind: str
    ships: bool
    offers_pickup: bool
    on_hand: Decimal
    allocated: Decimal
    reserved: Decimal
    held: Decimal
    safety: Decimal
    channel_safety: Decimal
    available: Decimal


@dataclass(frozen=True, slots=True)
class Draw:
    """A stock item that one unit takes `factor` of. `past_zero`: units beyond what is there, None for any number."""

    item: str
    factor: Decimal
    tracked: bool
    past_zero: Decimal | None
    preorder: bool
    expected_on: date | None
    terms: tuple[Term, ...]

    @property
    def limited(self) -> bool:
        return self.tracked and self.past_zero is not None

    def units_at(self, location: str) -> Decimal:
        """Whole units that the location's stock makes."""
        return (
            sum((term.available for term in self.terms if term.location == location), Decimal(0))
            // self.factor
        )


@dataclass(frozen=True, slots=True)
class Availability:
    """`available` None: any number. By location it is the scarcest of what a unit draws there."""

    sku: str
    channel: str
    available: Decimal | None
    by_location: dict[str, Decimal]
    draws: tuple[Draw, ...]

    def can_supply(self, quantity: Decimal) -> bool:
        """Whether so many can be sold, from all places together."""
        return self.available is None or self.available >= quantity


def availability(
    sku: str, *, channel: str = "", locations: Sequence[str] | None = None, held: UUID | None = None
) -> Availability:
    """What can be sold of a SKU in a channel from these locations (None: all open ones), in the open unit.

    What the cart `held` holds itself counts as free; expired reservations count no more. Raises UnknownItem.
    """
    facts = {
        "sku": sku,
        "channel": channel,
        "locations": list(locations) if locations is not None else None,
        "held": held,
        "now": clock.now(),
    }
    rows = run(TERMS, facts, steady=False).all()
    if not rows:
        raise UnknownItem(_("No stock is kept under this SKU"), sku=sku)
    draws = _draws(rows)
    limited = [draw for draw in draws if draw.limited]
    places = sorted({term.location for draw in limited for term in draw.terms})
    by_location = {place: min(draw.units_at(place) for draw in limited) for place in places}
    available = sum(by_location.values(), Decimal(0)) if limited else None
    return Availability(rows[0].sku, channel, available, by_location, draws)


def _draws(rows: Sequence[Any]) -> tuple[Draw, ...]:
    by_item: dict[str, list[Any]] = {}
    for row in rows:
        by_item.setdefault(row.item, []).append(row)
    return tuple(_draw(found) for found in by_item.values())


def _draw(rows: Sequence[Any]) -> Draw:
    one = rows[0]
    past_zero = None if one.backorder else one.backorder_limit or Decimal(0)
    terms = tuple(_term(row) for row in rows if row.location is not None)
    return Draw(one.item, one.factor, one.tracked, past_zero, one.preorder, one.expected_on, terms)


def _term(row: Any) -> Term:
    return Term(
        row.item, row.location, row.name, row.kind, row.ships, row.offers_pickup, row.on_hand, row.allocated,
        row.reserved, row.held, row.safety, row.channel_safety, row.free,
    )  # fmt: skip
