"""What may be done with prices."""

from enum import StrEnum

from app.core.permissions import register


@register
class PricePermission(StrEnum):
    VIEW = "pricing:price:view"
    EDIT = "pricing:price:edit"
    UNDERCUT = "pricing:price:undercut"


@register
class QuotePermission(StrEnum):
    ASK = "pricing:quote:ask"
