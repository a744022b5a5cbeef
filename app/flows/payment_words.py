"""What the ways to pay are called where people choose among them."""

from app.core.i18n import gettext as _
from app.domains.payments import service as payments

PAYMENT = "payment:"


def name_of(method: str) -> str:
    """A method by its name; its code where nobody named it."""
    names = {
        "test": _("Test payment"), "cash": _("Cash"), "card_external": _("Card terminal"),
        "gift_card": _("Gift card"), "store_credit": _("Store credit"),
    }  # fmt: skip
    return names.get(method, method)


def online() -> list[tuple[str, str]]:
    """The methods that an order may be paid with online, each with its name."""
    return [(method, name_of(method)) for method in payments.online()]


def facts() -> dict[str, str]:
    """What promotions ask about how an order is paid, each with its name."""
    return {f"{PAYMENT}{method}": name for method, name in online()}
