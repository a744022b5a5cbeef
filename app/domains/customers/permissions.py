"""What may be done with customers' data."""

from enum import StrEnum

from app.core.permissions import register


@register
class CustomerPermission(StrEnum):
    VIEW = "customers:customer:view"
    EDIT = "customers:customer:edit"
    ERASE = "customers:customer:erase"


@register
class CompanyPermission(StrEnum):
    VIEW = "customers:company:view"
    EDIT = "customers:company:edit"
