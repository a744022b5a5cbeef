"""Tax rates in the database."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from app.core import clock
from app.core.db import db
from app.domains.taxes.models import TaxRate
from app.domains.taxes.types import Rate

_COLUMNS = (
    TaxRate.id, TaxRate.country, TaxRate.region, TaxRate.tax_class, TaxRate.name, TaxRate.rate,
    TaxRate.valid_from, TaxRate.valid_to, TaxRate.compound,
)  # fmt: skip


def of_countries(countries: Iterable[str]) -> list[Rate]:
    """Every rate of these countries, valid or not."""
    query = select(*_COLUMNS).where(TaxRate.country.in_(sorted(set(countries))))
    return [Rate(*row) for row in db.session.execute(query.order_by(TaxRate.valid_from, TaxRate.id))]


def every() -> list[Rate]:
    """Every rate, by place, class and time."""
    order = (
        TaxRate.country,
        TaxRate.region,
        TaxRate.tax_class,
        TaxRate.name,
        TaxRate.valid_from.nulls_first(),
    )
    return [Rate(*row) for row in db.session.execute(select(*_COLUMNS).order_by(*order))]


def one(rate_id: UUID) -> Rate | None:
    """One rate."""
    row = db.session.execute(select(*_COLUMNS).where(TaxRate.id == rate_id)).first()
    return Rate(*row) if row else None


def write(rates: Iterable[Rate]) -> None:
    """Insert rates, or change those with a known id, in one statement."""
    values = [
        {
            "id": rate.id,
            "country": rate.country,
            "region": rate.region,
            "tax_class": rate.tax_class,
            "name": rate.name,
            "rate": rate.rate_micro,
            "valid_from": rate.valid_from,
            "valid_to": rate.valid_to,
            "compound": rate.compound,
            "created_at": clock.now(),
        }
        for rate in rates
    ]
    statement = insert(TaxRate).values(values)
    kept = {name: statement.excluded[name] for name in values[0] if name not in {"id", "created_at"}}
    db.session.execute(statement.on_conflict_do_update(index_elements=[TaxRate.id], set_=kept))


def end(rate_id: UUID, *, last_day: date) -> None:
    """Let a rate end."""
    db.session.execute(update(TaxRate).where(TaxRate.id == rate_id).values(valid_to=last_day))


def remove(rate_id: UUID) -> None:
    """Delete a rate; orders keep their own copy of what they were taxed with."""
    db.session.execute(delete(TaxRate).where(TaxRate.id == rate_id))
