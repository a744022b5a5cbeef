"""Lists and searches as the site that is asked sells: its prices, and only what has one.

Texts read `product_listing` and `product_listing_place`, which hold the tenant's own currency. For a site in another
one they are put behind two definitions of the same names, which PostgreSQL folds into the plan.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import TextClause, text

from app.core.db import run
from app.core.market import current_market
from app.core.rows import Rows
from app.core.tenancy import current_tenant
from app.domains.catalog.models import Listing

OWN = ("price_min", "price_max", "compare_at")
OTHERS = ", ".join(
    f"g.{each.name}" for each in Listing.__table__.columns if each.name not in (*OWN, "listed")
)
HERE = f"""
    product_listing as not materialized (
        select {OTHERS}, m.price_min, m.price_max, m.compare_at, g.status = 'active' as listed
        from product_listing g join product_listing_price m on m.product_id = g.product_id and m.currency = :here
    ), product_listing_place as not materialized (
        select n.category_id, n.position, n.product_id from product_listing_place n
        where exists (select from product_listing_price m where m.product_id = n.product_id and m.currency = :here)
    )"""  # noqa: S608 - a constant list of columns


def run_here(statement: TextClause, params: Mapping[str, Any] | None = None, *, steady: bool = True) -> Rows:
    """As `run`, with the products and prices of the bound site."""
    currency = current_market().currency
    if currency == current_tenant().currency:
        return run(statement, params, steady=steady)
    return run(_here(statement.text), {**(params or {}), "here": currency}, steady=False)


@lru_cache(maxsize=512)
def _here(sql: str) -> TextClause:
    body = sql.strip()
    if body.startswith("with "):
        return text(f"with {HERE}, {body.removeprefix('with ')}")
    return text(f"with {HERE} {body}")
