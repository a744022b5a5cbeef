"""Refusals of the tax table."""

from app.core.errors import Conflict, NotFound


class UnknownRate(NotFound):
    code = "taxes.unknown_rate"


class RatesOverlap(Conflict):
    """The same tax would have two rates on one day."""

    code = "taxes.rates_overlap"
