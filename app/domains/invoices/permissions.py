"""What may be done with invoices."""

from enum import StrEnum

from app.core.permissions import register


@register
class InvoicePermission(StrEnum):
    VIEW = "invoices:invoice:view"
