"""What a till took from a card before its sale is booked: kept under the id that the sale's payment will have."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import run
from app.core.i18n import gettext as _
from app.domains.giftcards import repo, service
from app.domains.giftcards.errors import BalanceChanged
from app.domains.giftcards.types import Card, Taking

LASTS = timedelta(hours=24)
"""How long a till may keep what no sale has used: the money is back on the card after that."""
LOCK = text(
    """
    select id from gift_card
    where id in (select card_id from gift_card_entry where payment_id = :payment) for update
    """
)
HELD = text(
    """
    select card_id, -sum(amount)::bigint as amount, min(balance) filter (where kind = 'redeem') as after
    from gift_card_entry where payment_id = :payment group by 1 having sum(amount) < 0
    """
)
FORGOTTEN = text(
    """
    select payment_id from gift_card_entry
    where payment_id in (
        select e.payment_id from gift_card_entry e
        where e.kind = 'redeem' and e.order_id is null and e.at < :before and e.at > :since)
      and not exists (select from payment p where p.id = payment_id)
    group by 1 having sum(amount) < 0 limit 500
    """
)


def hold(hold_id: UUID, card: Card, most: int) -> int:
    """Take at most so much for a sale to come; returns how much. The same hold again changes nothing.

    Raises BalanceChanged.
    """
    known = run(HELD, {"payment": hold_id}).first()
    if known is not None:
        return int(known.amount)
    amount = min(most, card.balance)
    service.take(None, [Taking(card.id, hold_id, amount)])
    return amount


def lock(hold_id: UUID) -> None:
    """Hold the card until the unit ends: whether a sale spends it or the till lets it go is decided once."""
    run(LOCK, {"payment": hold_id})


def release(hold_id: UUID) -> None:
    """The till does without: what is held is on the card again. The card is locked."""
    repo.give_back(None, [hold_id], "")


def taxed(hold_id: UUID, card: Card) -> dict[str, Any]:
    """What the payment of a hold notes, and its receipt says, of a card that was taxed when it was sold."""
    held = run(HELD, {"payment": hold_id}).first() if card.taxed else None
    return service.declared(card, held.after + held.amount, held.after) if held else {}


def spend(hold_id: UUID, amount: int, order_id: UUID) -> Card:
    """A sale is paid with what is held; returns the card. Raises BalanceChanged where it is held no more."""
    lock(hold_id)
    held = run(HELD, {"payment": hold_id}).first()
    if held is None or held.amount != amount:
        raise BalanceChanged(_("The gift card does not hold this for the sale any more"), order=str(order_id))
    return service.card_of(held.card_id)


def forgotten() -> list[UUID]:
    """What tills took and no sale has used for a day."""
    before = clock.now() - LASTS
    return [row.payment_id for row in run(FORGOTTEN, {"before": before, "since": before - LASTS * 7})]
