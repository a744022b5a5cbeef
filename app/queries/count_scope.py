"""Which items a count covers: all that lie at a place, a zone of it, the items of an ABC class, or chosen SKUs."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.like import begins
from app.queries import item_finder
from app.queries.stock_items import DRAWN

KINDS = ("all", "zone", "abc", "skus")
LIES = "i.tracked and (l.on_hand <> 0 or l.allocated <> 0 or l.oversold <> 0)"
ALL = text(
    f"""
    select i.id from stock_item i join stock_level l on l.stock_item_id = i.id
    where l.location_id = :place and {LIES} order by i.sku
    """  # noqa: S608 - our own words
)
ZONE = text(
    """
    select i.id from stock_bin b join stock_item i on i.id = b.stock_item_id
    left join location_bin k on k.location_id = b.location_id and k.code = b.bin
    where b.location_id = :place and i.tracked and (b.bin ilike :begins or k.zone = upper(:zone))
    order by k.pick_order, b.bin, i.sku
    """
)
ABC = text(
    f"""
    with sold as (
        select d.item, sum(l.total::numeric / jsonb_array_length(l.stock)) as value
        from order_line l join "order" o on o.id = l.order_id
        {DRAWN}
        where o.placed_at > :since and l.location_id = :place and o.status <> 'cancelled'
        group by 1
    ), ranked as (
        select i.id, i.sku, coalesce(s.value, 0) as value,
            sum(coalesce(s.value, 0)) over (order by coalesce(s.value, 0) desc, i.sku)
                - coalesce(s.value, 0) as before, sum(coalesce(s.value, 0)) over () as whole
        from stock_item i
        left join stock_level l on l.stock_item_id = i.id and l.location_id = :place
        left join sold s on s.item = i.id
        where s.item is not null and i.tracked or {LIES}
    )
    select id from ranked
    where case when value > 0 and before < whole * 0.8 then 'A' when value > 0 and before < whole * 0.95 then 'B'
               else 'C' end = :class
    order by sku
    """  # noqa: S608 - our own words
)
BY_SKU = text(
    "select id, sku from stock_item where tracked and sku = any(cast(:skus as text[])) order by sku"
)


def items(location_id: UUID, kind: str, value: str) -> Sequence[UUID]:
    """The items. A is what made 80 % of the place's sales in 90 days, B the next 15 %, C the rest.

    Raises Invalid at `value` for a SKU that is not counted anywhere.
    """
    facts = {"place": location_id}
    if kind == "zone":
        return list(db.session.scalars(ZONE, facts | {"begins": begins(value), "zone": value.strip()}))
    if kind == "abc":
        since = clock.now() - timedelta(days=90)
        return list(db.session.scalars(ABC, facts | {"class": value.strip().upper()[:1], "since": since}))
    if kind == "skus":
        return _named(value)
    return list(db.session.scalars(ALL, facts))


def _named(value: str) -> list[UUID]:
    codes = [code for code in value.replace(",", "\n").split("\n") if code.strip()]
    meant = item_finder.meant(codes)
    found = {row.sku: row.id for row in db.session.execute(BY_SKU, {"skus": sorted(set(meant.values()))})}
    if strange := [code.strip() for code in codes if meant[code] not in found]:
        raise Invalid(
            _("Some fields need another look"),
            fields={"value": _("No stock is counted under: %(codes)s", codes=", ".join(strange[:5]))},
        )
    return list(found.values())
