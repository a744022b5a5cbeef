"""Refusals about gift cards and store credit."""

from app.core.errors import Conflict, Invalid, NotFound


class UnknownCard(NotFound):
    code = "giftcards.unknown"


class UnknownCode(Invalid):
    """Nobody has a card with this code, or it is another one's. Counted against whoever tries."""

    code = "giftcards.unknown_code"


class CardRefused(Invalid):
    """The card is there and cannot pay: blocked, expired, empty, or in another currency."""

    code = "giftcards.refused"


class BalanceChanged(Conflict):
    """Something else took from the card meanwhile: nothing was taken now."""

    code = "giftcards.balance_changed"


class TooLittle(Conflict):
    """More cannot be taken off than is on the card. Facts: `balance` in minor units."""

    code = "giftcards.too_little"


class CardThere(Conflict):
    """The form was sent twice: its card is there. Facts: `card`, its id."""

    code = "giftcards.there"


class Spent(Conflict):
    """Something was paid with a card that is to be taken back. Facts: `left`, how many are untouched."""

    code = "giftcards.spent"
