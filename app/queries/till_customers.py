"""Customers as a till shows them: enough to recognise somebody who stands there, and no more."""

from dataclasses import dataclass
from uuid import UUID

from app.domains.customers import service as customers

FEW = 8
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`email` and `phone` are masked."""

    id: UUID
    name: str
    email: str
    phone: str


def find(text: str) -> list[Suggestion]:
    """Customers by whole e-mail or phone, or by how the name begins; none for less than two characters."""
    if len(text.strip()) < SHORTEST:
        return []
    return [
        Suggestion(each.id, each.name, mask_email(each.email), mask_phone(each.phone))
        for each in customers.search(text, limit=FEW).items
        if not each.erased
    ]


def mask_email(email: str) -> str:
    """The first letter and the domain: k•••@example.com."""
    name, at, domain = email.partition("@")
    return f"{name[:1]}•••@{domain}" if at else ""


def mask_phone(phone: str) -> str:
    """The last three digits."""
    return f"•••{phone[-3:]}" if phone else ""
