"""Which stock item somebody means by what they type or scan: SKU, name or barcode."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.core.like import contains
from app.queries.stock_items import SOLD_AS

SUGGEST = text(
    f"""
    select i.sku, coalesce(sold.title, '') as title, coalesce(sold.option_values, '{{}}') as option_values,
        (select greatest(0, sum(l.on_hand - l.allocated - l.reserved - l.held)) from stock_level l
          where l.stock_item_id = i.id and (cast(:place as uuid) is null or l.location_id = :place)) as free
    from stock_item i
    {SOLD_AS}
    where i.tracked and (i.sku ilike :q or sold.title ilike :q or sold.barcode = :code)
    order by i.sku limit 20
    """  # noqa: S608 - our own words
)
MEANT = text(
    """
    select distinct on (c.code) c.code, i.sku
    from unnest(cast(:codes as text[])) as c (code)
    join lateral (
        select i.id, i.sku, 0 as rank from stock_item i where i.sku = c.code
        union all
        select i.id, i.sku, 1 from variant v join variant_stock s on s.variant_id = v.id
        join stock_item i on i.id = s.stock_item_id
        where (v.sku = c.code or v.barcode = c.code) and s.quantity = 1
          and (select count(*) from variant_stock x where x.variant_id = v.id) = 1
    ) i on true
    order by c.code, i.rank
    """
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An item that may be meant, and how many are unpromised there."""

    sku: str
    title: str
    option_values: Sequence[str]
    free: Decimal | None


def suggestions(typed: str, location_id: UUID | None) -> list[Suggestion]:
    """Counted items whose SKU, name or barcode fits, at most 20; none for no words."""
    words = typed.replace("\0", "").strip()[:100]
    if not words:
        return []
    values = {"q": contains(words), "code": words, "place": location_id}
    return [Suggestion(*row) for row in db.session.execute(SUGGEST, values)]


def meant(codes: Iterable[str]) -> dict[str, str]:
    """The stock item's SKU by what was typed or scanned; a code that nobody knows stands for itself."""
    wanted = {code: code.replace("\0", "").strip() for code in codes}
    if not wanted:
        return {}
    known = {row.code: row.sku for row in db.session.execute(MEANT, {"codes": sorted(set(wanted.values()))})}
    return {code: known.get(clean, clean) for code, clean in wanted.items()}
