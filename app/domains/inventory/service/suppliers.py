"""Suppliers, and what they sell of ours."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from app.core import audit
from app.core.db import db
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.inventory.errors import UnknownSupplier
from app.domains.inventory.models import Supplier, SupplierItem
from app.domains.inventory.service.items import find_item

SUPPLIER_FACTS = (
    "name",
    "contact",
    "email",
    "phone",
    "lead_days",
    "currency",
    "minimum_order",
    "active",
)


def supplier(supplier_id: UUID) -> Supplier:
    """One supplier. Raises UnknownSupplier."""
    found = db.session.get(Supplier, supplier_id)
    if found is None:
        raise UnknownSupplier(_("There is no such supplier"))
    return found


def suppliers(*, active: bool = True) -> list[Supplier]:
    """Suppliers by name; with `active` only those that one still buys from."""
    found = select(Supplier).order_by(Supplier.name)
    return list(db.session.scalars(found.where(Supplier.active) if active else found))


def save_supplier(supplier_id: UUID | None, facts: Mapping[str, Any]) -> Supplier:
    """Add a supplier, or change one (keys: SUPPLIER_FACTS). Raises UnknownSupplier, Invalid at `name`."""
    kept = Supplier(id=new_id()) if supplier_id is None else supplier(supplier_id)
    same = select(Supplier.id).where(Supplier.name == facts["name"], Supplier.id != kept.id)
    if db.session.scalar(same) is not None:
        raise Invalid(_("This supplier is there already"), fields={"name": _("Choose another name")})
    before = {name: getattr(kept, name) for name in SUPPLIER_FACTS} if supplier_id else {}
    for name in SUPPLIER_FACTS:
        if name in facts:
            setattr(kept, name, facts[name])
    db.session.add(kept)
    db.session.flush()
    audit.record(
        "inventory.supplier_saved",
        object_type="supplier",
        object_id=kept.id,
        before=before,
        after=dict(facts),
    )
    return kept


def set_offer(
    supplier_id: UUID, sku: str, *, cost: int, pack_size: Decimal = Decimal(1), supplier_sku: str = ""
) -> None:
    """Say what a pack of an item costs with a supplier. Raises UnknownSupplier, UnknownItem, Invalid."""
    known, item = supplier(supplier_id), find_item(sku)
    if cost < 0 or pack_size <= 0:
        raise Invalid(_("Some fields need another look"), fields={"cost": _("Enter 0 or more")})
    told = {"cost": cost, "pack_size": pack_size, "supplier_sku": supplier_sku}
    offer = insert(SupplierItem).values(id=new_id(), supplier_id=known.id, stock_item_id=item.id, **told)
    db.session.execute(
        offer.on_conflict_do_update(index_elements=["supplier_id", "stock_item_id"], set_=told)
    )
    audit.record(
        "inventory.offer_saved",
        object_type="supplier",
        object_id=known.id,
        after={"sku": item.sku, "cost": cost, "pack_size": str(pack_size), "supplier_sku": supplier_sku},
    )


def drop_offer(supplier_id: UUID, item_id: UUID) -> None:
    """A supplier sells this no more. Raises UnknownSupplier where it never did."""
    gone = delete(SupplierItem).where(
        SupplierItem.supplier_id == supplier_id, SupplierItem.stock_item_id == item_id
    )
    if db.session.scalar(gone.returning(SupplierItem.stock_item_id)) is None:
        raise UnknownSupplier(_("This supplier does not sell it"))
    audit.record(
        "inventory.offer_dropped",
        object_type="supplier",
        object_id=supplier_id,
        before={"item": str(item_id)},
    )
