"""What may be done with reviews."""

from enum import StrEnum

from app.core.permissions import register


@register
class ReviewPermission(StrEnum):
    MODERATE = "reviews:review:moderate"
