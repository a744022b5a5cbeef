"""What price lists look like to those who keep them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

Conditions = Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class ListDraft:
    """A list as it shall be; fields as in models.PriceList. `percent` in millionths, `ending` in minor units."""

    code: str
    name: str
    kind: str
    currency: str
    status: str = "draft"
    position: int = 100
    priority: int | None = None
    tax_included: bool | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    conditions: Conditions = ()
    match_any: bool = False
    percent: int | None = None
    based_on: UUID | None = None
    ending: int | None = None
    converted_from: UUID | None = None


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """A price of a list: of a variant (with its product), a product, a category, or of everything."""

    product_id: UUID | None = None
    variant_id: UUID | None = None
    category_id: UUID | None = None
    amount: int | None = None
    percent: int | None = None
    min_quantity: Decimal = Decimal(1)
    max_quantity: Decimal | None = None
    compare_at: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    conditions: Conditions = ()

    @property
    def target(self) -> tuple[UUID | None, UUID | None, UUID | None]:
        """What it is for."""
        return self.product_id, self.variant_id, self.category_id

    @property
    def table(self) -> tuple[Any, ...]:
        """Its table of tiers: the same target, for the same buyers, from the same day on."""
        said = tuple((on, tuple(sorted(values))) for on, values in self.conditions)
        return (*self.target, self.starts_at, said)
