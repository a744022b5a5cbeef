"""Whose order came some days ago and may be asked for a review: once an order, never who wants no questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import run

TOO_LATE = timedelta(days=30)  # what came longer ago is not asked about any more
MOST = 200
DUE = text(
    """
    select o.id, o.customer_id,
        (select json_agg(json_build_array(p.title, p.slug) order by p.title) from (
            select distinct p.title, p.slug from order_line l join variant v on v.id = l.variant_id
            join product p on p.id = v.product_id and p.status = 'active'
            where l.order_id = o.id and l.quantity > l.cancelled and not exists (
                select from review r where r.product_id = p.id and r.customer_id = o.customer_id)) p) as goods
    from "order" o
    cross join lateral (
        select max(s.shipped_at) as came from shipment s where s.order_id = o.id and s.status <> 'cancelled'
        union all select p.collected_at from pickup p where p.order_id = o.id
    ) arrival
    where o.listed and o.fulfillment_status = 'fulfilled' and o.status <> 'cancelled' and o.customer_id is not null
      and arrival.came > :since and arrival.came <= :upto
      and not exists (select from review_opt_out n where n.customer_id = o.customer_id)
      and not exists (select from mail m where m.cause = 'review_question:' || o.id)
    order by arrival.came limit :most
    """
)


@dataclass(frozen=True, slots=True)
class Due:
    """An order to ask about; `goods` are (title, slug) of what its buyer has not reviewed."""

    order_id: UUID
    customer_id: UUID
    goods: Sequence[tuple[str, str]]


def due(days: int) -> list[Due]:
    """Orders that were sent or collected that many days ago, the longest waiting first."""
    upto = clock.now() - timedelta(days=days)
    asked: dict[str, Any] = {"upto": upto, "since": upto - TOO_LATE, "most": MOST}
    rows = run(DUE, asked, steady=False)
    return [Due(row.id, row.customer_id, [(g[0], g[1]) for g in row.goods]) for row in rows if row.goods]
