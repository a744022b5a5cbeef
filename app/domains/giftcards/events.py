"""Facts about gift cards."""

from typing import ClassVar

from app.core.events import Event, event


@event
class GiftCardsSold(Event):
    """Cards that an order paid for were made: their buyer is told the codes."""

    NAME: ClassVar[str] = "giftcards.gift_cards_sold.v1"
    order_id: str
    card_ids: list[str]
