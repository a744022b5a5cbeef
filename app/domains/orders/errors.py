"""Refusals about orders."""

from app.core.errors import Conflict, NotFound


class UnknownOrder(NotFound):
    code = "orders.unknown"


class WrongState(Conflict):
    """The order's state does not allow it. Facts: `state`."""

    code = "orders.wrong_state"
