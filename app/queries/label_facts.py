"""What stands on labels: goods by product, stock item, purchase order or delivery, and bins; all in the caller's scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.core.like import contains
from app.core.principal import current_principal
from app.core.tenancy import current_tenant
from app.domains.catalog.goods import UnitPrice, unit_price

GOODS = """coalesce(p.title, '') as title, coalesce(v.option_values, '{}') as options, coalesce(v.barcode, '') as barcode,
           b.amount as price, v.content, coalesce(v.content_unit, '') as content_unit"""
PRICED = "left join base_price b on b.variant_id = v.id and b.currency = :currency"
# Of a stock item `i`: the variant with its own SKU first, as the stock's screens name it.
SOLD = f"""
    left join lateral (
        select v.* from variant_stock s join variant v on v.id = s.variant_id
        where s.stock_item_id = i.id order by v.sku = i.sku desc, v.position limit 1
    ) v on true left join product p on p.id = v.product_id {PRICED}
"""  # noqa: S608 - our own words
OF_PRODUCTS = text(
    f"""
    select v.id, v.sku, {GOODS}, 1 as units, p.id as source
    from product p join variant v on v.product_id = p.id and v.active {PRICED}
    where p.id = any(cast(:ids as uuid[])) order by p.title, p.id, v.position, v.id limit :limit
    """  # noqa: S608 - our own words
)
OF_ITEM = text(
    f"select i.id, i.sku, {GOODS}, 1 as units, i.id as source from stock_item i {SOLD} where i.id = :id"  # noqa: S608
)
OF_PURCHASE = text(
    f"""
    select x.id, i.sku, {GOODS}, case when o.status in ('partly_received', 'received') then x.received else x.quantity
           end as units, o.id as source
    from purchase_order o join purchase_line x on x.purchase_id = o.id join stock_item i on i.id = x.stock_item_id {SOLD}
    where o.id = :id and (cast(:places as uuid[]) is null or o.location_id = any(cast(:places as uuid[])))
    order by x.position, x.id limit :limit
    """  # noqa: S608 - our own words
)
OF_RECEIPT = text(
    f"""
    select x.id, i.sku, {GOODS}, x.quantity as units, r.id as source
    from goods_receipt r join receipt_line x on x.receipt_id = r.id join stock_item i on i.id = x.stock_item_id {SOLD}
    where r.id = :id and (cast(:places as uuid[]) is null or r.location_id = any(cast(:places as uuid[])))
    order by i.sku limit :limit
    """  # noqa: S608 - our own words
)
BINS = text(
    """
    select b.id, b.code, b.zone, l.name as location from location_bin b join location l on l.id = b.location_id
    where b.location_id = :id and (cast(:places as uuid[]) is null or b.location_id = any(cast(:places as uuid[])))
      and (cast(:q as text) is null or b.code ilike :q or b.zone ilike :q)
    order by b.pick_order, b.code limit :limit
    """
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """What one label tells. `units`: how many there are of it; `price` in minor units of the shop's currency.

    `code` is what is read by hand and by scanners where there is no valid bar code: the SKU, or a bin's code.
    """

    id: UUID
    code: str
    title: str = ""
    options: Sequence[str] = ()
    barcode: str = ""
    price: int | None = None
    unit_price: UnitPrice | None = None
    units: Decimal = Decimal(1)
    source: UUID | None = None


def of_products(ids: Sequence[UUID], *, limit: int) -> list[Labelled]:
    """The variants of products that are sold, in the order of their titles."""
    return _goods(OF_PRODUCTS, ids=list(ids), limit=limit)


def of_item(item_id: UUID) -> list[Labelled]:
    """A stock item, as it is sold; none for one that there is not."""
    return _goods(OF_ITEM, id=item_id)


def of_purchase(purchase_id: UUID, *, limit: int) -> list[Labelled]:
    """The lines of a purchase order: what was received of each, or what is ordered while nothing came."""
    return _goods(OF_PURCHASE, id=purchase_id, limit=limit)


def of_receipt(receipt_id: UUID, *, limit: int) -> list[Labelled]:
    """The sound units of one delivery."""
    return _goods(OF_RECEIPT, id=receipt_id, limit=limit)


def bins(location_id: UUID, *, q: str = "", limit: int) -> list[Labelled]:
    """Bins of a location whose code or zone fits, in the order of walking."""
    found = db.session.execute(BINS, _asked(id=location_id, q=contains(q), limit=limit))
    return [Labelled(row.id, row.code, row.zone or row.location) for row in found]


def _goods(statement: Any, **asked: Any) -> list[Labelled]:
    return [
        Labelled(
            row.id, row.sku, row.title, tuple(row.options), "".join(row.barcode.split()), row.price,
            unit_price(row.price, row.content, row.content_unit), Decimal(row.units), row.source,
        )
        for row in db.session.execute(statement, _asked(currency=current_tenant().currency, **asked))
    ]  # fmt: skip


def _asked(**asked: Any) -> dict[str, Any]:
    scope = current_principal().locations
    return {"places": None if scope is None else list(scope), **asked}
