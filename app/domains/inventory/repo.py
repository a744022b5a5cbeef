"""All SQL of stock levels. Each taking is one statement that locks its levels in id order (DESIGN 5.1)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import db, run
from app.domains.inventory.types import Change, Demand, Kept, Shortage

RESERVE = text(
    """
    with wanted as materialized (
        select * from unnest(cast(:items as uuid[]), cast(:places as uuid[]), cast(:quantities as numeric[]),
                             cast(:unlimited as boolean[]), cast(:keeps as numeric[]))
               as w (item, place, quantity, unlimited, keep)
    ), locked as materialized (
        select l.id, w.quantity, w.unlimited, w.keep,
               w.unlimited or l.free - w.keep >= w.quantity as enough
        from stock_level l join wanted w on l.stock_item_id = w.item and l.location_id = w.place
        order by l.id for update of l
    ), taken as (
        update stock_level l set reserved = l.reserved + k.quantity
        from locked k
        where l.id = k.id
          and (select count(*) filter (where enough) from locked) = (select count(*) from wanted)
          and (k.unlimited or l.free - k.keep >= k.quantity)
        returning l.stock_item_id, l.location_id, k.quantity
    ), kept as (
        insert into reservation (id, order_id, cart_id, stock_item_id, location_id, quantity, expires_at, created_at)
        select gen_random_uuid(), :order_id, :cart_id, stock_item_id, location_id, quantity, :expires, :now from taken
    )
    select n.taken, n.taken < (select count(*) from wanted) and exists (
        select from reservation r join wanted w on r.stock_item_id = w.item and r.location_id = w.place
        where r.released_at is null and r.expires_at < :now
    ) as expired
    from (select count(*) as taken from taken) n
    """
)

# Reservations are locked before levels, here and in the releases: two that meet take turns.
ALLOCATE = text(
    """
    with closed as materialized (
        update reservation set released_at = :now where order_id = :order_id and released_at is null
        returning stock_item_id, location_id, quantity
    ), locked as materialized (
        select l.id, c.* from stock_level l join closed c using (stock_item_id, location_id)
        order by l.id for update of l
    ), moved as (
        update stock_level l set reserved = l.reserved - k.quantity, allocated = l.allocated + k.quantity
        from locked k where l.id = k.id
    )
    insert into stock_ledger (at, kind, stock_item_id, location_id, allocated, document, document_id, actor)
    select :now, 'allocate', stock_item_id, location_id, quantity, 'order', :order_id, :actor from closed
    """
)

_GIVE_BACK = """
    , sums as materialized (
        select stock_item_id, location_id, sum(quantity) as quantity from gone group by 1, 2
    ), locked as materialized (
        select l.id, s.quantity from stock_level l join sums s using (stock_item_id, location_id)
        order by l.id for update of l
    )
    update stock_level l set reserved = l.reserved - k.quantity from locked k where l.id = k.id
    """

RELEASE = text(
    """
    with gone as materialized (
        update reservation set released_at = :now where order_id = :order_id and released_at is null
        returning stock_item_id, location_id, quantity
    )"""
    + _GIVE_BACK
)

# What the cart takes next is locked together with what it gives back: one order of locks, whatever changed between.
LET_GO = text(
    """
    with gone as materialized (
        update reservation set released_at = :now where cart_id = :cart_id and released_at is null
        returning stock_item_id, location_id, quantity
    ), sums as materialized (
        select stock_item_id, location_id, sum(quantity) as quantity
        from (
            select stock_item_id, location_id, quantity from gone
            union all
            select item, place, 0 from unnest(cast(:items as uuid[]), cast(:places as uuid[])) as w (item, place)
        ) as met
        group by 1, 2
    ), locked as materialized (
        select l.id, s.quantity from stock_level l join sums s using (stock_item_id, location_id)
        order by l.id for update of l
    )
    update stock_level l set reserved = l.reserved - k.quantity from locked k where l.id = k.id and k.quantity > 0
    """
)

EXTEND = text(
    "update reservation set expires_at = :expires where cart_id = :cart_id and released_at is null and expires_at > :now"
)

RELEASE_EXPIRED = text(
    """
    with due as materialized (
        select r.id from reservation r
        join unnest(cast(:items as uuid[]), cast(:places as uuid[])) as w (item, place)
          on r.stock_item_id = w.item and r.location_id = w.place
        where r.released_at is null and r.expires_at < :now
        order by r.id for update of r skip locked
    ), gone as materialized (
        update reservation r set released_at = :now from due where r.id = due.id
        returning r.stock_item_id, r.location_id, r.quantity
    )"""
    + _GIVE_BACK
)

APPLY = text(
    """
    with wanted as materialized (
        select * from unnest(
            cast(:items as uuid[]), cast(:places as uuid[]), cast(:on_hand as numeric[]), cast(:allocated as numeric[]),
            cast(:held as numeric[]), cast(:damaged as numeric[]), cast(:incoming as numeric[]),
            cast(:oversold as numeric[])
        ) as w (item, place, on_hand, allocated, held, damaged, incoming, oversold)
    ), locked as materialized (
        select l.id, w.* from stock_level l join wanted w on l.stock_item_id = w.item and l.location_id = w.place
        order by l.id for update of l
    ), moved as (
        update stock_level l set
            on_hand = l.on_hand + k.on_hand, allocated = l.allocated + k.allocated, held = l.held + k.held,
            damaged = l.damaged + k.damaged, incoming = l.incoming + k.incoming, oversold = l.oversold + k.oversold,
            floor = greatest(l.floor, least(0, l.on_hand + k.on_hand))
        from locked k where l.id = k.id
        returning l.id
    ), noted as (
        insert into stock_ledger (at, kind, stock_item_id, location_id, on_hand, allocated, held, damaged, incoming,
                                  oversold, reason, document, document_id, actor)
        select :now, :kind, item, place, on_hand, allocated, held, damaged, incoming, oversold, :reason, :document,
               :document_id, :actor from locked
    )
    select coalesce(bool_or(i.by_lot), false) as by_lot, coalesce(bool_or(i.by_serial), false) as by_serial
    from locked k join stock_item i on i.id = k.item
    """
)

FREE = text(
    """
    select w.item, w.place, w.quantity, greatest(0, coalesce(l.free - w.keep, 0)) as free,
           l.id is not null as stocked
    from unnest(cast(:items as uuid[]), cast(:places as uuid[]), cast(:quantities as numeric[]), cast(:keeps as numeric[]))
         as w (item, place, quantity, keep)
    left join stock_level l on l.stock_item_id = w.item and l.location_id = w.place
    """
)

OPEN_LEVELS = text(
    """
    insert into stock_level (id, stock_item_id, location_id, kept)
    select gen_random_uuid(), w.item, w.place, -coalesce(i.backorder_limit, 0)
    from unnest(cast(:items as uuid[]), cast(:places as uuid[])) as w (item, place)
    join stock_item i on i.id = w.item
    on conflict (stock_item_id, location_id) do nothing
    """
)


def reserve(
    wanted: Sequence[Demand], *, order_id: UUID | None, cart_id: UUID | None, now: datetime, expires: datetime
) -> tuple[bool, bool]:
    """Reserve all or nothing for an order or a cart.

    Whether every demand was met; where not, whether something of it is reserved that has expired.
    """
    taken, expired = run(
        RESERVE,
        {
            "order_id": order_id,
            "cart_id": cart_id,
            **_columns(wanted),
            "unlimited": [demand.unlimited for demand in wanted],
            "now": now,
            "expires": expires,
        },
    ).one()
    return taken == len(wanted), expired


def allocate(order_id: UUID, *, now: datetime, actor: str) -> int:
    """Turn an order's open reservations into allocations, with their ledger rows; returns how many there were."""
    done = run(ALLOCATE, {"order_id": order_id, "now": now, "actor": actor})
    return int(done.rowcount)


