"""Who answers for a product and what must be known to use it safely (Regulation (EU) 2023/988).

A product says it itself, or it is as with all of its brand; field by field.
"""

import re
from collections.abc import Mapping
from typing import Any

from app.core import audit
from app.core.db import db
from app.core.i18n import gettext as _
from app.domains.catalog import rules
from app.domains.catalog.models import BrandSafety
from app.domains.catalog.types import LONGEST

FIELDS = ("maker", "maker_address", "maker_email", "eu_name", "eu_address", "eu_email", "warnings")
LONGEST_LINE, LONGEST_TEXT = 200, 5_000
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|https?://\S+")


def tidied(given: Mapping[str, Any]) -> dict[str, str]:
    """Without blanks around, lines of an address kept, and without what is empty."""
    found = {
        name: str(given.get(name) or "").replace("\0", "").replace("\r\n", "\n").strip() for name in FIELDS
    }
    return {name: words for name, words in found.items() if words}


def faults_of(given: Mapping[str, Any]) -> dict[str, str]:
    """`safety.<field>` to what must be mended in it."""
    faults: dict[str, str] = {}
    for name, words in tidied(given).items():
        longest = LONGEST_TEXT if name == "warnings" else LONGEST_LINE * (3 if "address" in name else 1)
        if len(words) > longest:
            faults[f"safety.{name}"] = _("Use at most %(max)s characters", max=longest)
        elif name.endswith("_email") and not _MAIL.fullmatch(words):
            faults[f"safety.{name}"] = _("Write an e-mail address, or the address of a contact page")
    return faults


def of_brand(brand: str) -> dict[str, str]:
    """What holds for all products of a brand."""
    row = db.session.get(BrandSafety, brand) if brand else None
    return tidied(row.safety) if row else {}


def save_brand(brand: str, given: Mapping[str, Any]) -> None:
    """Say what holds for all products of a brand; nothing said forgets it. Raises Invalid at `safety.<field>`."""
    brand = brand.strip()
    faults = faults_of(given)
    if not brand or len(brand) > LONGEST["brand"]:
        faults["brand"] = _("Give it a name of at most %(max)s characters", max=LONGEST["brand"])
    rules.refuse(faults)
    row, said = db.session.get(BrandSafety, brand), tidied(given)
    before = dict(row.safety) if row else {}
    if row is None:
        row = BrandSafety(brand=brand)
        db.session.add(row)
    row.safety = said
    db.session.flush()
    if not said:
        db.session.delete(row)
        db.session.flush()
    audit.record(
        "catalog.brand_safety_saved", object_type="brand", object_id=brand, before=before, after=dict(said)
    )


def merged(own: Mapping[str, Any], brand: Mapping[str, Any]) -> dict[str, str]:
    """What holds for a product: its own word, else its brand's."""
    return tidied({**tidied(brand), **tidied(own)})
