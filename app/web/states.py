"""The house's states in words, tones and icons: one list for every screen."""

from dataclasses import dataclass

from app.core.i18n import lazy_gettext as _


@dataclass(frozen=True, slots=True)
class State:
    """How a state shows. The label is lazy: it speaks the reader's language when it is shown."""

    label: object
    tone: str
    icon: str


def state_of(value: str) -> State:
    """The state's look; an unknown one shows its own name, in neutral."""
    key = value.lower()
    return STATES.get(key) or State(key.replace("_", " ").capitalize(), "neutral", "circle-dashed")


STATES = {
    "pending": State(_("Pending"), "waiting", "clock"),
    "confirmed": State(_("Confirmed"), "info", "circle-dot"),
    "in_fulfillment": State(_("In fulfilment"), "info", "package-open"),
    "shipped": State(_("Shipped"), "done", "truck"),
    "completed": State(_("Completed"), "done", "circle-check"),
    "cancelled": State(_("Cancelled"), "neutral", "ban"),
    "returned": State(_("Returned"), "neutral", "undo-2"),
    "requires_action": State(_("Waits for customer"), "waiting", "hourglass"),
    "authorized": State(_("Authorised"), "info", "lock"),
    "paid": State(_("Paid"), "done", "circle-check"),
    "partially_refunded": State(_("Partly refunded"), "waiting", "undo-2"),
    "refunded": State(_("Refunded"), "neutral", "undo-2"),
    "failed": State(_("Failed"), "refused", "circle-x"),
    "refused": State(_("Refused"), "refused", "circle-x"),
    "open": State(_("Open"), "waiting", "circle-dashed"),
    "partial": State(_("Partly"), "waiting", "circle-slash-2"),
    "fulfilled": State(_("Fulfilled"), "done", "package-check"),
    "ready": State(_("Ready"), "done", "package-check"),
    "picked": State(_("Picked"), "info", "hand"),
    "packed": State(_("Packed"), "info", "package"),
    "handed_over": State(_("Handed over"), "done", "handshake"),
    "expired": State(_("Expired"), "refused", "timer-off"),
    "requested": State(_("Requested"), "waiting", "clock"),
    "in_transit": State(_("In transit"), "info", "truck"),
    "received": State(_("Received"), "done", "package-check"),
    "snoozed": State(_("Snoozed"), "neutral", "alarm-clock"),
    "review": State(_("To be approved"), "waiting", "clock"),
    "posted": State(_("Posted"), "done", "circle-check"),
    "draft": State(_("Draft"), "neutral", "pencil"),
    "active": State(_("Active"), "done", "circle-check"),
    "blocked": State(_("Blocked"), "refused", "ban"),
    "inactive": State(_("Inactive"), "neutral", "circle-off"),
    "in_review": State(_("In review"), "waiting", "clock"),
    "replaced": State(_("Asked for anew"), "neutral", "replace"),
    "approved": State(_("Approved"), "info", "check"),
    "published": State(_("Published"), "done", "circle-check"),
    "retired": State(_("Retired"), "neutral", "archive"),
    "archived": State(_("Archived"), "neutral", "archive"),
    "paused": State(_("Paused"), "waiting", "pause"),
    "ended": State(_("Ended"), "neutral", "square"),
    "scheduled": State(_("Scheduled"), "info", "calendar-clock"),
    "suspended": State(_("Suspended"), "refused", "circle-pause"),
    "invited": State(_("Invited"), "waiting", "mail"),
    "locked": State(_("Locked"), "refused", "lock"),
    "in": State(_("In stock"), "done", "circle-check"),
    "low": State(_("Few left"), "waiting", "circle-alert"),
    "out": State(_("Sold out"), "refused", "circle-x"),
    "queued": State(_("Queued"), "waiting", "clock"),
    "running": State(_("Running"), "info", "loader"),
    "done": State(_("Done"), "done", "circle-check"),
    "sent": State(_("Sent"), "done", "send"),
    "partly_received": State(_("Partly received"), "waiting", "circle-slash-2"),
    "caught": State(_("Caught"), "info", "inbox"),
    "issued": State(_("Issued"), "done", "file-check"),
    "settled": State(_("Settled"), "done", "circle-check"),
    "superseded": State(_("Replaced by a later one"), "neutral", "history"),
    "accepted": State(_("Accepted"), "done", "check"),
    "by_rule": State(_("Accepted by rule"), "done", "check"),
    "moot": State(_("Explained since"), "neutral", "circle-check"),
    "dismissed": State(_("Left as it is"), "neutral", "ban"),
    "closed": State(_("Closed"), "neutral", "circle-check"),
    "ok": State(_("Healthy"), "done", "circle-check"),
    "degraded": State(_("Degraded"), "waiting", "triangle-alert"),
    "down": State(_("Down"), "refused", "circle-x"),
}
