"""Shifts as the console lists and reports them, and what was sold by store and cashier."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.paging import Page, clamp, cut, decode_cursor
from app.core.principal import current_principal
from app.queries.till_board import PLACES

_SHIFT = """
    select s.id, s.opened_at, s.closed_at, s.float_amount, s.counted, s.expected, s.currency, s.adjustment,
           r.code as register, r.name as register_name, l.id as location_id, l.name as store,
           coalesce(o.name, '') as opened_by, coalesce(c.name, '') as closed_by,
           (select coalesce(sum(amount), 0) from cash_movement m where m.shift_id = s.id) as cash
    from shift s join register r on r.id = s.register_id join location l on l.id = r.location_id
    left join staff o on o.id = s.opened_by left join staff c on c.id = s.closed_by
    where (cast(:places as uuid[]) is null or l.id = any(:places))
"""
LIST = text(
    _SHIFT
    + """
    and (cast(:store as uuid) is null or l.id = :store)
    and (cast(:at as timestamptz) is null
         or (s.opened_at, s.id) < (cast(:at as timestamptz), cast(:id as uuid)))
    order by s.opened_at desc, s.id desc limit :limit
    """
).bindparams(PLACES)
ONE = text(_SHIFT + " and s.id = :id").bindparams(PLACES)

_TAKEN = """
    select o.cashier_id as who, o.location_id as place, count(*) as sales, sum(o.total) as sold,
           0 as backs, 0 as back, count(*) filter (where o.offline) as offline
    from "order" o join channel c on c.id = o.channel_id
    where c.kind = 'pos' and {orders} group by 1, 2
    union all
    select p.staff_id, r.location_id, 0, 0,
           count(*), sum(cast(p.payload -> 'total' ->> 'amount' as bigint)), 0
    from pos_operation p join device d on d.id = p.device_id join register r on r.id = d.register_id
    where p.kind in ('refund', 'void') and p.verdict like 'accepted%' and {operations} group by 1, 2
"""
_PEOPLE = """
    select coalesce(w.name, '') as cashier, l.name as store, sum(t.sales) as sales, sum(t.sold) as sold,
           sum(t.backs) as backs, sum(t.back) as back, sum(t.offline) as offline
    from ({taken}) t join location l on l.id = t.place left join staff w on w.id = t.who
    where (cast(:places as uuid[]) is null or l.id = any(:places))
    group by w.id, w.name, l.id, l.name order by l.name, sum(t.sold) desc, w.name
"""
OF_SHIFT = text(
    _PEOPLE.format(taken=_TAKEN.format(orders="o.shift_id = :shift", operations="p.shift_id = :shift"))
).bindparams(PLACES)
OF_PERIOD = text(
    _PEOPLE.format(taken=_TAKEN.format(orders="o.placed_at >= :since", operations="p.at >= :since"))
).bindparams(PLACES)
WAYS = text(
    """
    select method, sum(amount) as amount, count(*) as times from (
        select p.method, p.amount from payment p join "order" o on o.id = p.order_id
        where o.shift_id = :shift and p.status = 'paid'
        union all
        select t ->> 'method', -cast(t -> 'amount' ->> 'amount' as bigint)
        from pos_operation p, jsonb_array_elements(p.payload -> 'tenders') t
        where p.shift_id = :shift and p.kind in ('refund', 'void') and p.verdict like 'accepted%'
    ) w group by method order by method
    """
)
MOVES = text(
    """
    select m.kind, m.amount, m.at, m.reason, coalesce(p.name, '') as who
    from cash_movement m left join staff p on p.id = m.staff_id
    where m.shift_id = :shift and m.kind in ('float', 'in', 'out') order by m.at, m.id
    """
)
MISSING = text(
    """
    select cast(c.payload ->> 'last_seq' as bigint)
         - (select count(distinct o.seq) from pos_operation o
             where o.device_id = c.device_id and o.seq <= cast(c.payload ->> 'last_seq' as bigint)) as missing
    from pos_operation c where c.shift_id = :shift and c.kind = 'shift_closed' and c.verdict like 'accepted%'
    """
)


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A shift; amounts in minor units. `cash` is what the drawer should hold by its movements."""

    id: UUID
    opened_at: datetime
    closed_at: datetime | None
    float_amount: int
    counted: int | None
    expected: int | None
    currency: str
    adjustment: bool
    register: str
    register_name: str
    location_id: UUID
    store: str
    opened_by: str
    closed_by: str
    cash: int

    @property
    def difference(self) -> int | None:
        """Counted less expected; None while open."""
        return None if self.counted is None or self.expected is None else self.counted - self.expected


@dataclass(frozen=True, slots=True)
class Takings:
    """What one cashier took in one store; amounts in minor units."""

    cashier: str
    store: str
    sales: int
    sold: int
    refunds: int
    refunded: int
    offline: int


@dataclass(frozen=True, slots=True)
class Way:
    """What came in by one method, less what went back."""

    method: str
    amount: int
    count: int


@dataclass(frozen=True, slots=True)
class Move:
    """Float, cash in and cash out."""

    kind: str
    amount: int
    at: datetime
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class ShiftReport:
    """A shift with its takings. `missing`: entries that the till counted and never sent."""

    shift: ShiftRow
    people: tuple[Takings, ...]
    ways: tuple[Way, ...]
    moves: tuple[Move, ...]
    missing: int


def shifts(*, store: UUID | None = None, cursor: str | None = None, limit: int = 50) -> Page[ShiftRow]:
    """Shifts of the caller's stores, newest first."""
    limit, (at, last) = clamp(limit), decode_cursor(cursor, datetime, UUID) or (None, None)
    values = {"store": store, "at": at, "id": last}
    rows = db.session.execute(
        LIST, {"places": current_principal().places, "limit": limit + 1, **values}
    ).all()
    return cut(
        [_shift(row) for row in rows], limit, lambda shift: (shift.opened_at.isoformat(), str(shift.id))
    )


def report(shift_id: UUID) -> ShiftReport:
    """One shift. Raises NotFound, also outside the caller's stores."""
    row = db.session.execute(ONE, {"id": shift_id, "places": current_principal().places}).first()
    if row is None:
        raise NotFound(_("There is no such shift"))
    values = {"shift": shift_id}
    return ShiftReport(
        _shift(row),
        tuple(
            _takings(one)
            for one in db.session.execute(OF_SHIFT, {**values, "places": current_principal().places})
        ),
        tuple(Way(one.method, int(one.amount), one.times) for one in db.session.execute(WAYS, values)),
        tuple(Move(*one) for one in db.session.execute(MOVES, values)),
        max(0, db.session.scalar(MISSING, values) or 0),
    )


def takings(since: datetime) -> list[Takings]:
    """What the caller's stores took since a moment, by store and cashier."""
    return [
        _takings(row)
        for row in db.session.execute(OF_PERIOD, {"since": since, "places": current_principal().places})
    ]


def _shift(row: Any) -> ShiftRow:
    return ShiftRow(
        row.id, row.opened_at, row.closed_at, row.float_amount, row.counted, row.expected, row.currency,
        row.adjustment, row.register, row.register_name, row.location_id, row.store, row.opened_by,
        row.closed_by, int(row.cash),
    )  # fmt: skip


def _takings(row: Any) -> Takings:
    figures = (int(getattr(row, name)) for name in ("sales", "sold", "backs", "back", "offline"))
    return Takings(row.cashier, row.store, *figures)
