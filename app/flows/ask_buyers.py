"""What buyers are asked when they order a product: saved, and shown on its page at once."""

from collections.abc import Sequence
from uuid import UUID

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.domains.catalog import service as catalog
from app.domains.catalog.types import InputSpec
from app.flows.refresh_listings import refresh_listings


def ask_buyers(product_id: UUID, specs: Sequence[InputSpec]) -> None:
    """Ask buyers of a product for these things, and for no others. Raises Invalid at `inputs.<index>.<what>`.

    A part of a bundle asks for nothing that must be said: who buys the bundle is not asked.
    """
    product = catalog.product(product_id)
    variants = [variant.id for variant in catalog.variants(product_id)]
    if any(spec.required for spec in specs) and catalog.bundles_with(variants):
        words = _("Bundles need this product, so nothing can be a must here")
        raise Invalid(words, fields={"inputs": words})
    catalog.personal.save(product, specs)
    refresh_listings([product_id])
