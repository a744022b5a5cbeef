"""Refusals of delivery."""

from app.core.errors import Conflict, NotFound


class UnknownMethod(NotFound):
    code = "shipping.unknown_method"


class CodeTaken(Conflict):
    """Another method has this code."""

    code = "shipping.code_taken"
