"""Delivery methods in the database."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from app.core import clock
from app.core.db import db
from app.domains.shipping.models import ShippingMethod
from app.domains.shipping.types import Method

_FIELDS = tuple(field.name for field in fields(Method))
_METHODS = select(*(getattr(ShippingMethod, name) for name in _FIELDS))


def every() -> list[Method]:
    """Every method in the shop's order, inactive ones too."""
    rows = db.session.execute(_METHODS.order_by(ShippingMethod.position, ShippingMethod.code))
    return [_method(row) for row in rows]


def by_code(code: str) -> Method | None:
    """The method with this code."""
    row = db.session.execute(_METHODS.where(ShippingMethod.code == code)).first()
    return _method(row) if row else None


def _method(row: Sequence[Any]) -> Method:
    facts = dict(zip(_FIELDS, row, strict=True))
    return Method(**facts | {"countries": tuple(facts["countries"])})


def write(method: Method) -> None:
    """Insert a method, or change the one with its id."""
    values = asdict(method) | {"countries": list(method.countries)}
    statement = insert(ShippingMethod).values(**values, created_at=clock.now())
    kept = {name: statement.excluded[name] for name in values if name != "id"}
    db.session.execute(statement.on_conflict_do_update(index_elements=[ShippingMethod.id], set_=kept))


def remove(method_id: UUID) -> None:
    """Delete a method; orders keep its name and price."""
    db.session.execute(delete(ShippingMethod).where(ShippingMethod.id == method_id))
