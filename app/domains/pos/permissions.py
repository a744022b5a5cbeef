"""What may be done at tills, and with tills."""

from enum import StrEnum

from app.core.permissions import register


@register
class TillPermission(StrEnum):
    VIEW = "pos:till:view"
    SELL = "pos:till:sell"
    REFUND = "pos:till:refund"
    RECEIVE = "pos:till:receive"
    OVERRIDE = "pos:till:override"
    APPROVE = "pos:till:approve"
    MANAGE = "pos:till:manage"
