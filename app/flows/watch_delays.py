"""Who reads alerts is told when changes take longer than a minute to reach a channel, once an hour (KPI-10)."""

from datetime import timedelta

from app.core import events
from app.core.db import unit_of_work
from app.core.tenancy import current_tenant, shared_scope
from app.domains.channels.events import ChannelLate
from app.queries import on_time
from app.queries.on_time import Delay
from tenants import journal

LOOKED_AT, QUIET_FOR = timedelta(minutes=15), timedelta(hours=1)


def watch_delays() -> list[Delay]:
    """Look at the bound tenant's last quarter of an hour; answers what was told. Opens its own units."""
    with unit_of_work():
        late = [each for each in on_time.delays(LOOKED_AT) if each.late]
    new = [each for each in late if _is_news(each)]
    if new:
        with unit_of_work():
            for each in new:
                events.record(
                    ChannelLate(channel=each.place or each.channel, kind=each.kind, seconds=round(each.p95))
                )
    return new


def _is_news(late: Delay) -> bool:
    """Noted for the operators, unless they heard of it within the hour."""
    tenant, where = current_tenant(), f"{late.channel} {late.place}".strip()
    with shared_scope(), unit_of_work():
        return journal.note_once(
            f"channels.late.{where}.{late.kind}", QUIET_FOR, tenant_id=tenant.id, seconds=round(late.p95)
        )
