"""A mail as it travels: headers, text and HTML side by side, the invoice on demand."""

import logging
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from app.core import clock
from app.core.tenancy import current_tenant
from app.outbound.documents import service as documents
from app.outbound.notifications.models import Mail
from app.queries.merchant import merchant

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message, and the order whose invoice goes with it."""

    mime: EmailMessage
    invoice_of: UUID | None

    def attach(self) -> None:
        """Put the invoice in, if it can be made: a mail without it is better than none."""
        if self.invoice_of is None:
            return
        try:
            data, kind, name = documents.invoice_file(self.invoice_of)
        except Exception:
            log.exception("the invoice of order %s cannot be made", self.invoice_of)
            return
        if kind == "application/pdf":
            self.mime.add_attachment(data, maintype="application", subtype="pdf", filename=name)


def make(mail: Mail, recipient: str, subject: str, text: str, html: str) -> Envelope:
    """The message of a mail row, in the open unit: sender and addresses are the merchant's present ones."""
    shop = merchant()
    mime = EmailMessage(policy=SMTP)
    mime["From"] = _address(shop.sender_name, shop.sender)
    mime["To"] = _address("", recipient)
    if shop.reply_to:
        mime["Reply-To"] = _address(shop.sender_name, shop.reply_to)
    mime["Subject"] = " ".join(subject.split())
    mime["Date"] = format_datetime(clock.now())
    mime["Message-ID"] = (
        f"<{mail.id}@{current_tenant().host}>"  # the same at every try: servers drop the second
    )
    mime["Auto-Submitted"] = "auto-generated"
    mime["Content-Language"] = mail.locale
    mime.set_content(text)
    mime.add_alternative(html, subtype="html")
    return Envelope(mime, mail.order_id if mail.attachment_key == "invoice" else None)


def _address(name: str, email: str) -> Address:
    return Address(display_name=" ".join(name.split()), addr_spec=email)
