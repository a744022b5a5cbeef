"""What cards and their moves are called."""

from typing import Any

from app.core.i18n import lazy_gettext as later

KINDS: dict[str, Any] = {"gift": later("Gift card"), "credit": later("Store credit")}
STATES: dict[str, Any] = {
    "active": later("Active"), "blocked": later("Blocked"), "expired": later("Expired"),
}  # fmt: skip
MOVES: dict[str, Any] = {
    "issue": later("Issued"),
    "top_up": later("Loaded"),
    "redeem": later("Paid with"),
    "give_back": later("Given back"),
    "expire": later("Expired"),
    "adjust": later("Corrected"),
}
