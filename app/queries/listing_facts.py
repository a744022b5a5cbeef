"""What a product's listing takes from prices and stock, and which listings a change elsewhere concerns."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import db, run
from app.queries.kept_back import kept_back

WORD = re.compile(r"[^\W_]+")
KEPT_BACK = kept_back(channel="'web'")  # lists are the web shop's
FEW = 5  # "few left" begins here; a product is as well stocked as its best variant

# A table that is being filled has no statistics to plan by, or those of an empty one: `offset 0` keeps each lookup by
# its index, `materialized` each step to once. Joins that the planner takes for small grow with the square of the file.
FACTS = text(
    f"""
    with wanted as materialized (
        select id, product_id from variant where product_id = any(cast(:ids as uuid[])) and active
    ), draws as materialized (
        select w.id, s.stock_item_id, s.quantity, count(*) over (partition by w.id) as parts
        from wanted w
        cross join lateral (
            select stock_item_id, quantity from variant_stock where variant_id = w.id offset 0) s
        cross join lateral (
            select from stock_item i where i.id = s.stock_item_id and i.tracked and not i.backorder offset 0) i
    ), free as materialized (
        select d.id, min(floor(greatest(0, l.free - {KEPT_BACK}) / d.quantity)) as units
        from draws d
        cross join lateral (select * from stock_level where stock_item_id = d.stock_item_id offset 0) l
        join location o on o.id = l.location_id and o.active and (o.ships or o.offers_pickup)
        group by d.id, l.location_id, d.parts having count(*) = d.parts
    ), available as materialized (
        select d.id, coalesce(sum(f.units), 0) as units
        from (select distinct id from draws) d left join free f on f.id = d.id group by d.id
    )
    select w.id as variant_id, w.product_id, b.amount, b.compare_at,
        case when a.units is null or a.units > :few then 2 when a.units > 0 then 1 else 0 end as stock
    from wanted w
    left join lateral (
        select amount, compare_at from base_price where variant_id = w.id and currency = :currency offset 0
    ) b on true
    left join available a on a.id = w.id
    """  # noqa: S608 - a constant piece
)
SELLS_ABROAD = text("select exists (select from channel where kind = 'web' and currency <> :currency)")
ABROAD = text(
    """
    select v.product_id, b.currency, min(b.amount) as price_min, max(b.amount) as price_max,
        (array_agg(b.compare_at order by b.amount))[1] as compare_at, min(b.amount) as amount,
        (array_agg(v.id order by b.amount))[1] as variant_id, min(b.good_until) as good_until
    from variant v join base_price b on b.variant_id = v.id
    where v.product_id = any(cast(:ids as uuid[])) and v.active and b.currency <> :currency
    group by v.product_id, b.currency
    """
)
STATES = text("select product_id, stock from product_listing where product_id = any(cast(:ids as uuid[]))")
WITHOUT_LOWEST = text(
    """
    select product_id from product_listing where compare_at is not null and lowest is null
    union select product_id from product_listing_price where compare_at is not null and lowest is null
    """
)
OF_VARIANTS = text("select distinct product_id from variant where id = any(cast(:ids as uuid[]))")
OF_ITEMS = text(
    """
    select distinct v.product_id from variant_stock s join variant v on v.id = s.variant_id
    where s.stock_item_id = any(cast(:ids as uuid[]))
    """
)
OF_ORDERS = text(
    """
    select distinct w.product_id
    from order_line l
    join variant_stock s on s.variant_id = l.variant_id
    join variant_stock t on t.stock_item_id = s.stock_item_id
    join variant w on w.id = t.variant_id
    where l.order_id = any(cast(:orders as uuid[]))
    """
)
ITEMS_OF = text(
    """
    select distinct s.stock_item_id from variant v join variant_stock s on s.variant_id = v.id
    where v.product_id = any(cast(:ids as uuid[]))
    """
)
WORDS = text(
    """
    select l.title, l.brand, concat_ws(' ', p.kind, array_to_string(p.tags, ' '),
        (select string_agg(c.name, ' ') from category c where c.id = any(l.categories))) as others
    from product_listing l join product p on p.id = l.product_id
    where l.listed and (cast(:ids as uuid[]) is null or l.product_id = any(cast(:ids as uuid[])))
    union all
    select t.title, '', '' from product_listing l join product_listing_text t on t.product_id = l.product_id
    where l.listed and (cast(:ids as uuid[]) is null or l.product_id = any(cast(:ids as uuid[])))
    """
)
BEST = {0: "out", 1: "low", 2: "in"}


def facts(product_ids: Sequence[UUID], currency: str) -> list[dict[str, Any]]:
    """Price and stock (0 out, 1 few, 2 in) of each active variant of these products."""
    rows = run(FACTS, {"ids": list(product_ids), "currency": currency, "few": FEW}, steady=False)
    return [row._asdict() for row in rows]


def sells_abroad(currency: str) -> bool:
    """Whether a site of the tenant's sells in another currency."""
    return bool(db.session.scalar(SELLS_ABROAD, {"currency": currency}))


def abroad(product_ids: Sequence[UUID], currency: str) -> list[dict[str, Any]]:
    """What these products cost in every currency but the tenant's own."""
    rows = db.session.execute(ABROAD, {"ids": list(product_ids), "currency": currency})
    return [dict(row._mapping) for row in rows]


def crossed(product_ids: Sequence[UUID], currency: str) -> list[UUID]:
    """Those of these products whose listing says something else than their stock."""
    listed = {row.product_id: row.stock for row in db.session.execute(STATES, {"ids": list(product_ids)})}
    best = dict.fromkeys(listed, 0)
    for fact in facts(list(listed), currency):
        owner = fact["product_id"]
        best[owner] = max(best[owner], fact["stock"])
    return [product_id for product_id, state in listed.items() if BEST[best[product_id]] != state]


def without_lowest() -> list[UUID]:
    """Products that are shown reduced without the lowest price that is told beside it."""
    return list(db.session.scalars(WITHOUT_LOWEST))


def products_of_variants(variant_ids: Sequence[UUID]) -> list[UUID]:
    """Products that these variants belong to."""
    return list(db.session.scalars(OF_VARIANTS, {"ids": list(variant_ids)}))


def products_of_items(stock_item_ids: Sequence[UUID]) -> list[UUID]:
    """Products with a variant that draws one of these stock items."""
    return list(db.session.scalars(OF_ITEMS, {"ids": list(stock_item_ids)}))


def products_of_orders(order_ids: Sequence[UUID]) -> list[UUID]:
    """Products whose stock these orders touched, those that share an item with their lines too."""
    return list(db.session.scalars(OF_ORDERS, {"orders": list(order_ids)}))


def items_of(product_ids: Sequence[UUID]) -> list[UUID]:
    """Stock items that these products draw."""
    return list(db.session.scalars(ITEMS_OF, {"ids": list(product_ids)}))


def words(product_ids: Sequence[UUID] | None = None) -> Counter[tuple[str, str]]:
    """("word" or "brand", as written) of products on sale, all without ids, to how many have it."""
    found: Counter[tuple[str, str]] = Counter()
    for row in db.session.execute(WORDS, {"ids": None if product_ids is None else list(product_ids)}):
        found.update(("word", each) for each in {*WORD.findall(row.title), *WORD.findall(row.others)})
        if row.brand:
            found.update([("brand", row.brand), *(("word", each) for each in set(WORD.findall(row.brand)))])
    return found
