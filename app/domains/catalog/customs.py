"""What customs ask of a product: its harmonised code, and where it was made."""

import re

from app.core import audit, clock, events
from app.core.i18n import gettext as _
from app.domains.catalog import repo, rules
from app.domains.catalog.events import ProductsChanged
from app.domains.catalog.models import Product

SHORTEST, LONGEST = 4, 10


def say(product: Product, *, hs_code: str, origin_country: str) -> None:
    """Keep both, empty: not known. Raises Invalid naming the field."""
    code, origin = re.sub(r"[\s.]", "", hs_code), origin_country.strip().upper()
    faults: dict[str, str] = {}
    if code and not re.fullmatch(rf"[0-9]{{{SHORTEST},{LONGEST}}}", code, re.ASCII):
        faults["hs_code"] = _("An HS code has 4 to 10 digits, such as 6912.00")
    if origin and not re.fullmatch("[A-Z]{2}", origin, re.ASCII):
        faults["origin_country"] = _("Choose a country")
    rules.refuse(faults)
    before, after = (product.hs_code or "", product.origin_country or ""), (code, origin)
    if before == after:
        return
    product.hs_code, product.origin_country = code or None, origin or None
    product.updated_at = clock.now()
    repo.flush()
    names = ("hs_code", "origin_country")
    audit.record(
        "catalog.customs_said", object_type="product", object_id=product.id,
        before=dict(zip(names, before, strict=True)), after=dict(zip(names, after, strict=True)),
    )  # fmt: skip
    events.record(ProductsChanged(product_ids=[str(product.id)], change="updated"))
