"""An issued document as others see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

Kind = Literal["invoice", "credit_note"]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a document will say; its number comes with its issue."""

    order_id: UUID
    facts: dict[str, Any]
    cause_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """An invoice or credit note: frozen `facts`, and the key of its file once that was made."""

    id: UUID
    number: str
    kind: Kind
    order_id: UUID
    cause_id: UUID | None
    facts: dict[str, Any]
    file_key: str | None
    issued_at: datetime
