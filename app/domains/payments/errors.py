"""Refusals about money."""

from app.core.errors import Conflict, NotFound, PaymentRequired, Unavailable


class Declined(PaymentRequired):
    code = "payment.declined"


class RefundTooMuch(Conflict):
    """Facts: `refundable` in minor units."""

    code = "payment.refund_too_much"


class RefundRefused(Conflict):
    """The gateway does not pay back; order and lines stand as before."""

    code = "payment.refund_refused"


class UnknownPayment(NotFound):
    code = "payment.unknown"


class GatewayAway(Unavailable):
    """The gateway did not answer; the intent is kept and asked about later."""

    code = "payment.gateway_away"
