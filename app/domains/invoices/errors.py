"""Refusals about invoices."""

from app.core.errors import Conflict, NotFound


class NotYet(Conflict):
    """There is nothing to invoice before the order is paid."""

    code = "invoices.not_yet"


class UnknownInvoice(NotFound):
    code = "invoices.unknown"
