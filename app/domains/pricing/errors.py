"""What is refused about prices that wait to be approved."""

from app.core.errors import Conflict, NotFound


class UnknownPriceRequest(NotFound):
    """Nothing was asked for under this id."""

    code = "pricing.request_unknown"


class PriceRequestDecided(Conflict):
    """Somebody decided it already, or it was asked for anew."""

    code = "pricing.request_decided"
