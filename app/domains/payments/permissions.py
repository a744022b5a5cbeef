"""What may be done with payments."""

from enum import StrEnum

from app.core.permissions import register


@register
class PaymentPermission(StrEnum):
    VIEW = "payments:payment:view"
