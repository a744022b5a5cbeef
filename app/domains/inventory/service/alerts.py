"""Thresholds watched: one alert a crossing, none again before the level recovered."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete, select, text

from app.core import audit, clock, events
from app.core.db import db, run
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.inventory.errors import UnknownAlert, UnknownLocation
from app.domains.inventory.events import StockLow
from app.domains.inventory.models import AlertReader, StockAlert, StockItem, StockThreshold

PUT = text(
    """
    insert into stock_threshold (id, stock_item_id, location_id, quantity, created_at)
    values (gen_random_uuid(), :item, :place, :quantity, :now)
    on conflict (stock_item_id, location_id) do update set quantity = excluded.quantity
    """
)
NOW_FREE = """
    with now_free as (
        select t.id, t.stock_item_id, t.location_id, t.quantity, i.sku, coalesce((
            select sum(greatest(0, l.free)) from stock_level l join location o on o.id = l.location_id and o.active
            where l.stock_item_id = t.stock_item_id and (t.location_id is null or l.location_id = t.location_id)
        ), 0) as free
        from stock_threshold t join stock_item i on i.id = t.stock_item_id and i.tracked
        where cast(:items as uuid[]) is null or t.stock_item_id = any(cast(:items as uuid[]))
    )
"""
RECOVER = text(
    f"""{NOW_FREE}
    update stock_alert a set recovered_at = :now, status = 'done', snoozed_until = null
    from now_free f where a.threshold_id = f.id and a.recovered_at is null and f.free > f.quantity
    """  # noqa: S608 - our own words
)
RAISE = text(
    f"""{NOW_FREE}
    , raised as (
        insert into stock_alert (id, threshold_id, stock_item_id, location_id, threshold, free, raised_at)
        select gen_random_uuid(), f.id, f.stock_item_id, f.location_id, f.quantity, f.free, :now
        from now_free f where f.free <= f.quantity
        on conflict (threshold_id) where recovered_at is null do nothing
        returning id, stock_item_id, location_id, threshold, free
    )
    select r.*, i.sku from raised r join stock_item i on i.id = r.stock_item_id
    """  # noqa: S608 - our own words
)


def set_threshold(item: StockItem, quantity: Decimal, *, location_id: UUID | None = None) -> None:
    """Alert when so many or fewer are free there, or in the whole network. Raises Invalid, UnknownLocation."""
    _at(location_id)
    if quantity < 0:
        raise Invalid(_("Some fields need another look"), fields={"quantity": _("Enter 0 or more")})
    if not item.tracked:
        raise Invalid(_("This item is not counted"), fields={"sku": _("Say how many there are first")})
    run(PUT, {"item": item.id, "place": location_id, "quantity": quantity, "now": clock.now()})
    audit.record(
        "inventory.threshold_set", object_type="stock_item", object_id=item.id,
        after={"quantity": str(quantity), "location": str(location_id or "")},
    )  # fmt: skip
    watch([item.id])


def drop_threshold(threshold_id: UUID) -> None:
    """Alert no more. Raises UnknownAlert."""
    row = db.session.get(StockThreshold, threshold_id)
    if row is None or not current_principal().may_at(row.location_id):
        raise UnknownAlert(_("There is no such threshold"))
    audit.record(
        "inventory.threshold_dropped", object_type="stock_item", object_id=row.stock_item_id,
        before={"quantity": str(row.quantity), "location": str(row.location_id or "")},
    )  # fmt: skip
    db.session.execute(delete(StockThreshold).where(StockThreshold.id == threshold_id))


def watch(items: Sequence[UUID] | None = None) -> int:
    """Hold thresholds of these items, or all, against what is free; answers how many alerts were raised."""
    if items is not None and not items:
        return 0
    facts = {"items": None if items is None else sorted(set(items)), "now": clock.now()}
    run(RECOVER, facts)
    raised = run(RAISE, facts).all()
    for row in raised:
        events.record(
            StockLow(
                alert_id=str(row.id), stock_item_id=str(row.stock_item_id), sku=row.sku,
                location_id=str(row.location_id) if row.location_id else None, threshold=str(row.threshold.normalize()),
                available=str(row.free.normalize()),
            )
        )  # fmt: skip
    return len(raised)


def close_alert(alert_id: UUID) -> None:
    """Somebody saw to it. Raises UnknownAlert."""
    _settle(alert_id, "done")


def snooze_alert(alert_id: UUID, *, days: int) -> None:
    """Not now: it is shown again after these days. Raises UnknownAlert, Invalid."""
    if not 1 <= days <= 90:
        raise Invalid(_("Some fields need another look"), fields={"days": _("Enter 1 to 90")})
    _settle(alert_id, "snoozed", days)


def _settle(alert_id: UUID, status: str, days: int = 0) -> None:
    row = db.session.scalar(select(StockAlert).where(StockAlert.id == alert_id).with_for_update())
    caller = current_principal()
    if row is None or not caller.may_at(row.location_id):
        raise UnknownAlert(_("There is no such alert"))
    row.status, row.closed_by = status, caller.name or caller.label
    row.snoozed_until = clock.now() + timedelta(days=days) if days else None
    audit.record(
        f"inventory.alert_{status}", object_type="stock_alert", object_id=row.id, after={"days": days}
    )


def read_alerts(staff_id: UUID, *, wanted: bool) -> None:
    """Write to a colleague at each alert, or no more."""
    db.session.execute(delete(AlertReader).where(AlertReader.staff_id == staff_id))
    if wanted:
        db.session.add(AlertReader(staff_id=staff_id))
    db.session.flush()


def _at(location_id: UUID | None) -> None:
    if not current_principal().may_at(location_id):
        raise UnknownLocation(_("There is no such location"))
