"""Changing what the products of a type have: their listings follow."""

from collections.abc import Sequence
from uuid import UUID

from app.domains.catalog import service as catalog
from app.domains.catalog.models import ProductType
from app.domains.catalog.types import FieldSpec
from app.flows.refresh_listings import refresh_listings


def save(type_id: UUID | None, name: str, specs: Sequence[FieldSpec]) -> ProductType:
    """Make or change a type. Raises Invalid naming fields, NotFound."""
    row = catalog.attributes.save_type(type_id, name, specs)
    if type_id is not None:
        refresh_listings(catalog.attributes.products_of_type(type_id))
    return row
