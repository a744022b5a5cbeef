"""Gift cards and store credit pay an order, or a part of it; what comes to nothing goes back to them.

Each card's share is a payment of the order. What the cards do not cover is asked of the gateway; where they cover
all, the last share has the gateway's place, so that every order ends the same way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.domains.giftcards import holds
from app.domains.giftcards import service as giftcards
from app.domains.giftcards.errors import CardRefused, UnknownCode
from app.domains.giftcards.types import Card, Taking
from app.domains.orders.models import Order as OrderRow
from app.domains.orders.types import Order, Tender
from app.domains.payments import service as payments
from app.domains.payments.service import Intent, RefundOrder
from app.queries.sellables import Sellable

FIELD = "payment.gift_cards"
MOST_CARDS = 10
MARK = "cards"
"""In the details of the intent of an order that cards pay too: so whoever settles it need not ask."""


@dataclass(frozen=True, slots=True)
class Share:
    """What a card pays of an order, minor units. `code`: as it was given; none for store credit."""

    card: Card
    amount: int
    code: str = ""


def shares(
    codes: Sequence[str], total: int, currency: str, *, credit_of: UUID | None = None
) -> tuple[Share, ...]:
    """What each card pays of a total, in the order given; the customer's credit comes last. Without any: no statement.

    Raises UnknownCode, CardRefused.
    """
    cards = _cards(codes, currency) if codes else {}
    if credit_of is not None and (credit := giftcards.credit_of(credit_of, currency)) is not None:
        cards |= {"": credit} if giftcards.pays(credit) else {}
    left, found = total, []
    for code, card in cards.items():
        if (amount := min(left, card.balance)) > 0:
            found.append(Share(card, amount, code))
            left -= amount
    return tuple(found)


def _cards(codes: Sequence[str], currency: str) -> dict[str, Card]:
    """The cards by their codes, each card once."""
    if len(codes) > MOST_CARDS:
        raise Invalid(
            _("Too many gift cards"), fields={FIELD: _("Use at most %(max)s cards", max=MOST_CARDS)}
        )
    known = giftcards.by_codes(codes)
    if any(code not in known for code in codes):
        words = _("This code belongs to no gift card")
        raise UnknownCode(words, fields={FIELD: _("Look at the code again")})
    first = {known[code].id: code for code in reversed(codes)}
    for code in known:
        check(known[code], currency)
    return {code: known[code] for code in codes if first[known[code].id] == code}


def check(card: Card, currency: str) -> None:
    """Raises CardRefused, saying why, for a card that cannot pay in the currency today."""
    if giftcards.pays(card) and card.currency == currency:
        return
    if card.status == "blocked":
        words = _("The gift card ending in %(last4)s is blocked", last4=card.last4)
    elif card.currency != currency:
        words = _(
            "The gift card ending in %(last4)s is in %(currency)s", last4=card.last4, currency=card.currency
        )
    elif card.balance == 0 and card.status == "active":
        words = _("Nothing is left on the gift card ending in %(last4)s", last4=card.last4)
    else:
        words = _("The gift card ending in %(last4)s has expired", last4=card.last4)
    raise CardRefused(words, fields={FIELD: words})


def check_goods(paying: Sequence[Share], items: Sequence[Sellable]) -> None:
    """Raises CardRefused where a gift card would buy a gift card: it would last for ever."""
    if paying and any(item.gift_card for item in items):
        words = _("A gift card cannot be bought with a gift card or store credit")
        raise CardRefused(words, fields={FIELD: words})


def rest(paying: Sequence[Share], total: int) -> int | None:
    """What a gateway has to be asked for; None where the cards cover all."""
    left = total - sum(share.amount for share in paying)
    return left if left > 0 or not paying else None


def intend(
    order: Order, paying: Sequence[Share], *, method: str, token: str, details: Mapping[str, Any]
) -> tuple[Intent, list[Taking]]:
    """Write what an order is paid with, before anybody is asked for money; and what to take from the cards.

    They are taken last of all but the stock (DESIGN 5, lock order).
    """
    left = rest(paying, order.total)
    if left is not None:
        last = payments.intend(
            order_id=order.id, method=method, amount=left, currency=order.currency, token=token,
            details={**details, MARK: True} if paying else dict(details),
        )  # fmt: skip
        taken = [_paid(order, share) for share in paying]
    else:
        *before, final = paying
        taken = [_paid(order, share) for share in before]
        last = payments.intend(
            order_id=order.id, method=final.card.method, amount=final.amount, currency=order.currency, token="",
            details={**details, **_shown(final), MARK: True},
        )  # fmt: skip
        taken.append(Taking(final.card.id, last.id, final.amount))
    return last, taken


def _paid(order: Order, share: Share) -> Taking:
    payment_id = payments.take(
        order_id=order.id, method=share.card.method, amount=share.amount, currency=order.currency,
        details=_shown(share),
    )  # fmt: skip
    return Taking(share.card.id, payment_id, share.amount)


def _shown(share: Share) -> dict[str, Any]:
    """What of a card may be shown beside what it paid; the tax in it, where its sale was taxed."""
    card = share.card
    taxed = giftcards.declared(card, card.balance, card.balance - share.amount)
    return {"card": str(card.id), "last4": card.last4, **taxed}


def give_back(order_id: UUID, *, reason: str) -> None:
    """The order came to nothing: its shares are on their cards again. The payment's outcome was just written."""
    giftcards.give_back(order_id, payments.void_balances(order_id), reason=reason)


def release_hold(hold_id: UUID) -> None:
    """A till does without a share; what paid a sale already stays paid."""
    holds.lock(hold_id)
    if not payments.exists(hold_id):
        holds.release(hold_id)


def release_forgotten() -> int:
    """Put back what tills took and no sale has used for a day; returns how many."""
    forgotten = holds.forgotten()
    for hold_id in forgotten:
        release_hold(hold_id)
    return len(forgotten)


def check_credit(order: OrderRow, method: str | None) -> None:
    """Raises Invalid at `to` for an order that is nobody's: it cannot be paid back as store credit."""
    if method == "store_credit" and order.customer_id is None:
        raise Invalid(
            _("This order has no customer"),
            fields={"to": _("Choose another way: nobody would have the credit")},
        )


def pay_back(order: OrderRow, refund: RefundOrder) -> None:
    """A refund that was just settled returns to the card that paid, or becomes the customer's credit."""
    if refund.paid_by in giftcards.METHODS:
        giftcards.pay_back(
            refund.payment_id, refund.amount, order_id=order.id, refund_id=refund.id, reason=refund.reason
        )
    elif refund.method == "store_credit" and order.customer_id is not None:
        giftcards.pay_back_as_credit(
            order.customer_id, refund.amount, refund.currency, order_id=order.id, refund_id=refund.id,
            reason=refund.reason,
        )  # fmt: skip


def tenders(paying: Sequence[Share], intent: Intent, status: str) -> tuple[Tender, ...]:
    """How an order just placed is paid; `status` is that of what the gateway was asked for."""
    cards = [Tender(each.card.method, "paid", each.amount, 0, each.card.last4) for each in paying]
    asked = (
        [] if intent.method in giftcards.METHODS else [Tender(intent.method, status, intent.charge.amount)]
    )
    return (*cards, *asked)
