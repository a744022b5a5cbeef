"""Whoever is signed in at a till, for what they do there outside of a sale."""

from enum import StrEnum
from uuid import UUID

from app.core.errors import Forbidden
from app.core.principal import Principal, current_principal
from app.domains.identity import service as identity
from app.domains.pos.types import Till


def cashier_at_till(till: Till, cashier_id: UUID, right: StrEnum, *, refusal: str) -> Principal:
    """The person at the till's store, within that store. Raises Forbidden with `refusal` without the right."""
    found = next((each for each in identity.cashiers(till.location_id) if each.id == cashier_id), None)
    if found is None or right.value not in found.permissions:
        raise Forbidden(refusal)
    return Principal(
        "staff", id=str(found.id), name=found.name, permissions=found.permissions,
        locations=frozenset({till.location_id}), location_id=till.location_id, ip=current_principal().ip,
    )  # fmt: skip
