"""The door of the documents: the file of an invoice, a credit note, a packing slip.

A PDF is made when it is first asked for or mailed, from frozen facts, and kept sealed under its buyer: erasing
the person makes the kept one unreadable, and the next one names nobody. Each function opens its own units and
answers (bytes, media type, file name); where PDFs cannot be made they are print-ready HTML.
"""

import base64
import logging
from functools import lru_cache
from uuid import UUID

from app.core import crypto, files
from app.core.db import unit_of_work
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.i18n import locale_scope
from app.core.tenancy import current_tenant
from app.domains.invoices import service as invoices
from app.domains.invoices.types import Issued
from app.flows import issue_invoice
from app.outbound.documents import pdf, sheets
from app.outbound.documents.packing import packing_sheet
from app.queries.order_letter import order_letter, parcel
from app.queries.serial_board import of_order

log = logging.getLogger(__name__)
PDF, HTML = "application/pdf", "text/html"
File = tuple[bytes, str, str]


def invoice_file(order_id: UUID) -> File:
    """The order's invoice, issued now if it was not yet. Raises NotYet before it is paid, NotFound."""
    with unit_of_work():
        issued = issue_invoice.invoice_for(order_id)
    return document_file(issued.id)


def document_file(invoice_id: UUID) -> File:
    """An issued invoice or credit note by its id. Raises UnknownInvoice."""
    with unit_of_work():
        issued = invoices.get(invoice_id)
        kept = _kept(issued)
        html = _page(issued) if kept is None else ""
    if kept is not None:
        return kept, PDF, f"{issued.number}.pdf"
    data, kind, name = printed(html, issued.number)
    if kind == PDF:
        _keep(issued, data)
    return data, kind, name


def packing_slip(shipment_id: UUID) -> File:
    """What is in a parcel, for the box; in the buyer's language. Raises NotFound."""
    with unit_of_work():
        box = parcel(shipment_id)
        if box is None:
            raise NotFound(_("There is no such parcel"))
        about = order_letter(box.order_id)
        serials = of_order(box.order_id, box.location_id)
        with locale_scope(about.order.locale):
            html = sheets.page(packing_sheet(about, box, serials))
    return printed(html, f"packing-slip-{about.order.number}")


@lru_cache(maxsize=1)
def missing() -> str | None:
    """What to install so that documents are PDFs; None when they are. Asked once a process."""
    try:
        pdf.render("<p>.</p>")
    except pdf.NoPdf:
        return _("PDFs need Pango. On Debian or Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0")
    return None


def _page(issued: Issued) -> str:
    with locale_scope(issued.facts["locale"]):
        return sheets.page(sheets.invoice_sheet(issued, home=current_tenant().country))


def printed(html: str, name: str) -> File:
    """A page as PDF, or as itself where none can be made."""
    try:
        return pdf.render(html), PDF, f"{name}.pdf"
    except pdf.NoPdf as reason:
        log.warning("no PDF can be made: %s", reason)
        return html.encode(), HTML, f"{name}.html"


def _kept(issued: Issued) -> bytes | None:
    """The file made earlier; None when there is none, it is gone, or its buyer was erased."""
    if issued.file_key is None:
        return None
    try:
        data = files.get(issued.file_key)
    except NotFound:
        return None
    person = issued.facts["buyer"].get("person_id")
    if person is None:
        return data
    opened = crypto.open_(UUID(person), data)
    return base64.b64decode(opened) if opened is not None else None


def _keep(issued: Issued, data: bytes) -> None:
    key = files.key_for("documents", f"{issued.number}.pdf")
    person = issued.facts["buyer"].get("person_id")
    with unit_of_work():
        try:
            sealed = crypto.seal(UUID(person), base64.b64encode(data).decode()) if person else data
        except KeyError:  # erased: what names nobody is made anew each time
            return
        files.put(key, sealed)
        invoices.keep_file(issued.id, key)
