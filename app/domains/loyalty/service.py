"""The door of the points. A member's points are the sum of their ledger; spending takes turns on the member's row."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, tuple_

from app.core import audit, clock
from app.core.db import add_all, db, run
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.principal import current_principal
from app.domains.loyalty.errors import TooFewPoints
from app.domains.loyalty.models import LoyaltyEntry
from app.domains.loyalty.types import Balance, Earned, Entry, OrderPoints

BALANCE = text(
    """
    select coalesce(sum(points) filter (where due_at <= :now), 0) as available,
        coalesce(sum(points) filter (where due_at > :now), 0) as pending,
        coalesce(sum(points) filter (where kind in ('earn', 'take_back') and at > :now - interval '1 year'), 0) as year,
        (select min(e.expires_at) from loyalty_entry e where e.customer_id = :customer and e.expires_at > :now
            and e.due_at <= :now) as next,
        coalesce(-sum(points) filter (where points < 0), 0) as gone
    from loyalty_entry where customer_id = :customer
    """
)
ENDING = text(
    """
    select coalesce(sum(points), 0) from loyalty_entry
    where customer_id = :customer and points > 0 and expires_at <= :until and due_at <= :now
    """
)
TAKE_TURNS = text("select 1 from customer where id = :customer for no key update")
EARN = text(
    """
    insert into loyalty_entry (id, customer_id, kind, points, order_id, due_at, expires_at, actor, at)
    values (:id, :customer_id, 'earn', :points, :order_id, :due_at, :expires_at, :actor, :now)
    on conflict do nothing
    """
)
EXPIRE = text(
    """
    insert into loyalty_entry (id, customer_id, kind, points, due_at, actor, at)
    select gen_random_uuid(), customer_id, 'expire', -least(ended - gone, available), :now, :actor, :now
    from (
        select customer_id, coalesce(sum(points) filter (where points > 0 and expires_at <= :now), 0) as ended,
            coalesce(-sum(points) filter (where points < 0), 0) as gone,
            coalesce(sum(points) filter (where due_at <= :now), 0) as available
        from loyalty_entry
        where customer_id in (select customer_id from loyalty_entry where expires_at <= :now)
        group by customer_id
    ) member
    where ended > gone and available > 0
    """
)
OF_ORDER = text(
    """
    select customer_id, coalesce(sum(points) filter (where kind = 'earn'), 0) as earned,
        coalesce(-sum(points) filter (where kind = 'take_back'), 0) as taken_back,
        coalesce(-sum(points) filter (where kind = 'spend'), 0) as spent,
        coalesce(sum(points) filter (where kind = 'give_back'), 0) as given_back,
        max(due_at) filter (where kind = 'earn') as due_at
    from loyalty_entry where order_id = :order_id group by customer_id
    """
)


def balance(customer_id: UUID) -> Balance:
    """What a member has; nothing for who never had any."""
    now = clock.now()
    row = run(BALANCE, {"customer": customer_id, "now": now}).one()
    ending = 0
    if row.next is not None:
        ended = int(run(ENDING, {"customer": customer_id, "until": row.next, "now": now}).scalar_one())
        ending = max(0, min(ended - int(row.gone), int(row.available)))
    return Balance(int(row.available), int(row.pending), int(row.year), ending, row.next if ending else None)


def history(customer_id: UUID, *, cursor: str | None = None, limit: int | None = None) -> Page[Entry]:
    """The ledger, newest first."""
    size = clamp(limit)
    query = select(LoyaltyEntry).where(LoyaltyEntry.customer_id == customer_id)
    if (after := decode_cursor(cursor, datetime, UUID)) is not None:
        query = query.where(tuple_(LoyaltyEntry.at, LoyaltyEntry.id) < after)
    rows = db.session.scalars(
        query.order_by(LoyaltyEntry.at.desc(), LoyaltyEntry.id.desc()).limit(size + 1)
    ).all()
    found = [
        Entry(r.id, r.kind, r.points, r.order_id, r.due_at, r.expires_at, r.note, r.actor, r.at) for r in rows
    ]
    return cut(found, size, key=lambda entry: (entry.at, entry.id))


def earn(purchases: Sequence[Earned]) -> None:
    """Write the points of paid orders, each order once; they count from `due_at` on."""
    for each in purchases:
        if each.points > 0:
            facts = {"id": new_id(), "actor": current_principal().label, "now": clock.now(), **asdict(each)}
            run(EARN, facts)


def spend(order_id: UUID, customer_id: UUID, points: int) -> None:
    """Take points for an order. Raises TooFewPoints: two checkouts at once never spend more than there are."""
    _take_turns(customer_id)
    if balance(customer_id).available < points:
        raise TooFewPoints(_("You do not have so many points any more"))
    _write(customer_id, "spend", -points, order_id)


def settle(order_id: UUID, *, taken_back: int, given_back: int) -> None:
    """Bring what a refund undoes to these totals: earned points back from the member, spent ones to the member."""
    found = of_order(order_id)
    if found is None:
        return
    _take_turns(found.customer_id)
    found = of_order(order_id) or found
    if (more := min(taken_back, found.earned) - found.taken_back) > 0:
        _write(found.customer_id, "take_back", -more, order_id, due_at=found.due_at)
    if (more := min(given_back, found.spent) - found.given_back) > 0:
        _write(found.customer_id, "give_back", more, order_id)


def adjust(customer_id: UUID, points: int, note: str) -> None:
    """Points by hand, more or fewer. Raises Invalid at `points` or `note`, TooFewPoints."""
    problems = {
        "points": _("Say how many, more or fewer") if not points else "",
        "note": "" if note.strip() else _("Say why"),
    }
    if found := {name: words for name, words in problems.items() if words}:
        raise Invalid(_("The points were not changed"), fields=found)
    _take_turns(customer_id)
    if points < 0 and balance(customer_id).available < -points:
        raise TooFewPoints(_("There are fewer points than that"))
    _write(customer_id, "adjust", points, None, note=note.strip())
    audit.record(
        "loyalty.adjusted",
        object_type="customer",
        object_id=customer_id,
        after={"points": points},
        reason=note.strip(),
    )


def expire() -> int:
    """End what has passed its time and was not spent, oldest first; returns how many members lost some."""
    done: Any = run(EXPIRE, {"now": clock.now(), "actor": current_principal().label})
    return int(done.rowcount)


def of_order(order_id: UUID) -> OrderPoints | None:
    """What an order brought and cost; None when it had to do with no points."""
    row = run(OF_ORDER, {"order_id": order_id}).first()
    return (
        OrderPoints(
            row.customer_id,
            int(row.earned),
            int(row.taken_back),
            int(row.spent),
            int(row.given_back),
            row.due_at,
        )
        if row
        else None
    )


def _take_turns(customer_id: UUID) -> None:
    run(TAKE_TURNS, {"customer": customer_id})


def _write(
    customer_id: UUID, kind: str, points: int, order_id: UUID | None, *, note: str = "", due_at: datetime | None = None,
) -> None:  # fmt: skip
    """A line of the ledger; it counts from now on, or from later."""
    now = clock.now()
    row = {
        "id": new_id(), "customer_id": customer_id, "kind": kind, "points": points, "order_id": order_id,
        "due_at": max(now, due_at or now),
        "expires_at": None, "note": note, "actor": current_principal().label, "at": now,
    }  # fmt: skip
    add_all(LoyaltyEntry, [row])
