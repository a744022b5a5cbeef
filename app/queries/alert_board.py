"""The inbox of low-stock alerts, their thresholds, and where the rest of an item lies.

Everything is seen through the caller's places; what concerns the whole network, by those without limits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.like import contains
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.principal import current_principal
from app.queries import stock_named
from app.queries.stock_items import SOLD_AS

STATES = ("open", "snoozed", "done")
SEEN = "(cast(:places as uuid[]) is null or {0}.location_id = any(cast(:places as uuid[])))"
FREE_NOW = """coalesce((select sum(greatest(0, l.free)) from stock_level l join location n on n.id = l.location_id
        and n.active where l.stock_item_id = {0}.stock_item_id
        and ({0}.location_id is null or l.location_id = {0}.location_id)), 0)"""
STATUS = "case when a.status = 'snoozed' and a.snoozed_until <= :now then 'open' else a.status end"


def _heads(source: str) -> str:
    """What is told of the alerts of a table or expression."""
    return f"""
    select a.id, i.id as item_id, i.sku, coalesce(sold.title, '') as title,
        coalesce(sold.option_values, '{{}}') as option_values, a.location_id, o.name as location, a.threshold,
        a.free as free_then, {FREE_NOW.format("a")} as free_now, {STATUS} as status, a.snoozed_until,
        a.closed_by, a.raised_at, a.recovered_at
    from {source} a
    join stock_item i on i.id = a.stock_item_id
    left join location o on o.id = a.location_id
    {SOLD_AS}
    """  # noqa: S608 - our own words


ONE = text(_heads("stock_alert") + f" where {SEEN.format('a')} and a.id = :id")
WAITING = text(f"select count(*) from stock_alert a where {STATUS} = 'open' and {SEEN.format('a')}")  # noqa: S608
PLACES = text(
    """
    select o.id, o.name, coalesce(l.on_hand, 0) as on_hand, coalesce(greatest(0, l.free), 0) as free,
        coalesce(l.incoming, 0) as incoming, t.quantity as threshold
    from location o
    left join stock_level l on l.location_id = o.id and l.stock_item_id = :item
    left join stock_threshold t on t.location_id = o.id and t.stock_item_id = :item
    where o.active order by free desc, o.name
    """
)
THRESHOLDS = text(
    f"""
    select t.id, i.id as item_id, i.sku, coalesce(sold.title, '') as title, t.location_id, o.name as location, t.quantity,
        {FREE_NOW.format("t")} as free_now
    from stock_threshold t
    join stock_item i on i.id = t.stock_item_id
    left join location o on o.id = t.location_id
    {SOLD_AS}
    where {SEEN.format("t")}
      and (cast(:q as text) is null or i.sku ilike :q or sold.title ilike :q)
      and (cast(:after_sku as text) is null or (i.sku, t.id) > (:after_sku, cast(:after as uuid)))
    order by i.sku, t.id limit :limit
    """  # noqa: S608 - our own words
)
READERS = text(
    """
    select s.id from stock_alert_reader r join staff s on s.id = r.staff_id
    where s.disabled_at is null and (s.all_locations or exists (
        select from staff_location x where x.staff_id = s.id and x.location_id = :place))
    """
)
READS = text("select exists (select from stock_alert_reader where staff_id = :staff)")


@cache
def _list(words: bool) -> TextClause:
    """A page of alerts, then what each is of."""
    return text(
        f"""
        {stock_named.expressions(stock_named.FITTING if words else "")} page as materialized (
            select a.* from stock_alert a
            where {SEEN.format("a")}
              and (cast(:state as text) is null or {STATUS} = :state)
              and (cast(:location as uuid) is null or a.location_id = :location)
              and (cast(:before as timestamptz) is null or (a.raised_at, a.id) < (:before, cast(:before_id as uuid)))
              {"and a.stock_item_id in (select id from fitting)" if words else ""}
            order by a.raised_at desc, a.id desc limit :limit
        ) {_heads("page")} order by a.raised_at desc, a.id desc
        """  # noqa: S608 - our own words
    )


@dataclass(frozen=True, slots=True)
class Alert:
    """A crossing; `location` None: of the whole network."""

    id: UUID
    item_id: UUID
    sku: str
    title: str
    option_values: Sequence[str]
    location_id: UUID | None
    location: str | None
    threshold: Decimal
    free_then: Decimal
    free_now: Decimal
    status: str
    snoozed_until: datetime | None
    closed_by: str
    raised_at: datetime
    recovered_at: datetime | None


@dataclass(frozen=True, slots=True)
class AtPlace:
    """An item at a place; `threshold`: what that place shall not fall to."""

    id: UUID
    name: str
    on_hand: Decimal
    free: Decimal
    incoming: Decimal
    threshold: Decimal | None

    @property
    def spare(self) -> Decimal:
        """What it can give without an alert of its own."""
        return max(Decimal(0), self.free - (self.threshold + 1 if self.threshold is not None else 0))


@dataclass(frozen=True, slots=True)
class Proposal:
    """So many from where most is to spare to where fewest are."""

    source: AtPlace
    destination: AtPlace
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Threshold:
    """A threshold, and what is free there now."""

    id: UUID
    item_id: UUID
    sku: str
    title: str
    location_id: UUID | None
    location: str | None
    quantity: Decimal
    free_now: Decimal


def alerts(
    *,
    state: str = "",
    q: str = "",
    location: UUID | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[Alert]:
    """Newest first. A snoozed one is open again when its time is over."""
    size, (before, before_id) = clamp(limit), decode_cursor(cursor, datetime, UUID) or (None, None)
    words = contains(q)
    values = _seen() | {
        "state": state if state in STATES else None, "location": location, "limit": size + 1, "before": before,
        "before_id": before_id,
    }  # fmt: skip
    values |= {"q": words} if words else {}
    rows = [Alert(*row) for row in db.session.execute(_list(words is not None), values)]
    return cut(rows, size, lambda row: (row.raised_at.isoformat(), str(row.id)))


def alert(alert_id: UUID) -> Alert:
    """One alert. Raises NotFound, also outside the caller's places."""
    row = db.session.execute(ONE, _seen() | {"id": alert_id}).first()
    if row is None:
        raise NotFound(_("There is no such alert"), code="inventory.unknown_alert")
    return Alert(*row)


