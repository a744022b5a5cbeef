"""Bundles: variants that consist of other variants, whose stock they draw."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete, insert, select

from app.core import audit, clock, events
from app.core.db import db
from app.core.i18n import gettext as _
from app.domains.catalog import products, rules
from app.domains.catalog.errors import PartOfBundle
from app.domains.catalog.events import ProductsChanged
from app.domains.catalog.models import BundleComponent, Product, Variant
from app.domains.catalog.types import Part

MOST_PARTS, MOST_OF_ONE = 30, Decimal(1000)


def parts_of(variant_ids: Collection[UUID]) -> dict[UUID, list[Part]]:
    """The components of those of these variants that are bundles, in their order."""
    found: dict[UUID, list[Part]] = defaultdict(list)
    rows = select(BundleComponent).where(BundleComponent.bundle_id.in_(variant_ids))
    for row in db.session.scalars(rows.order_by(BundleComponent.position)):
        found[row.bundle_id].append(Part(row.component_id, row.quantity))
    return dict(found)


def bundles_with(variant_ids: Collection[UUID]) -> list[UUID]:
    """Other variants that are bundles and need one of these."""
    rows = select(BundleComponent.bundle_id).where(
        BundleComponent.component_id.in_(variant_ids), BundleComponent.bundle_id.not_in(variant_ids)
    )
    return list(db.session.scalars(rows.distinct()))


def refuse_needed(variant_ids: Collection[UUID]) -> None:
    """Raise PartOfBundle, naming them, while bundles need one of these variants."""
    rows = select(Variant.sku).where(Variant.id.in_(bundles_with(variant_ids))).order_by(Variant.sku).limit(5)
    if bundles := list(db.session.scalars(rows)):
        raise PartOfBundle(_("Bundles need it: %(skus)s. Take it out of them first", skus=", ".join(bundles)))


def compose(variant: Variant, parts: Sequence[Part]) -> None:
    """Let a variant consist of these parts, or of none any more. Raises Invalid at `parts.<index>.<what>`."""
    rules.refuse(_faults(variant, parts))
    before = parts_of([variant.id]).get(variant.id, [])
    if before == list(parts):
        return
    db.session.execute(delete(BundleComponent).where(BundleComponent.bundle_id == variant.id))
    if parts:
        db.session.execute(
            insert(BundleComponent),
            [
                {"bundle_id": variant.id, "component_id": part.variant_id, "quantity": part.quantity, "position": place}
                for place, part in enumerate(parts, 1)
            ],
        )  # fmt: skip
    products.product(variant.product_id).updated_at = clock.now()
    db.session.flush()
    audit.record(
        "catalog.bundle_composed", object_type="variant", object_id=variant.id,
        before={"parts": _plain(before)}, after={"parts": _plain(parts)},
    )  # fmt: skip
    events.record(ProductsChanged(product_ids=[str(variant.product_id)], change="updated"))


def _plain(parts: Sequence[Part]) -> list[list[str]]:
    return [[str(part.variant_id), str(part.quantity)] for part in parts]


def _faults(variant: Variant, parts: Sequence[Part]) -> dict[str, str]:
    faults: dict[str, str] = {}
    if len(parts) > MOST_PARTS:
        faults["parts"] = _("A bundle has at most %(max)s parts", max=MOST_PARTS)
    if parts and bundles_with([variant.id]):
        faults["parts"] = _("It is a part of a bundle itself")
    if parts and products.product(variant.product_id).digital:
        faults["parts"] = _("A download cannot be a bundle")
    ids = [part.variant_id for part in parts]
    nested = parts_of(ids)
    asking = set(
        db.session.scalars(
            select(Variant.id).join(Product, Product.id == Variant.product_id)
            .where(Variant.id.in_(ids), Product.inputs.contains([{"required": True}]) | Product.digital)
        )
    )  # fmt: skip
    for index, part in enumerate(parts):
        if part.variant_id == variant.id:
            faults[f"parts.{index}.sku"] = _("A bundle cannot consist of itself")
        elif part.variant_id in ids[:index]:
            faults[f"parts.{index}.sku"] = _("This is among the parts already")
        elif part.variant_id in nested:
            faults[f"parts.{index}.sku"] = _("This is a bundle itself; name its parts instead")
        elif part.variant_id in asking:
            faults[f"parts.{index}.sku"] = _(
                "Buyers must say something when they order this, or download it; it cannot be a part"
            )
        if not 0 < part.quantity <= MOST_OF_ONE:
            faults[f"parts.{index}.quantity"] = _(
                "Enter a number above 0, at most %(most)s", most=MOST_OF_ONE
            )
    return faults
