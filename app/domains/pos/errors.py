"""Refusals about tills. Codes of refused operations are promises: tills show words for them."""

from app.core.errors import Conflict, Forbidden, Invalid, NotFound


class UnknownRegister(NotFound):
    code = "pos.register_unknown"


class UnknownDevice(NotFound):
    code = "pos.device_unknown"


class BadPairingCode(NotFound):
    """No register waits for this code, or its time is over."""

    code = "pos.pairing_code"


class WrongPin(Forbidden):
    code = "pos.pin_wrong"


class BadOperation(Invalid):
    """The payload does not have the shape that its kind needs."""

    code = "pos.invalid"


class UnknownSku(BadOperation):
    code = "pos.unknown_sku"


class WrongSums(BadOperation):
    """The figures of an operation do not add up."""

    code = "pos.totals_mismatch"


class WrongCurrency(BadOperation):
    code = "pos.currency_mismatch"


class CardSpent(Conflict):
    """Something was paid with the gift card that this sale sold or loaded: its money stays."""

    code = "pos.gift_card_spent"


class UnknownSale(NotFound):
    code = "pos.sale_unknown"


class NotRefundedHere(Conflict):
    """The sale was paid in a way that a till cannot give back."""

    code = "pos.refund_elsewhere"


class NeedsNetwork(Conflict):
    """What was paid through a gateway goes back only while the shop can be asked."""

    code = "pos.refund_needs_network"


class NotHandedOver(Conflict):
    """Goods that never left cannot come back over the counter: the order is cancelled instead."""

    code = "pos.not_handed_over"


class AlreadyRefunded(Conflict):
    code = "pos.already_refunded"


class WrongRefund(BadOperation):
    """The amount is not the lines' stored share."""

    code = "pos.refund_mismatch"


class NotAllowed(Forbidden):
    """The cashier's role does not cover this."""

    code = "pos.not_allowed"


class Unapproved(Forbidden):
    """A price was changed beyond what the cashier may, and nobody who may approved it."""

    code = "pos.override_unapproved"


class UnknownShift(NotFound):
    code = "pos.shift_unknown"


class ShiftOpen(Conflict):
    """The register has an open shift already."""

    code = "pos.shift_open"


class ShiftClosed(Conflict):
    """The shift was counted: its figures stand."""

    code = "pos.shift_closed"
