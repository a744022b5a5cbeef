"""What may be done with customers' data."""

from enum import StrEnum

from app.core.permissions import register


@register
class CustomerPermission(StrEnum):
    VIEW = "customers:customer:view"
    EDIT = "customers:customer:edit"
    ERASE = "customers:customer:erase"
