"""How right the books of stock are, for the caller's places: what counts found, and what was promised without stock."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.queries.sales_report import Period

TARGET = 0.98
"""The share of positions that is to be right (KPI-04)."""
MOST = 100
# a position is right when posting its count changed nothing, and each serial number was there
_COUNTED = """
    from stock_count c
    join location o on o.id = c.location_id
    join stock_count_line l on l.count_id = c.id and l.counted is not null
    cross join lateral (select l.posted <> 0 or coalesce(l.serials -> 'lost', '[]') <> '[]' as wrong) x
    where c.status = 'posted' and c.posted_at >= :begins and c.posted_at < :ends
      and (cast(:places as uuid[]) is null or c.location_id = any(cast(:places as uuid[])))
"""
_FIGURES = "count(*) as positions, count(*) filter (where not x.wrong) as right"
BY_PLACE = text(
    f"""select o.name, count(distinct c.id) as counts, {_FIGURES}
    {_COUNTED} group by o.id, o.name order by o.name"""
)
BY_MONTH = text(
    f"""select to_char(c.posted_at at time zone :zone, 'YYYY-MM') as month, count(distinct c.id) as counts, {_FIGURES}
    {_COUNTED} group by 1 order by 1"""
)
INCIDENTS = text(
    """
    select e.id, e.created_at, e.kind, i.id as item_id, i.sku, o.name as place, e.quantity, e.note,
        r.id as order_id, coalesce(r.number, '') as order_number, e.resolved_at, e.resolution,
        count(*) over () as total
    from stock_exception e
    join stock_item i on i.id = e.stock_item_id
    join location o on o.id = e.location_id
    left join "order" r on r.id = e.order_id
    where e.created_at >= :begins and e.created_at < :ends
      and (cast(:places as uuid[]) is null or o.id = any(cast(:places as uuid[])))
    order by e.id desc limit :most
    """
)


@dataclass(frozen=True, slots=True)
class Share:
    """Positions that were counted at a place or in a month (`2026-03`), and how many of them were right."""

    name: str
    counts: int
    positions: int
    right: int

    @property
    def accuracy(self) -> float | None:
        """Of 1; None where nothing was counted."""
        return self.right / self.positions if self.positions else None

    @property
    def on_target(self) -> bool:
        """Whether enough of them are right."""
        return self.accuracy is None or self.accuracy >= TARGET


@dataclass(frozen=True, slots=True)
class Incident:
    """Once more was promised or sold than there was; `kind` as in `stock_exceptions.KINDS`, `note` is the cause."""

    id: UUID
    at: datetime
    kind: str
    item_id: UUID
    sku: str
    place: str
    quantity: Decimal
    note: str
    order_id: UUID | None
    order_number: str
    resolved_at: datetime | None
    resolution: str


@dataclass(frozen=True, slots=True)
class Accuracy:
    """A period's counts and incidents; of `incidents` at most the newest 100, of `total`."""

    whole: Share
    places: list[Share]
    months: list[Share]
    incidents: list[Incident]
    total: int


def of_period(period: Period) -> Accuracy:
    """What the counts posted in a period found, and the incidents that were noted in it."""
    asked = period.facts()
    places = [Share(*row) for row in db.session.execute(BY_PLACE, asked)]
    months = [Share(*row) for row in db.session.execute(BY_MONTH, asked)]
    rows = db.session.execute(INCIDENTS, asked | {"most": MOST}).all()
    counts, positions, right = (
        sum(getattr(place, name) for place in places) for name in ("counts", "positions", "right")
    )
    incidents = [Incident(*row[:-1]) for row in rows]
    return Accuracy(
        Share("", counts, positions, right), places, months, incidents, rows[0].total if rows else 0
    )
