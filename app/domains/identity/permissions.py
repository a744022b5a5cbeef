"""What may be done with the merchant's own people and programs."""

from enum import StrEnum

from app.core.permissions import register


@register
class ConsolePermission(StrEnum):
    ENTER = "identity:console:enter"


@register
class StaffPermission(StrEnum):
    VIEW = "identity:staff:view"
    EDIT = "identity:staff:edit"


@register
class RolePermission(StrEnum):
    EDIT = "identity:role:edit"


@register
class ProgramPermission(StrEnum):
    EDIT = "identity:program:edit"


@register
class AuditPermission(StrEnum):
    VIEW = "identity:audit:view"


@register
class SecurityPermission(StrEnum):
    EDIT = "identity:security:edit"
