"""What promotions refuse."""

from app.core.errors import Conflict, Invalid, NotFound


class UnknownPromotion(NotFound):
    """There is no such promotion."""

    code = "promotions.unknown"


class CouponRefused(Invalid):
    """A code does not count; the words say why."""

    code = "promotions.coupon_refused"


class Spent(Conflict):
    """Somebody else took the last use, or the rest of the budget, a moment ago."""

    code = "promotions.used_up"
