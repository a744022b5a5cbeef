"""Why a price is what it is, for staff: the engine's fixed English sentences in the reader's language."""

from app.core.i18n import gettext as _
from app.domains.pricing.engine import Result, TraceEntry


def stage(entry: TraceEntry) -> str:
    """What kind of thing was looked at."""
    return {
        "price": _("Price"), "list": _("Price list"), "promotion": _("Promotion"), "coupon": _("Code"),
        "rate": _("Exchange rate"), "manual": _("Discount"), "shipping": _("Delivery"), "tax": _("Tax"),
    }.get(entry.stage, entry.stage)  # fmt: skip


def result(entry: TraceEntry) -> str:
    """What became of it."""
    if entry.result is Result.APPLIED:
        return _("Applies")
    return _("Does not apply") if entry.result is Result.REJECTED else _("Looked at")


def reason(entry: TraceEntry) -> str:
    """Why; a sentence that nobody knows as it is."""
    if entry.stage == "rate":
        day, _space, source = entry.reason.partition(" ")
        return _("As of %(day)s, %(source)s", day=day, source=rate_source(source))
    return (_of_promotions() | _of_lists()).get(entry.reason, entry.reason)


def rate_source(source: str) -> str:
    """Where an exchange rate comes from."""
    return {
        "hand": _("typed by staff"), "file": _("from a file"), "api": _("from the API"),
        "ecb": _("European Central Bank"),
    }.get(source, source)  # fmt: skip


def _of_promotions() -> dict[str, str]:
    return {
        "list price": _("List price"), "tax taken out of the list price": _("Tax is taken out of the list price"),
        "delivery price": _("Price of the delivery"), "rate of the line": _("Rate of the line"),
        "holds": _("All it asks for holds"), "sale price": _("It lowers the price itself"), "valid": _("The code counts"),
        "free gift": _("A free gift"), "typed by staff": _("Typed by staff"),
        "unknown code": _("Nobody knows the code"), "not valid now": _("The code is stopped, or its promotion is not on"),
        "not started": _("It has not begun"), "ended": _("It has ended"), "used up": _("Its uses are used up"),
        "used before": _("The customer used it before"), "its budget is spent": _("Its budget is spent"),
        "in another currency": _("It is in another currency"),
        "not for this sale": _("It is not for this channel, group, store, country, delivery or payment"),
        "not the order it is for": _("It is for another of the customer's orders"),
        "not on this day": _("Not on this weekday"), "not at this hour": _("Not at this hour"),
        "something it asks for is not in the cart": _("Something it asks for is not in the cart"),
        "too few pieces": _("Too few pieces"),
        "too few pieces of one product": _("Too few pieces of one product"),
        "the cart is worth too little": _("The cart is worth too little"),
        "nothing to take it off": _("None of the products takes part"),
        "nothing left to take it off": _("Nothing is left to take it off"),
        "a new price is that of a line": _("A new price is that of a line"),
        "an exclusive promotion applies": _("Another promotion applies alone"),
        "shut out by another promotion": _("Another promotion shuts it out"),
        "an earlier promotion ends the search": _("An earlier promotion lets none follow"),
        "a larger discount of its kind applies": _("One that competes with it is better for the customer"),
        "another code of the promotion counts": _("Another code of the promotion counts"),
        "suspended by a discount typed by staff": _("A discount typed by staff stands instead"),
        "needs a code": _("It needs a code"),
    }  # fmt: skip


def _of_lists() -> dict[str, str]:
    return {
        "no list holds": _("No price list holds"), "a price list holds": _("A price list holds"),
        "its exchange rate is too old": _("Its exchange rate is too old"),
        "no price for it": _("It has no price for this"), "not active": _("It is not switched on"),
        "its conditions do not hold": _("Its conditions do not hold"),
        "not for this channel": _("Not for this channel"), "not for this market": _("Not for this market"),
        "not for this customer group": _("Not for this customer group"),
        "not for this customer": _("Not for this customer"), "not for this company": _("Not for this company"),
        "not for this store": _("Not for this store"), "not for this campaign": _("Not for this campaign"),
        "not begun": _("It has not begun"), "the strongest list": _("The strongest list"),
        "the only list that holds": _("The only list that holds"),
        "another list is cheaper": _("Another list is cheaper"),
        "a stronger kind of list won": _("A stronger kind of list won"),
        "another list has a higher priority": _("Another list has a higher priority"),
        "another list stands before it": _("Another list stands before it"),
        "another list is more specific": _("Another list is more specific"),
        "as strong as another list, the lower price first": _("As strong as another list, the lower price first"),
        "as strong as the list that won, which comes first": _("As strong as the list that won, which comes first"),
    }  # fmt: skip
