"""What may be done with promotions."""

from enum import StrEnum

from app.core.permissions import register


@register
class PromotionPermission(StrEnum):
    VIEW = "promotions:promotion:view"
    EDIT = "promotions:promotion:edit"
