"""Choices that several settings offer, and figures as people type them."""

import re

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.money import RATE_ONE, BadAmount, parse_money

PERCENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,4}))?\s*%?", re.ASCII)
TAX_CLASSES = ("standard", "reduced", "zero")


def rate_of(text: str) -> int:
    """A percentage such as 19 or 7,5 as millionths. Raises Invalid at `rate`."""
    found = PERCENT.fullmatch(text.strip())
    if found is None:
        words = _("Enter a percentage such as 19 or 7.5")
        raise Invalid(words, fields={"rate": words})
    return int(found[1]) * RATE_ONE // 100 + int((found[2] or "").ljust(4, "0"))


def amount_of(text: str, currency: str, field: str) -> int:
    """An amount in minor units. Raises Invalid at `field`."""
    try:
        return parse_money(text, currency)
    except BadAmount:
        words = _("Enter an amount such as 4.90")
        raise Invalid(words, fields={field: words}) from None
