"""What may be done with gift cards and store credit."""

from enum import StrEnum

from app.core.permissions import register


@register
class GiftCardPermission(StrEnum):
    VIEW = "giftcards:card:view"
    ISSUE = "giftcards:card:issue"
