"""Mails: send one, find those that wait; and the documents that go with them."""

from uuid import UUID

from app.outbound.documents import service as documents
from app.outbound.notifications import review_questions
from app.outbound.notifications import service as notifications
from workers.middleware import tenant_actor


@tenant_actor("mail.send", max_retries=2)
def send(*, mail_id: str) -> None:
    """Hand one mail to the mail server; its row plans the next try."""
    notifications.send(UUID(mail_id))


@tenant_actor("mail.sweep", max_retries=2)
def sweep() -> None:
    """Ask for every mail that is due."""
    notifications.sweep()


@tenant_actor("reviews.ask", max_retries=2)
def ask_for_reviews() -> None:
    """Write to buyers whose order came some days ago, where the shop wants that."""
    review_questions.ask()


@tenant_actor("documents.invoice", max_retries=4)
def make_invoice(*, order_id: str) -> None:
    """Make an order's invoice and its file."""
    documents.invoice_file(UUID(order_id))
