"""Products that a person put beside another, in an order: related ones, better ones, and what goes with it."""

from collections.abc import Mapping, Sequence
from typing import get_args
from uuid import UUID

from sqlalchemy import delete, select

from app.core import audit, events
from app.core.db import db
from app.core.i18n import gettext as _
from app.domains.catalog import products, rules
from app.domains.catalog.events import ProductsChanged
from app.domains.catalog.models import Product, ProductLink
from app.domains.catalog.types import LinkKind

MOST = 24
KINDS: tuple[LinkKind, ...] = get_args(LinkKind)


def links_of(product_id: UUID) -> dict[LinkKind, list[UUID]]:
    """By kind the products beside it, in their order."""
    query = select(ProductLink).where(ProductLink.product_id == product_id).order_by(ProductLink.position)
    found: dict[LinkKind, list[UUID]] = {kind: [] for kind in KINDS}
    for row in db.session.scalars(query):
        found[row.kind].append(row.other_id)  # type: ignore[index]  # held to the kinds by its CHECK
    return found


def set_links(product_id: UUID, wanted: Mapping[LinkKind, Sequence[UUID]]) -> None:
    """Put these beside it, in this order; kinds that are not named stay. Raises NoSuchProduct, Invalid at the kind."""
    row, before = products.product(product_id), links_of(product_id)
    rules.refuse(_faults(product_id, wanted))
    changed = {kind: list(dict.fromkeys(ids)) for kind, ids in wanted.items()}
    changed = {kind: ids for kind, ids in changed.items() if ids != before[kind]}
    for kind, ids in changed.items():
        db.session.execute(
            delete(ProductLink).where(ProductLink.product_id == product_id, ProductLink.kind == kind)
        )
        db.session.add_all(
            ProductLink(product_id=product_id, kind=kind, other_id=other, position=place)
            for place, other in enumerate(ids, start=1)
        )
    db.session.flush()
    if changed:
        told: dict[str, object] = {kind: [str(other) for other in ids] for kind, ids in changed.items()}
        was: dict[str, object] = {kind: [str(other) for other in before[kind]] for kind in changed}
        audit.record(
            "catalog.product_linked",
            object_type="product",
            object_id=row.id,
            before=was,
            after=told,
        )
        events.record(ProductsChanged(product_ids=[str(row.id)], change="updated"))


def _faults(product_id: UUID, wanted: Mapping[LinkKind, Sequence[UUID]]) -> dict[str, str]:
    known = set(
        db.session.scalars(
            select(Product.id).where(Product.id.in_({other for ids in wanted.values() for other in ids}))
        )
    )
    faults: dict[str, str] = {}
    for kind, ids in wanted.items():
        if product_id in ids:
            faults[kind] = _("A product cannot stand beside itself")
        elif set(ids) - known:
            faults[kind] = _("There is no such product")
        elif len(set(ids)) > MOST:
            faults[kind] = _("At most %(most)s products stand here", most=MOST)
    return faults
