"""The place that a query or body names by its code."""

from uuid import UUID

from app.domains.inventory import service as inventory


def place_id(code: str | None) -> UUID | None:
    """The location's id, None where none is named. Raises UnknownLocation."""
    return inventory.find_location(code).id if code else None
