"""A variant consists of others: it draws their stock, and is offered only while all of them are there."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.domains.catalog import service as catalog
from app.domains.catalog.errors import NoSuchVariant
from app.domains.catalog.models import Variant
from app.domains.catalog.types import Part
from app.domains.inventory import service as inventory
from app.flows.refresh_listings import refresh_listings


def compose_bundle(product_id: UUID, variant_id: UUID, parts: Sequence[tuple[str, Decimal]]) -> None:
    """Let a variant consist of (SKU, quantity) parts; without parts it has stock of its own again.

    Raises Invalid at `parts.<index>.sku` or `.quantity`, at `parts` while it has stock of its own, NoSuchVariant.
    """
    variant = _variant(product_id, variant_id)
    wanted = _parts(parts)
    was_bundle = variant.id in catalog.parts_of([variant.id])
    if wanted and not was_bundle and inventory.has_own_stock(variant.id):
        words = _(
            "It has stock of its own. Count it as 0, and let its orders leave, before it becomes a bundle"
        )
        raise Invalid(words, fields={"parts": words})
    catalog.compose(variant, wanted)
    if wanted:
        inventory.set_draws(variant.id, _draws(wanted))
    elif was_bundle:
        inventory.set_draws(variant.id, {})
        inventory.ensure_items(
            [{"variant_id": variant.id, "sku": variant.sku, "tracked": True, "backorder": False}]
        )
    refresh_listings([product_id])


def _variant(product_id: UUID, variant_id: UUID) -> Variant:
    for variant in catalog.variants(product_id):
        if variant.id == variant_id:
            return variant
    raise NoSuchVariant(_("There is no such variant"))


def _parts(given: Sequence[tuple[str, Decimal]]) -> list[Part]:
    found: list[Part] = []
    faults: dict[str, str] = {}
    for index, (sku, quantity) in enumerate(given):
        try:
            found.append(Part(catalog.find_variant(sku).id, quantity))
        except NoSuchVariant:
            faults[f"parts.{index}.sku"] = _("There is no such SKU")
    if faults:
        raise Invalid(_("Some fields need another look"), fields=faults)
    return found


def _draws(parts: Sequence[Part]) -> dict[UUID, Decimal]:
    """What the parts draw together: two parts may share a stock item."""
    by_variant = inventory.draws_of([part.variant_id for part in parts])
    draws: dict[UUID, Decimal] = {}
    for part in parts:
        for item, quantity in by_variant.get(part.variant_id, {}).items():
            draws[item] = draws.get(item, Decimal(0)) + quantity * part.quantity
    return draws
