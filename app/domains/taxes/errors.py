"""Refusals of the tax table."""

from app.core.errors import Conflict, NotFound


class UnknownRate(NotFound):
    code = "taxes.unknown_rate"


class RatesOverlap(Conflict):
    """The same tax would have two rates on one day."""

    code = "taxes.rates_overlap"


class UnknownDuty(NotFound):
    code = "taxes.unknown_duty"


class DutyExists(Conflict):
    """The same destination, goods and origin have a rate already."""

    code = "taxes.duty_exists"
