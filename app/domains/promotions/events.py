"""Facts about promotions."""

from typing import ClassVar

from app.core.events import Event, event


@event
class PromotionChanged(Event):
    """A promotion was written, or switched on or off: what shoppers pay may differ."""

    NAME: ClassVar[str] = "promotions.promotion_changed.v1"
    promotion_id: str
    status: str
