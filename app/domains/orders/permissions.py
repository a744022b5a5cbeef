"""What people and programs may do with orders, and the reports over them."""

from enum import StrEnum

from app.core.permissions import register


@register
class OrderPermission(StrEnum):
    VIEW = "orders:order:view"
    CREATE = "orders:order:create"
    EDIT = "orders:order:edit"
    CANCEL = "orders:order:cancel"
    REFUND = "orders:order:refund"


@register
class ReportPermission(StrEnum):
    SALES = "reports:sales:view"
