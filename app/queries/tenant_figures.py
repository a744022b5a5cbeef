"""What the platform may know of one tenant: counts, sums and lags; no names, no addresses, no contents."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from app.core import clock
from app.core.db import db
from app.core.tenancy import current_tenant

FIGURES = text("""
    select (select count(*) from product where status = 'active') as products,
           orders.day, orders.month, orders.gmv_month,
           (select count(*) from outbox where relayed_at is null) as outbox_waiting,
           coalesce((select extract(epoch from cast(:now as timestamptz) - min(at))
                     from outbox where relayed_at is null), 0) as outbox_lag,
           (select count(*) from event_failure where dead_at is null) as reactions_failing,
           (select count(*) from event_failure where dead_at is not null) as reactions_dead,
           (select count(*) from mail where status = 'failed') as mails_failed,
           (select count(*) from stock_exception where resolved_at is null) as stock_exceptions
    from (select count(*) filter (where placed_at > :day) as day,
                 count(*) as month,
                 coalesce(sum(total - refunded) filter (where status <> 'cancelled'), 0) as gmv_month
          from "order" where listed and currency = :currency and placed_at > :month) as orders
""")


@dataclass(frozen=True, slots=True)
class TenantFigures:
    """Orders of a day and of 30 days, what those came to (minor units), what waits; lags in seconds."""

    products: int
    orders_day: int
    orders_month: int
    gmv_month: int
    outbox_waiting: int
    outbox_lag: int
    reactions_failing: int
    reactions_dead: int
    mails_failed: int
    stock_exceptions: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def tenant_figures() -> TenantFigures:
    """The figures of the bound tenant, in one statement."""
    now = clock.now()
    times = {
        "now": now,
        "day": now - timedelta(days=1),
        "month": now - timedelta(days=30),
        "currency": current_tenant().currency,
    }
    row = db.session.execute(FIGURES, times).one()
    return TenantFigures(
        products=row.products,
        orders_day=row.day,
        orders_month=row.month,
        gmv_month=int(row.gmv_month),
        outbox_waiting=row.outbox_waiting,
        outbox_lag=int(row.outbox_lag),
        reactions_failing=row.reactions_failing,
        reactions_dead=row.reactions_dead,
        mails_failed=row.mails_failed,
        stock_exceptions=row.stock_exceptions,
    )
