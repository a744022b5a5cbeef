"""What is never sold, and what is sold past zero: safety stock, backorder, preorder."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select, text

from app.core import audit, events
from app.core.db import db, run
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.domains.inventory import repo
from app.domains.inventory.events import StockChanged
from app.domains.inventory.models import StockItem, StockLevel

KEEP = text(
    """
    with locked as materialized (
        select id from stock_level
        where stock_item_id = :item and (cast(:place as uuid) is null or location_id = :place)
        order by id for update
    )
    update stock_level l set kept = :quantity from locked k where l.id = k.id
    """
)
KEEP_IN_CHANNEL = text(
    """
    insert into channel_safety (id, stock_item_id, channel_id, location_id, quantity)
    values (gen_random_uuid(), :item, :channel, :place, :quantity)
    on conflict (stock_item_id, channel_id, location_id) do update set quantity = excluded.quantity
    """
)
KEEP_NOTHING = text(
    """
    delete from channel_safety
    where stock_item_id = :item and channel_id = :channel and location_id is not distinct from :place
    """
)


@dataclass(frozen=True, slots=True)
class PastZero:
    """Whether and how far an item is sold past zero. `limit` None: without limit; by location."""

    allowed: bool = False
    limit: Decimal | None = None
    preorder: bool = False
    expected_on: date | None = None


def set_safety(
    item: StockItem, quantity: Decimal, *, location_id: UUID | None = None, channel_id: UUID | None = None
) -> None:
    """Never sell the last `quantity`: at one location or each that has the item, in one channel or all.

    Takes effect with the next read. Raises Invalid for less than 0, or where the item is sold past zero.
    """
    if quantity < 0:
        raise Invalid(_("Safety stock cannot be below zero"), fields={"quantity": _("Enter 0 or more")})
    facts = {"item": item.id, "place": location_id, "quantity": quantity}
    if channel_id is not None:
        run(KEEP_IN_CHANNEL if quantity else KEEP_NOTHING, {**facts, "channel": channel_id})
    elif item.backorder_limit is not None:
        raise Invalid(
            _("What is sold past zero keeps nothing back"), fields={"quantity": _("End the backorder first")}
        )
    else:
        if location_id is not None:
            repo.open_levels([(item.id, location_id)])
        run(KEEP, facts)
    _told(
        item,
        "safety stock",
        {"quantity": str(quantity), "location": str(location_id), "channel": str(channel_id)},
    )


def safety_of(item_id: UUID, location_id: UUID) -> Decimal:
    """What is never sold of an item at a location, in any channel."""
    kept = select(StockLevel.kept).where(
        StockLevel.stock_item_id == item_id, StockLevel.location_id == location_id
    )
    return max(Decimal(0), db.session.scalar(kept) or Decimal(0))


def sell_past_zero(item: StockItem, how: PastZero, *, opened_at: UUID | None = None) -> None:
    """Say whether an item is sold when there is none, and until how many. Raises Invalid for a limit below 1.

    `opened_at`: a location that shall have a level to take from, though it never had any.
    """
    if how.allowed and how.limit is not None and how.limit < 1:
        raise Invalid(_("The limit is too low"), fields={"limit": _("Enter 1 or more, or leave it blank")})
    limit = how.limit if how.allowed else None
    if opened_at is not None:
        repo.open_levels([(item.id, opened_at)])
    if limit is not None or item.backorder_limit is not None:
        run(KEEP, {"item": item.id, "place": None, "quantity": -limit if limit is not None else Decimal(0)})
    item.backorder = how.allowed and limit is None
    item.backorder_limit, item.preorder = limit, how.allowed and how.preorder
    item.expected_on = how.expected_on if how.allowed else None
    db.session.flush()
    _told(
        item,
        "sold past zero",
        {"allowed": how.allowed, "limit": str(limit), "expected_on": str(how.expected_on)},
    )


def _told(item: StockItem, what: str, after: dict[str, object]) -> None:
    audit.record(
        f"inventory.{what.replace(' ', '_')}_set", object_type="stock_item", object_id=item.id, after=after
    )
    events.record(StockChanged(stock_item_ids=[str(item.id)], reason=what))
