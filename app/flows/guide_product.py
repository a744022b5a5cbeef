"""A new product step by step: a draft from the first step on, priced when its prices are known, then published."""

from collections.abc import Sequence
from uuid import UUID

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.domains.catalog import service as catalog
from app.domains.catalog.models import Product
from app.domains.catalog.types import ProductDraft
from app.domains.inventory import service as inventory
from app.flows import edit_product, publish_product
from app.flows.opening_stock import open_stock
from app.flows.product_content import Content, VariantInput
from app.queries import product_editor


def begin(draft: ProductDraft) -> Product:
    """Make the draft, with one variant that has no price yet. Raises Invalid naming fields."""
    return edit_product.create_product(draft, [VariantInput()], unpriced=True)


def keep(
    product_id: UUID, content: Content, *, expected_version: int | None = None, unpriced: bool = True
) -> Product:
    """Keep a step; opening stock goes to variants that never had any. Raises StaleProduct, Invalid naming fields."""
    lies = {each.id for each in product_editor.product(product_id).variants if each.stock or not each.tracked}
    product = edit_product.update_product(
        product_id, content.draft, content.variants, category_ids=content.categories,
        expected_version=expected_version, unpriced=unpriced,
    )  # fmt: skip
    _open(product_id, content.variants, lies)
    return product


def _open(product_id: UUID, inputs: Sequence[VariantInput], lies: set[UUID]) -> None:
    """Count the opening stock of variants that were there before this step without any."""
    wanted = {given.id: given for given in inputs if given.id and given.quantity and given.id not in lies}
    rows = [row for row in catalog.variants(product_id) if row.id in wanted]
    items = inventory.ensure_items(
        [
            {
                "variant_id": row.id, "sku": row.sku, "tracked": wanted[row.id].tracked is not False,
                "backorder": bool(wanted[row.id].backorder),
            }
            for row in rows
        ]
    )  # fmt: skip
    open_stock({items[row.id]: quantity for row in rows if (quantity := wanted[row.id].quantity)})


def publish(product_id: UUID) -> None:
    """Put it before shoppers. Raises Invalid at `price` while one is missing, and as `publish_product.publish`."""
    unpriced = [
        each.sku for each in product_editor.product(product_id).variants if each.active and each.price is None
    ]
    if unpriced:
        words = _("%(sku)s has no price yet", sku=unpriced[0])
        raise Invalid(words, fields={"price": words})
    publish_product.publish(product_id)
