"""What promotions look like to those who ask and write."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Draft:
    """A promotion as it is written. `rule` as the engine reads it, without what has a field here.

    `budget` is in minor units of `currency`.
    """

    name: str
    rule: Mapping[str, Any]
    priority: int = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    needs_coupon: bool = False
    currency: str = ""
    uses_limit: int | None = None
    customer_limit: int | None = None
    budget: int | None = None
    returns_uses: bool = True


@dataclass(frozen=True, slots=True)
class Promotion:
    """A stored promotion."""

    id: UUID
    draft: Draft
    status: str
    uses: int
    spent: int
    version: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Use:
    """What a promotion takes off an order, in minor units; `coupon_id`: the code that opened it, `terms`: what it was."""

    promotion_id: UUID
    amount: int
    coupon_id: UUID | None = None
    terms: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A code to be made. Limits of None: none."""

    code: str
    batch: str = ""
    uses_limit: int | None = None
    customer_limit: int | None = None


@dataclass(frozen=True, slots=True)
class BatchOrder:
    """Codes to be made at random behind a prefix, each with so many uses."""

    name: str
    number: int
    prefix: str = ""
    uses_limit: int | None = 1
