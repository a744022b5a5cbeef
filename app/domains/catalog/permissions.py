"""What may be done with products and categories."""

from enum import StrEnum

from app.core.permissions import register


@register
class ProductPermission(StrEnum):
    VIEW = "catalog:product:view"
    EDIT = "catalog:product:edit"
    DELETE = "catalog:product:delete"
    PUBLISH = "catalog:product:publish"
    APPROVE = "catalog:product:approve"
    IMPORT = "catalog:product:import"
    KEYS = "catalog:product:keys"


@register
class CategoryPermission(StrEnum):
    EDIT = "catalog:category:edit"
