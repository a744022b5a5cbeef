"""An order's timeline in words, and the one thing to do with it next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.core.i18n import current_locale, ngettext
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as later
from app.core.money import format_money
from app.core.principal import current_principal
from app.domains.orders.models import OrderEvent
from app.outbound.notifications.service import MailNote
from app.queries.order_board import OrderPage

KINDS: dict[str, tuple[Any, str, str]] = {
    "placed": (later("Order placed"), "shopping-bag", "info"),
    "payment_paid": (later("Paid"), "circle-check", "done"),
    "payment_pending": (later("The payment gateway has not answered yet"), "clock", "waiting"),
    "payment_requires_action": (later("The buyer was asked to confirm the payment"), "hourglass", "waiting"),
    "payment_failed": (later("Payment failed"), "circle-x", "refused"),
    "cancelled": (later("Cancelled"), "ban", "refused"),
    "refunded": (later("Money paid back"), "undo-2", "info"),
    "refund_refused": (later("The payment gateway refused the refund"), "circle-x", "refused"),
    "picked": (later("Picked"), "package-open", "info"),
    "packed": (later("Packed"), "package", "info"),
    "taken_over": (later("Sent from one location instead of several"), "package-plus", "info"),
    "shipped": (later("Shipped"), "truck", "done"),
    "pickup_ready": (later("Ready for pickup"), "store", "info"),
    "pickup_missing": (later("Not found in the store"), "search-x", "waiting"),
    "pickup_found": (later("Found after all"), "package-check", "done"),
    "pickup_fetched": (later("Another location sends it to the store"), "arrow-left-right", "info"),
    "pickup_moved": (later("Picked up at another store now"), "store", "info"),
    "pickup_sent": (later("Sent instead of picked up"), "truck", "info"),
    "collected": (later("Handed over"), "circle-check", "done"),
    "downloads_granted": (later("The files can be downloaded"), "download", "done"),
    "keys_handed_out": (later("Licence keys were handed out"), "key-round", "done"),
    "gift_cards_made": (later("Gift cards were made"), "gift", "done"),
    "gift_card_loaded": (later("A gift card was topped up"), "gift", "done"),
    "note": (later("Note"), "message-square", "neutral"),
}
MAILS: dict[str, Any] = {
    "order_received": later("Mail: we have your order"),
    "order_confirmed": later("Mail: order confirmed"),
    "order_shipped": later("Mail: on its way"),
    "gift_cards": later("Mail: gift cards"),
    "review_question": later("Mail: asked for a review"),
    "pickup_ready": later("Mail: ready for pickup"),
    "pickup_missing": later("Mail: something is missing"),
    "order_cancelled": later("Mail: cancelled"),
    "order_refunded": later("Mail: money paid back"),
}
MAIL_LOOKS: dict[str, tuple[str, Any]] = {
    "queued": ("waiting", later("on its way")),
    "sent": ("neutral", ""),
    "caught": ("neutral", later("caught, because no mail server is set")),
    "failed": ("refused", later("could not be delivered")),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline."""

    what: str
    at: datetime
    who: str
    why: str
    icon: str
    tone: str


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next, in a sentence; where, when somebody can do something now."""

    words: str
    label: str = ""
    url: str = ""


def story(page: OrderPage, mails: Iterable[MailNote]) -> list[Entry]:
    """What happened and what was written about it, newest first."""
    told = [_event(event, page.order.currency) for event in page.story] + [_mail(mail) for mail in mails]
    return sorted(told, key=lambda entry: entry.at, reverse=True)


def _event(event: OrderEvent, currency: str) -> Entry:
    what, icon, tone = KINDS.get(
        event.kind, (event.kind.replace("_", " ").capitalize(), "circle-dot", "neutral")
    )
    return Entry(str(what), event.at, _who(event), _why(event, currency), icon, tone)


def _who(event: OrderEvent) -> str:
    if event.actor_name and not event.actor.startswith(("anonymous", "customer", "system")):
        return event.actor_name
    kind = event.actor.split(":")[0]
    names = {"anonymous": _("Buyer"), "customer": _("Buyer"), "api": _("Program"), "device": _("Till")}
    return names.get(kind, "Galleria")


def _why(event: OrderEvent, currency: str) -> str:
    data = event.data
    parts = [str(data[key]) for key in ("text", "reason", "carrier", "tracking") if data.get(key)]
    if event.kind == "refunded" and isinstance(data.get("amount"), int):
        parts.insert(
            0, _("%(amount)s in all so far", amount=format_money(data["amount"], currency, current_locale()))
        )
    if event.kind == "refund_refused":
        amount = format_money(data["amount"], currency, current_locale())
        parts.append(_("%(amount)s did not go back; the lines can be refunded again", amount=amount))
    if event.kind == "collected" and data.get("by"):
        parts.append(_("by %(name)s", name=data["by"]))
    return " · ".join(parts)


def _mail(mail: MailNote) -> Entry:
    tone, state = MAIL_LOOKS.get(mail.status, ("neutral", mail.status))
    what = str(MAILS.get(mail.kind, mail.kind.replace("_", " ").capitalize()))
    what = f"{what} ({state})" if state else what
    return Entry(what, mail.sent_at or mail.at, "Galleria", "", "mail", tone)


def next_step(page: OrderPage) -> Step | None:
    """The sentence at the top of an order; None where nothing is left to do."""
    if page.order.payment_status == "requires_action":
        return Step(_("The buyer must confirm the payment. The goods are kept until then."))
    if page.order.payment_status == "pending":
        return Step(
            _("The payment gateway has not answered yet. It is asked again by itself, every few seconds.")
        )
    return _parcels(page) or _pickup(page)


def _parcels(page: OrderPage) -> Step | None:
    waiting = [
        (parcel, place) for parcel, place in page.shipments if parcel.status in ("open", "picked", "packed")
    ]
    if not waiting:
        return None
    parcel, place = waiting[0]
    words = ngettext(
        "%(num)s parcel waits at %(place)s.", "%(num)s parcels wait, the first at %(place)s.", len(waiting), place=place,
    )  # fmt: skip
    labels = {"open": _("Pick the goods"), "picked": _("Pack the parcel"), "packed": _("Send the parcel")}
    may = current_principal().may("fulfillment:shipment:work")
    return Step(words, labels[parcel.status], f"/admin/shipments/{parcel.id}") if may else Step(words)


def _pickup(page: OrderPage) -> Step | None:
    if page.pickup is None or page.pickup.status not in ("new", "ready"):
        return None
    if page.pickup.status == "new":
        words, label = (
            _("To be collected at %(place)s: fetch the goods.", place=page.location),
            _("Prepare the pickup"),
        )
    else:
        words, label = _("Lies ready at %(place)s.", place=page.location), _("Hand it over")
    may = current_principal().may("fulfillment:pickup:work")
    return Step(words, label, f"/admin/pickups/{page.pickup.id}") if may else Step(words)
