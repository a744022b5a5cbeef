"""What may be done with points."""

from enum import StrEnum

from app.core.permissions import register


@register
class LoyaltyPermission(StrEnum):
    VIEW = "loyalty:points:view"
    ADJUST = "loyalty:points:adjust"
