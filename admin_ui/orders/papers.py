"""Invoices and credit notes of an order, as files."""

from uuid import UUID

from flask import Blueprint, Response

from app.core.db import unit_of_work
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.domains.invoices.permissions import InvoicePermission
from app.outbound.documents import service as documents
from app.queries import order_board
from app.web.papers import paper
from app.web.permissions import requires
from app.web.phased import phased


def attach(bp: Blueprint) -> None:
    """Put these documents under the orders."""
    bp.add_url_rule("/<uuid:order_id>/invoices/<uuid:invoice_id>", view_func=invoice)


@requires(InvoicePermission.VIEW)
@phased
def invoice(order_id: UUID, invoice_id: UUID) -> Response:
    """The document, of an order that the caller may see."""
    with unit_of_work():
        if invoice_id not in {row.id for row in order_board.one(order_id).invoices}:
            raise NotFound(_("There is no such document"))
    return paper(documents.document_file(invoice_id))