def release(order_id: UUID, *, now: datetime) -> None:
    """Give an order's open reservations back."""
    run(RELEASE, {"order_id": order_id, "now": now})


def let_go(cart_id: UUID, wanted: Sequence[Demand], *, now: datetime) -> None:
    """Give back what a cart holds; the levels of what is `wanted` next are locked with it."""
    run(LET_GO, {"cart_id": cart_id, "now": now, **_levels(wanted)})


def release_expired(levels: Sequence[tuple[UUID, UUID]], *, now: datetime) -> None:
    """Give back what expired reservations hold of these levels, (stock item, location)."""
    facts = {"items": [item for item, _ in levels], "places": [place for _, place in levels]}
    run(RELEASE_EXPIRED, {**facts, "now": now})


def open_levels(pairs: Sequence[tuple[UUID, UUID]]) -> None:
    """Make sure that the level rows of (stock item, location) pairs exist."""
    db.session.execute(
        OPEN_LEVELS, {"items": [item for item, _ in pairs], "places": [place for _, place in pairs]}
    )


def apply(
    changes: Sequence[Change],
    *,
    now: datetime,
    kind: str,
    reason: str,
    document: str,
    document_id: UUID | None,
    actor: str,
) -> Kept:
    """Apply counter changes with their ledger rows in one statement; returns how the items are kept."""
    columns: dict[str, Any] = {
        name: [getattr(change, name) for change in changes]
        for name in ("on_hand", "allocated", "held", "damaged", "incoming", "oversold")
    }
    kept = db.session.execute(
        APPLY,
        {
            "items": [change.stock_item_id for change in changes],
            "places": [change.location_id for change in changes],
            **columns,
            "now": now,
            "kind": kind,
            "reason": reason,
            "document": document,
            "document_id": document_id,
            "actor": actor,
        },
    ).one()
    return Kept(*kept)


def free_for(wanted: Sequence[Demand]) -> list[Shortage]:
    """What is free for each demand, without locking."""
    rows = run(FREE, _columns(wanted))
    return [Shortage(row.item, row.place, row.quantity, row.free, row.stocked) for row in rows]


def _levels(wanted: Sequence[Demand]) -> dict[str, list[Any]]:
    return {
        "items": [demand.stock_item_id for demand in wanted],
        "places": [demand.location_id for demand in wanted],
    }


def _columns(wanted: Sequence[Demand]) -> dict[str, list[Any]]:
    return {
        **_levels(wanted),
        "quantities": [demand.quantity for demand in wanted],
        "keeps": [demand.keep for demand in wanted],
    }
