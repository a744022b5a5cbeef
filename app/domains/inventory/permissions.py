"""What may be done with stock and the places that hold it."""

from enum import StrEnum

from app.core.permissions import register


@register
class StockPermission(StrEnum):
    VIEW = "inventory:stock:view"
    ADJUST = "inventory:stock:adjust"
    HOLD = "inventory:stock:hold"
    RELEASE = "inventory:stock:release"
    PLAN = "inventory:stock:plan"


@register
class LocationPermission(StrEnum):
    VIEW = "inventory:location:view"
    EDIT = "inventory:location:edit"


@register
class TransferPermission(StrEnum):
    VIEW = "inventory:transfer:view"
    REQUEST = "inventory:transfer:request"
    APPROVE = "inventory:transfer:approve"
    WORK = "inventory:transfer:work"


@register
class PurchasePermission(StrEnum):
    VIEW = "inventory:purchase:view"
    EDIT = "inventory:purchase:edit"
    RECEIVE = "inventory:purchase:receive"


@register
class ValuePermission(StrEnum):
    VIEW = "inventory:value:view"


@register
class CountPermission(StrEnum):
    VIEW = "inventory:count:view"
    WORK = "inventory:count:work"
    APPROVE = "inventory:count:approve"


@register
class AlertPermission(StrEnum):
    VIEW = "inventory:alert:view"
    EDIT = "inventory:alert:edit"
