"""A wishlist as pages and programs show it: what is retired or sold out is marked, never left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import run
from app.core.i18n import current_locale
from app.queries.listing_here import run_here
from app.queries.product_list import COLUMNS, ListedProduct

OF_CUSTOMER = text(
    f"""
    select coalesce(w.product_id, w.id) as key,
           coalesce(p.translations -> :locale ->> 'title', p.title, w.title) as name, w.created_at as added_at,
           coalesce(p.status = 'active' and l.listed, false) as sold, {COLUMNS}
    from wish w left join product p on p.id = w.product_id left join product_listing l on l.product_id = p.id
    where w.customer_id = :customer order by w.created_at desc, w.id desc
    """  # noqa: S608 - a constant list of columns
)
OF_GUEST = text(
    f"""
    select p.id as key,
           coalesce(p.translations -> :locale ->> 'title', p.title) as name, cast(null as timestamptz) as added_at,
           coalesce(p.status = 'active' and l.listed, false) as sold, {COLUMNS}
    from product p left join product_listing l on l.product_id = p.id
    where p.id = any(cast(:ids as uuid[])) order by array_position(cast(:ids as uuid[]), p.id)
    """  # noqa: S608 - a constant list of columns
)
PRODUCTS = text(
    """
    select id, title from product
    where status = 'active' and (id = any(cast(:ids as uuid[])) or slug = any(cast(:slugs as text[])))
    """
)


@dataclass(frozen=True, slots=True)
class Wished:
    """An entry. `state` is in, low, out or retired; `product` is None for what is sold no more."""

    key: UUID
    title: str
    added_at: datetime | None
    state: str
    product: ListedProduct | None


def of_customer(customer_id: UUID) -> list[Wished]:
    """The customer's list, newest first."""
    return _wished(run_here(OF_CUSTOMER, {"customer": customer_id, "locale": current_locale()}))


def of_guest(product_ids: Sequence[UUID]) -> list[Wished]:
    """A guest's list, in their order."""
    asked = {"ids": list(product_ids), "locale": current_locale()}
    return _wished(run_here(OF_GUEST, asked)) if product_ids else []


def wishable(ids: Sequence[UUID] = (), slugs: Sequence[str] = ()) -> dict[UUID, str]:
    """Of these products those on sale, with their titles."""
    return {row.id: row.title for row in run(PRODUCTS, {"ids": list(ids), "slugs": list(slugs)})}


def _wished(rows: Iterable[Any]) -> list[Wished]:
    found = []
    for row in rows:
        product = replace(ListedProduct(*row[4:]), title=row.name) if row.sold else None
        state = product.stock if product else "retired"
        found.append(Wished(row.key, row.name, row.added_at, state, product))
    return found
