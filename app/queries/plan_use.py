"""How much of what plans limit the bound tenant has."""

from sqlalchemy import text

from app.core.db import db

USE = text("""
    select
        (select count(*) from product where status <> 'archived') as products,
        (select count(*) from variant v join product p on p.id = v.product_id
         where v.active and p.status <> 'archived') as skus,
        (select count(*) from staff where disabled_at is null) as staff,
        (select count(*) from location where active) as locations
""")


def plan_use() -> dict[str, int]:
    """Products that are not archived, their active SKUs, colleagues who are not disabled, open locations."""
    return dict(db.session.execute(USE).mappings().one())
