"""Stores that hand out orders, and which of them have what is wanted."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import run
from app.core.postal import postal_lines
from app.queries.listing_facts import FEW
from app.queries.sellables import Sellable, spare_at

STORES = text(
    """
    select id, code, name, address, opening_hours from location
    where active and offers_pickup order by priority, name
    """
)


@dataclass(frozen=True, slots=True)
class PickupStore:
    """A store and its stock of what was asked for: `stock` is in, low or out."""

    id: UUID
    code: str
    name: str
    address: tuple[str, ...]
    hours: dict[str, str]
    stock: str

    @property
    def has_it(self) -> bool:
        return self.stock != "out"


def stores_with(wanted: Sequence[tuple[Sellable, Decimal]]) -> list[PickupStore]:
    """Every store of pickup, with how it is off for all that is wanted at once."""
    return [
        PickupStore(
            row.id,
            row.code,
            row.name,
            _lines(row.address or {}),
            row.opening_hours or {},
            _stock(row.id, wanted),
        )
        for row in run(STORES)
    ]


def _stock(location: UUID, wanted: Sequence[tuple[Sellable, Decimal]]) -> str:
    left = min(spare_at(location, wanted), default=Decimal(FEW))
    if left < 0:
        return "out"
    return "low" if left < FEW else "in"


def _lines(address: dict[str, Any]) -> tuple[str, ...]:
    known = {
        key: str(address.get(key) or "")
        for key in ("line1", "line2", "postal_code", "city", "region", "country")
    }
    return tuple(postal_lines(**known, home=known["country"]))
