"""Lists and searches as the channel that is asked sells: its prices, and only what it offers.

Texts read `product_listing` and `product_listing_place`, which hold everything in the tenant's own currency. For a
channel with another one, with an assortment, or with price lists, they are put behind two definitions of the same
names, which PostgreSQL folds into the plan; so they are for buyers with prices of their own. For all others they stay
as they are.
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
from app.queries import audiences
from app.queries.offered import EVERYTHING, Reach, current_reach

OWN = ("price_min", "price_max", "compare_at", "lowest")
COLUMNS = [each.name for each in Listing.__table__.columns]
OTHERS = ", ".join(f"g.{name}" for name in COLUMNS if name not in (*OWN, "listed"))
HOLDS = "/*x*/.starts_at <= :moment and (/*x*/.ends_at is null or /*x*/.ends_at > :moment)"
# What may say another price than the listing, the strongest first: the asker's own, how they are shown prices, the site.
ASKERS, SITE = ("w", "d"), "o"
# An asker's price is looked up by its key: a join would be planned by statistics that lag behind a new list.
JOINED = {
    "o": f"""product_listing_offer o on o.product_id = g.product_id and o.channel = :site
            and {HOLDS.replace("/*x*/", "o")}""",
    **{
        each: f"""lateral (
            select x.product_id, x.price_min, x.price_max from product_listing_own x
            where x.channel = :site and x.audience = :audience_{each} and x.product_id = g.product_id
                and {HOLDS.replace("/*x*/", "x")} limit 1) {each} on true"""  # noqa: S608 - constant pieces
        for each in ASKERS
    },
}
GOOD = "(m.good_until is null or m.good_until > :moment)"
HOME = f"select {', '.join(f'g.{name}' for name in COLUMNS)} from product_listing g where /*range*/"  # noqa: S608
PRICED = f"""exists (select from product_listing_price m where m.product_id = g.product_id and m.currency = :here
        and {GOOD})"""
OFFER = f"""exists (select from product_listing_offer o where o.product_id = g.product_id and o.channel = :site
        and {HOLDS.replace("/*x*/", "o")})"""
OWNED = f"""exists (select from product_listing_own w where w.product_id = g.product_id and w.channel = :site
        and w.audience = any(:audiences) and {HOLDS.replace("/*x*/", "w")})"""
# Places of what has no price for strangers, on every shelf above it.
UNPRICED = f"""
        union all
        select u.id, (select min(x.position) from product_category x where x.product_id = g.product_id), g.product_id
        from product_listing g cross join unnest(g.categories) as u (id)
        where g.price_min is null and not g.listed and g.status = 'active' and {OWNED} and /*range*/"""  # noqa: S608
IN = "exists (select from assortment_place x where x.assortment_id = :{} and x.product_id = g.product_id)"
HIDDEN = """exists (select from assortment_place x
        where x.assortment_id = any(cast(:hidden as uuid[])) and x.product_id = g.product_id)"""
HERE = """
    product_listing_place as not materialized (
        select g.category_id, g.position, g.product_id from product_listing_place g where /*priced*/ and /*range*/
        /*unpriced*/
    ), product_listing as not materialized (
        /*goods*/
    )"""


def _goods(*, abroad: bool, offers: bool, own: int) -> str:
    """What is sold here at which price: constant pieces, by what may say it."""
    over = [*ASKERS[:own], *((SITE,) if offers else ())]
    if not over and not abroad:
        return HOME
    base = "m" if abroad else "g"
    ours = " or ".join(f"{each}.product_id is not null" for each in over) or "false"
    joins = (
        f"""left join product_listing_price m on m.product_id = g.product_id and m.currency = :here
            and {GOOD}"""
        if abroad
        else ""
    )
    joins += "".join(f"\n        left join {JOINED[each]}" for each in over)
    amounts = [
        f"coalesce({', '.join(f'{each}.{name}' for each in (*over, base))}) as {name}" for name in OWN[:2]
    ]
    asker = "".join(f" when {each}.product_id is not null then null" for each in over if each != SITE)
    site = " when o.product_id is not null then o./*n*/" if offers else ""
    rest = [f"case{asker}{site.replace('/*n*/', name)} else {base}.{name} end as {name}" for name in OWN[2:]]
    if not over:
        amounts, rest = [f"m.{name}" for name in OWN[:2]], [f"m.{name}" for name in OWN[2:]]
    listed = "g.status = 'active'" if abroad else f"g.listed or (({ours}) and g.status = 'active')"
    sold = f"(m.product_id is not null or {ours}) and " if abroad else ""
    return f"""
        select {OTHERS}, {", ".join([*amounts, *rest])}, {listed} as listed
        from product_listing g {joins} where {sold}/*range*/"""  # noqa: S608 - a constant list of columns


def is_narrowed() -> bool:
    """Whether prices or goods are others here, or for who asks, than the listings say."""
    return (
        current_market().currency != current_tenant().currency
        or current_reach() != EVERYTHING
        or bool(audiences.current_keys())
    )


def run_here(statement: TextClause, params: Mapping[str, Any] | None = None, *, steady: bool = True) -> Rows:
    """As `run`, with the products and prices of the channel in use, and of who asks where these are their own."""
    currency, reach, own = current_market().currency, current_reach(), audiences.current_keys()
    abroad = currency != current_tenant().currency
    if not abroad and reach == EVERYTHING and not own:
        return run(statement, params, steady=steady)
    values = {
        **(params or {}), "here": currency, "range": reach.range.id if reach.range else None,
        "own": reach.own.id if reach.own else None, "hidden": list(reach.hidden), "mine": reach.mine,
        "site": current_channel(), "moment": clock.now(),
    }  # fmt: skip
    if own:
        named = {f"audience_{alias}": key for alias, key in zip(ASKERS, own, strict=False)}
        values |= {"audiences": list(own), **named}
    unpriced = bool(own) and audiences.have_unpriced()
    here = _here(statement.text, abroad, reach.has_offers, len(own), unpriced, _limits(reach))
    return run(here, values, steady=False)


def _limits(reach: Reach) -> str:
    """What lists leave out."""
    ranges = (("range", reach.range), ("own", reach.own))
    found = [f"{'' if each.only else 'not '}{IN.format(name)}" for name, each in ranges if each]
    if reach.hidden:
        found.append(f"(not {HIDDEN}{f' or {IN}'.format('mine') if reach.mine else ''})")
    return " and ".join(found) or "true"


@lru_cache(maxsize=512)
def _here(  # noqa: PLR0917 - what decides the text
    sql: str, abroad: bool, offers: bool, own: int, unpriced: bool, limits: str
) -> TextClause:
    body = sql.strip()
    ways = [PRICED, *([OFFER] if offers else []), *([OWNED] if own else [])]
    pieces = {
        "goods": _goods(abroad=abroad, offers=offers, own=own),
        "unpriced": UNPRICED if unpriced else "",
        "priced": f"({' or '.join(ways)})" if abroad else "true",
        "range": limits,
    }
    here = HERE
    for mark, piece in pieces.items():
        here = here.replace(f"/*{mark}*/", piece)
    if body.startswith("with "):
        return text(f"with {here}, {body.removeprefix('with ')}")
    return text(f"with {here} {body}")
