"""What tests refuse."""

from app.core.errors import Conflict, NotFound


class UnknownExperiment(NotFound):
    """There is no such test."""

    code = "experiments.unknown"


class NotNow(Conflict):
    """A test goes from draft to running to stopped, and no other way."""

    code = "experiments.not_now"
