"""What the points refuse."""

from app.core.errors import Conflict


class TooFewPoints(Conflict):
    """More points were wanted than there are."""

    code = "loyalty.too_few_points"
