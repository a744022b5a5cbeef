"""Why a promotion or a code does not count, as people read it. The engine's own sentences are fixed English."""

from app.core.i18n import gettext as _


def reason(sentence: str) -> str:
    """The engine's sentence in the reader's language; one that nobody knows as it is."""
    return {
        "unknown code": _("This code is not known"),
        "not valid now": _("This code is not valid now"),
        "not started": _("This code is not valid yet"),
        "ended": _("This code has expired"),
        "used up": _("This code was used as often as it may be"),
        "used before": _("You used this code before"),
        "its budget is spent": _("This offer is used up"),
        "in another currency": _("This offer is for another currency"),
        "not for this sale": _("This code is not for you, or not for this shop"),
        "not the order it is for": _("This code is for another of your orders"),
        "not on this day": _("This offer does not hold today"),
        "not at this hour": _("This offer does not hold at this hour"),
        "something it asks for is not in the cart": _("Something this offer asks for is not in your cart"),
        "too few pieces": _("There are too few pieces in your cart for this offer"),
        "too few pieces of one product": _("There are too few pieces of one product for this offer"),
        "the cart is worth too little": _("Your cart is worth too little for this offer"),
        "nothing to take it off": _("Nothing in your cart takes part in this offer"),
        "an exclusive promotion applies": _("It cannot be combined with an offer that applies already"),
        "shut out by another promotion": _("It cannot be combined with an offer that applies already"),
        "an earlier promotion ends the search": _("It cannot be combined with an offer that applies already"),
        "suspended by a discount typed by staff": _("It cannot be combined with the discount you were given"),
        "needs a code": _("This offer needs a code"),
    }.get(sentence, sentence)
