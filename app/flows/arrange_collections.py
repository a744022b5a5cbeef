"""Collections are made, filled and removed: what is in them is settled at once, former addresses lead on."""

from collections.abc import Sequence
from uuid import UUID

from app.core.i18n import gettext as _
from app.domains.catalog import assortments, collections
from app.domains.catalog.errors import NoSuchProduct
from app.domains.catalog.models import Collection
from app.domains.catalog.types import CollectionDraft
from app.flows import move_pages
from app.flows.refresh_pages import refresh_pages


def save(collection_id: UUID | None, draft: CollectionDraft) -> Collection:
    """Make or change a collection. Raises Invalid at fields, NoSuchCollection."""
    old = collections.collection(collection_id).slug if collection_id else ""
    row = collections.save(collection_id, draft)
    if old:
        move_pages.lead_on(f"/collections/{old}", f"/collections/{row.slug}")
    _settled(row)
    return row


def fill(collection_id: UUID, product_ids: Sequence[UUID], *, version: str | None = None) -> None:
    """Put just these products in, in this order.

    Raises NoSuchCollection, Invalid for what there is not, StaleCollection past `version`.
    """
    collections.refuse_stale(collection_id, version)
    collections.fill(collection_id, product_ids)
    _settled(collections.collection(collection_id))


def move_item(collection_id: UUID, product_id: UUID, to: str) -> None:
    """A product one place "up" or down, or "out". Raises NoSuchCollection, NoSuchProduct where it is not in it."""
    there = collections.items(collection_id)
    if product_id not in there:
        raise NoSuchProduct(_("This product is not in the collection"))
    place = there.index(product_id)
    there.remove(product_id)
    if to != "out":
        there.insert(max(0, place + (-1 if to == "up" else 1)), product_id)
    fill(collection_id, there)


def remove(collection_id: UUID) -> None:
    """Remove a collection; its products stay. Raises NoSuchCollection, Conflict while an assortment names it."""
    assortments.refuse_named(collection_id=collection_id)
    collections.remove(collection_id)
    refresh_pages()


def follow_clock() -> None:
    """Let time alone change what fits."""
    if collections.settle_by_clock():
        assortments.settle()
        refresh_pages()


def _settled(row: Collection) -> None:
    collections.settle(collection_ids=[row.id])
    if named := assortments.naming(collection_id=row.id):
        assortments.touch(named)
        assortments.settle(assortment_ids=named)
    refresh_pages()