def waiting() -> int:
    """How many open alerts there are."""
    return int(db.session.scalar(WAITING, _seen()) or 0)


def places(item_id: UUID) -> list[AtPlace]:
    """Where an item lies, most free first."""
    return [AtPlace(*row) for row in db.session.execute(PLACES, {"item": item_id})]


def proposal(told: Alert, there: Sequence[AtPlace]) -> Proposal | None:
    """A transfer that would end the alert: to twice the threshold where the source can spare that.

    A network-wide alert proposes to even out; None when nobody has any to spare.
    """
    poor = [place for place in there if told.location_id in (None, place.id)]
    destination = min(poor, key=lambda place: (place.free + place.incoming, place.name), default=None)
    givers = [place for place in there if destination and place.id != destination.id and place.spare > 0]
    if destination is None or not givers:
        return None
    source = max(givers, key=lambda place: place.spare)
    lacks = max(Decimal(1), told.threshold * 2 - destination.free - destination.incoming)
    evened = max(Decimal(1), (source.free - destination.free) // 2)
    return Proposal(source, destination, min(source.spare, lacks if told.location_id else min(lacks, evened)))


def thresholds(*, q: str = "", cursor: str | None = None, limit: int | None = None) -> Page[Threshold]:
    """Thresholds by SKU."""
    size, (after_sku, after) = clamp(limit), decode_cursor(cursor, str, UUID) or (None, None)
    values = _seen() | {
        "q": contains(q), "limit": size + 1, "after_sku": after_sku, "after": after,
    }  # fmt: skip
    rows = [Threshold(*row) for row in db.session.execute(THRESHOLDS, values)]
    return cut(rows, size, lambda row: (row.sku, str(row.id)))


def readers(location_id: UUID | None) -> list[UUID]:
    """Colleagues who want to be written to of a place, or of the network."""
    return list(db.session.scalars(READERS, {"place": location_id}))


def reads(staff_id: UUID) -> bool:
    """Whether a colleague is written to."""
    return bool(db.session.scalar(READS, {"staff": staff_id}))


def _seen() -> dict[str, Any]:
    return {"places": current_principal().places, "now": clock.now()}
