"""People's data in clear, for the tenant's own export: customers, buyers, staff."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from app.core import crypto
from app.core.db import db
from app.domains.customers.models import Company, Customer, CustomerAddress
from app.domains.identity.models import Staff
from app.domains.orders.models import Order

BATCH = 1000
_CUSTOMERS = select(
    Customer.id, Customer.name, Customer.email, Customer.phone, Company.name.label("company")
).outerjoin(Company, Company.id == Customer.company_id)


def all_people() -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """Name of each list and its rows, read in batches; fields of erased people are empty."""
    yield (
        "customers",
        _opened(_CUSTOMERS, "id"),
    )
    book = [each for each in CustomerAddress.__table__.c if each.name not in ("id", "is_default")]
    yield "addresses", _opened(select(*book), "customer_id")
    buyer = [Order.person_id, Order.number, Order.name, Order.email, Order.phone, Order.ship_line1]
    buyer += [
        Order.ship_line2,
        Order.ship_postal_code,
        Order.ship_city,
        Order.ship_region,
        Order.ship_country,
    ]
    yield "buyers", _opened(select(*buyer).where(Order.person_id.is_not(None)), "person_id")
    yield "staff", _opened(select(Staff.id, Staff.name, Staff.email), "id")


def _opened(query: Any, person: str) -> Iterator[dict[str, Any]]:
    """Rows with every sealed field opened under the key of the row's person."""
    result = db.session.execute(query).mappings()
    while batch := result.fetchmany(BATCH):
        crypto.load_keys(row[person] for row in batch)
        for row in batch:
            yield {
                name: crypto.open_(row[person], value) if isinstance(value, bytes) else value
                for name, value in row.items()
            }
