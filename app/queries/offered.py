"""What the channel in use offers: exactly, for single products; and what lists must leave out, known per epoch."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from app.core.channel import current_channel, current_epoch
from app.core.db import run
from app.core.tenancy import current_tenant

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


_known: dict[str, tuple[int, Mapping[str, Range]]] = {}


def current_range() -> Range | None:
    """The assortment of the channel in use; None where everything is offered. Read once an epoch and process."""
    schema, epoch = current_tenant().schema, current_epoch()
    known = _known.get(schema)
    if epoch is None or known is None or known[0] != epoch:
        found = {row.code: Range(row.id, row.only) for row in run(RANGES)}
        if epoch is not None:
            _known[schema] = (epoch, found)
    else:
        found = dict(known[1])
    return found.get(current_channel())


def forget() -> None:
    """Know nothing, as a new process does."""
    _known.clear()
