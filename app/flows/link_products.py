"""Putting products beside another: the pages that show them follow at once."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.domains.catalog import service as catalog
from app.domains.catalog.types import LinkKind
from app.flows.refresh_pages import refresh_pages


def save(product_id: UUID, wanted: Mapping[LinkKind, Sequence[UUID]]) -> None:
    """Put these beside it, by kind and in this order. Raises NoSuchProduct, Invalid at the kind."""
    catalog.links.set_links(product_id, wanted)
    refresh_pages()


def change(product_id: UUID, kind: LinkKind, other_id: UUID, to: str) -> None:
    """Add a product behind the others, move it `up` or `down`, or take it `out`. Raises as `save`."""
    there = catalog.links.links_of(product_id)[kind]
    place = there.index(other_id) if other_id in there else len(there)
    kept = [each for each in there if each != other_id]
    if to != "out":
        kept.insert(max(0, place + {"up": -1, "down": 1}.get(to, 0)), other_id)
    save(product_id, {kind: kept})
