"""Lists and searches as the channel that is asked sells: its prices, and only what it offers.

Texts read `product_listing` and `product_listing_place`, which hold everything in the tenant's own currency. For a
channel with another one, with an assortment, or with price lists, they are put behind two definitions of the same
names, which PostgreSQL folds into the plan; for all others they stay as they are.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import TextClause, text

from app.core import clock
from app.core.channel import current_channel
from app.core.db import run
from app.core.market import current_market
from app.core.rows import Rows
from app.core.tenancy import current_tenant
from app.domains.catalog.models import Listing
from app.queries.offered import EVERYTHING, Reach, current_reach

OWN = ("price_min", "price_max", "compare_at", "lowest")
COLUMNS = [each.name for each in Listing.__table__.columns]
OTHERS = ", ".join(f"g.{name}" for name in COLUMNS if name not in (*OWN, "listed"))
LISTED = """
        left join product_listing_offer o on o.product_id = g.product_id and o.channel = :site
            and o.starts_at <= :moment and (o.ends_at is null or o.ends_at > :moment)"""
OFFERED_PRICES = """coalesce(o.price_min, /*m*/.price_min) as price_min,
        coalesce(o.price_max, /*m*/.price_max) as price_max,
        case when o.product_id is null then /*m*/.compare_at else o.compare_at end as compare_at,
        case when o.product_id is null then /*m*/.lowest else o.lowest end as lowest"""
GOOD = "(m.good_until is null or m.good_until > :moment)"
ABROAD = f"""
        select {OTHERS}, m.price_min, m.price_max, m.compare_at, m.lowest, g.status = 'active' as listed
        from product_listing g join product_listing_price m on m.product_id = g.product_id and m.currency = :here
        where {GOOD} and /*range*/"""  # noqa: S608 - a constant list of columns
ABROAD_LISTED = f"""
        select {OTHERS}, {OFFERED_PRICES.replace("/*m*/", "m")}, g.status = 'active' as listed
        from product_listing g left join product_listing_price m on m.product_id = g.product_id and m.currency = :here
            and {GOOD} {LISTED} where (m.product_id is not null or o.product_id is not null) and /*range*/"""  # noqa: S608
HOME = f"select {', '.join(f'g.{name}' for name in COLUMNS)} from product_listing g where /*range*/"  # noqa: S608
HOME_LISTED = f"""
        select {OTHERS}, {OFFERED_PRICES.replace("/*m*/", "g")},
            g.listed or (o.product_id is not null and g.status = 'active') as listed
        from product_listing g {LISTED} where /*range*/"""  # noqa: S608
PRICED = f"""exists (select from product_listing_price m where m.product_id = g.product_id and m.currency = :here
        and {GOOD})"""
OFFER = """exists (select from product_listing_offer o where o.product_id = g.product_id and o.channel = :site
        and o.starts_at <= :moment and (o.ends_at is null or o.ends_at > :moment))"""
IN = "exists (select from assortment_place x where x.assortment_id = :{} and x.product_id = g.product_id)"
HIDDEN = """exists (select from assortment_place x
        where x.assortment_id = any(cast(:hidden as uuid[])) and x.product_id = g.product_id)"""
HERE = """
    product_listing as not materialized (
        /*goods*/
    ), product_listing_place as not materialized (
        select g.category_id, g.position, g.product_id from product_listing_place g where /*priced*/ and /*range*/
    )"""


def is_narrowed() -> bool:
    """Whether the channel in use has prices of its own or an assortment."""
    return current_market().currency != current_tenant().currency or current_reach() != EVERYTHING


def run_here(statement: TextClause, params: Mapping[str, Any] | None = None, *, steady: bool = True) -> Rows:
    """As `run`, with the products and prices of the channel in use."""
    currency, reach = current_market().currency, current_reach()
    abroad = currency != current_tenant().currency
    if not abroad and reach == EVERYTHING:
        return run(statement, params, steady=steady)
    values = {
        **(params or {}), "here": currency, "range": reach.range.id if reach.range else None,
        "own": reach.own.id if reach.own else None, "hidden": list(reach.hidden), "mine": reach.mine,
        "site": current_channel(), "moment": clock.now(),
    }  # fmt: skip
    return run(_here(statement.text, abroad, reach.has_offers, _limits(reach)), values, steady=False)


def _limits(reach: Reach) -> str:
    """What lists leave out."""
    ranges = (("range", reach.range), ("own", reach.own))
    found = [f"{'' if each.only else 'not '}{IN.format(name)}" for name, each in ranges if each]
    if reach.hidden:
        found.append(f"(not {HIDDEN}{f' or {IN}'.format('mine') if reach.mine else ''})")
    return " and ".join(found) or "true"


@lru_cache(maxsize=512)
def _here(sql: str, abroad: bool, offers: bool, limits: str) -> TextClause:
    body = sql.strip()
    goods = (ABROAD_LISTED if abroad else HOME_LISTED) if offers else (ABROAD if abroad else HOME)
    here = HERE.replace("/*goods*/", goods)
    priced = "true" if not abroad else f"({PRICED} or {OFFER})" if offers else PRICED
    here = here.replace("/*priced*/", priced).replace("/*range*/", limits)
    if body.startswith("with "):
        return text(f"with {here}, {body.removeprefix('with ')}")
    return text(f"with {here} {body}")
