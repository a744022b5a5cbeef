"""Refusals about carts."""

from app.core.errors import Conflict, Invalid, NotFound


class UnknownCart(NotFound):
    code = "cart.unknown"


class UnknownLine(NotFound):
    code = "cart.unknown_line"


class AlreadyOrdered(Conflict):
    """Facts: `order`, the id of the order it became."""

    code = "cart.ordered"


class EmptyCart(Invalid):
    code = "cart.empty"
