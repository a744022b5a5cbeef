"""What the channel in use offers: exactly, for single products; and what lists must leave out, known per epoch."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from app.core.channel import current_channel
from app.core.db import run
from app.queries.remembered import Remembered

# Whether the channel :channel offers the product p: true where it has no assortment.
OFFERED = """not exists (
        select from assortment a join channel h on h.id = a.channel_id
        where h.code = :channel and a.only <> exists (
            select from assortment_place x where x.assortment_id = a.id and x.product_id = p.id))"""
REACHES = text(
    """
    select h.code, a.id, a.only, o.has_offers from channel h left join assortment a on a.channel_id = h.id
    cross join lateral (
        select exists (select from product_listing_offer x where x.channel = h.code) as has_offers) o
    where a.id is not null or o.has_offers
    """
)


@dataclass(frozen=True, slots=True)
class Range:
    """A channel's assortment: offered are `only` its places, or all but them."""

    id: UUID
    only: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """What sets a channel's lists apart: its assortment, and whether price lists make products cost something else."""

    range: Range | None
    has_offers: bool


REACHES_KNOWN: Remembered[Mapping[str, Reach]] = Remembered(1_000)
EVERYTHING = Reach(None, False)


def current_reach() -> Reach:
    """That of the channel in use. Read once an epoch and process."""
    found = REACHES_KNOWN.known()
    if found is None:
        found = {
            row.code: Reach(Range(row.id, row.only) if row.id else None, row.has_offers)
            for row in run(REACHES)
        }
        REACHES_KNOWN.keep(found)
    return found.get(current_channel(), EVERYTHING)


def current_range() -> Range | None:
    """The assortment of the channel in use; None where everything is offered."""
    return current_reach().range
