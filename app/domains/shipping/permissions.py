"""What may be done with delivery methods."""

from enum import StrEnum

from app.core.permissions import register


@register
class MethodPermission(StrEnum):
    EDIT = "shipping:method:edit"
