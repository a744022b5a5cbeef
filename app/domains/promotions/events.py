"""Facts about promotions."""

from typing import ClassVar

from app.core.events import Event, event


@event
class PromotionChanged(Event):
    """A promotion was written, switched on or off, or used up: what shoppers pay may differ.

    `priced`: it changes, or changed, prices before the cart.
    """

    NAME: ClassVar[str] = "promotions.promotion_changed.v1"
    promotion_id: str
    status: str
    priced: bool = False
