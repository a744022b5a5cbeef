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
RANGES = text("select h.code, a.id, a.only from assortment a join channel h on h.id = a.channel_id")


@dataclass(frozen=True, slots=True)
class Range:
    """A channel's assortment: offered are `only` its places, or all but them."""

    id: UUID
    only: bool


RANGES_KNOWN: Remembered[Mapping[str, Range]] = Remembered(1_000)


def current_range() -> Range | None:
    """The assortment of the channel in use; None where everything is offered. Read once an epoch and process."""
    found = RANGES_KNOWN.known()
    if found is None:
        found = {row.code: Range(row.id, row.only) for row in run(RANGES)}
        RANGES_KNOWN.keep(found)
    return found.get(current_channel())
