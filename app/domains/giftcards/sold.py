"""Gift cards sold as products: one for each unit paid for, taken back with the money while nothing was spent.

Their codes can be made again, by us alone, from the line that sold them: so they are mailed without being kept.
"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select, update

from app.core import clock, crypto
from app.core.db import db
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.tenancy import current_tenant
from app.domains.giftcards import repo, rules, service
from app.domains.giftcards.errors import CardRefused, Spent
from app.domains.giftcards.models import GiftCard, GiftCardEntry
from app.domains.giftcards.types import Card, Issued


def issue(
    order_id: UUID,
    line_id: UUID,
    worth: Sequence[int],
    currency: str,
    *,
    taxed: Sequence[dict[str, Any]] = (),
) -> list[UUID]:
    """Make the cards of a line that are not there yet, one for each of `worth` (minor units); returns the new ones.

    `taxed`: what each single-purpose card was taxed with; none for multi-purpose ones.
    """
    there = _places(line_id)
    made = []
    for place, amount in enumerate(worth, 1):
        if place in there or amount <= 0:
            continue
        card = service.open_card(
            _code(line_id, place), currency, card_id=new_id(), order_id=order_id, line_id=line_id, place=place,
            taxed=taxed[place - 1] if taxed else None,
        )  # fmt: skip
        repo.move(card.id, "issue", amount, order_id=order_id)
        made.append(card.id)
    return made


def told(card_ids: Sequence[UUID]) -> list[Issued]:
    """Sold cards with their codes in clear, for the buyer's mail."""
    rows = db.session.execute(
        select(GiftCard.id, GiftCard.line_id, GiftCard.place)
        .where(GiftCard.id.in_(card_ids), GiftCard.line_id.is_not(None))
        .order_by(GiftCard.line_id, GiftCard.place)
    ).all()
    return [Issued(service.card_of(row.id), rules.spaced(_code(row.line_id, row.place))) for row in rows]


def load(card_id: UUID, amount: int, *, order_id: UUID, line_id: UUID) -> Card:
    """A line of a sale put money on a card that is there; returns it after that. Raises CardRefused, UnknownCard."""
    card = service.card_of(card_id)
    if card.kind != "gift" or card.taxed or service.state_of(card) == "blocked":
        raise CardRefused(
            _("The gift card ending in %(last4)s cannot be topped up", last4=card.last4),
            fields={"gift_card": _("Sell another one instead")},
        )
    until = rules.expires_on(current_tenant().country, service.today())
    repo.move(card_id, "top_up", amount, order_id=order_id, line_id=line_id, revive_until=until)
    return service.card_of(card_id)


def loads_of(line_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, int]]:
    """Line id -> the card that it put money on, and how much."""
    rows = db.session.execute(
        select(GiftCardEntry.line_id, GiftCardEntry.card_id, GiftCardEntry.amount).where(
            GiftCardEntry.line_id.in_(line_ids), GiftCardEntry.kind == "top_up"
        )
    )
    return {row.line_id: (row.card_id, row.amount) for row in rows}


def take_back_load(line_id: UUID, *, order_id: UUID, reason: str) -> None:
    """The money for what a line put on a card goes back: it is off the card again. Raises Spent where it is not there."""
    for card_id, amount in loads_of([line_id]).values():
        if repo.move(card_id, "adjust", -amount, order_id=order_id, line_id=line_id, reason=reason) is None:
            raise Spent(_("Something was paid with this gift card already"), left=0)


def restore_load(line_id: UUID, *, order_id: UUID, reason: str) -> None:
    """The money did not go back after all: it is on the card again."""
    for card_id, amount in loads_of([line_id]).values():
        repo.move(card_id, "adjust", amount, order_id=order_id, line_id=line_id, reason=reason)


def to_hand_over(order_id: UUID) -> list[UUID]:
    """Cards that an order sold and whose codes the buyer does not have from a till yet."""
    kept = select(GiftCard.id).where(GiftCard.order_id == order_id, GiftCard.handed_at.is_(None))
    return list(db.session.scalars(kept.order_by(GiftCard.line_id, GiftCard.place)))


def hand_over(order_id: UUID) -> None:
    """The buyer has the codes: they are told no more."""
    db.session.execute(
        update(GiftCard)
        .where(GiftCard.order_id == order_id, GiftCard.handed_at.is_(None))
        .values(handed_at=clock.now())
    )


def take_back(line_id: UUID, units: int, *, order_id: UUID, reason: str) -> None:
    """The money for so many units of a line goes back: as many untouched cards end. Raises Spent, naming how many can."""
    cards = _untouched(line_id)
    if not cards and not _places(line_id):
        return
    if len(cards) < units:
        raise Spent(_("Something was paid with these gift cards already"), left=len(cards))
    for card_id, balance in cards[:units]:
        repo.move(card_id, "adjust", -balance, order_id=order_id, reason=reason)
        _set_status(card_id, "blocked")


def restore(line_id: UUID, units: int, *, order_id: UUID, reason: str) -> None:
    """The money did not go back after all: the cards that were taken back last pay again."""
    rows = db.session.execute(
        select(GiftCard.id, _first_amount()).where(
            GiftCard.line_id == line_id, GiftCard.status == "blocked", GiftCard.balance == 0
        ).order_by(GiftCard.place).limit(units)
    ).all()  # fmt: skip
    for card_id, amount in rows:
        _set_status(card_id, "active")
        repo.move(card_id, "adjust", amount, order_id=order_id, reason=reason)


def _untouched(line_id: UUID) -> list[tuple[UUID, int]]:
    """Cards of a line that hold what they were sold with, the last first; held until the unit ends."""
    rows = db.session.execute(
        select(GiftCard.id, GiftCard.balance, _first_amount())
        .where(GiftCard.line_id == line_id, GiftCard.status == "active")
        .order_by(GiftCard.id.desc()).with_for_update(of=GiftCard)
    ).all()  # fmt: skip
    return [(card_id, balance) for card_id, balance, sold_for in rows if balance == sold_for]


def _first_amount() -> ScalarSelect[int]:
    return (
        select(func.max(GiftCardEntry.amount))
        .where(GiftCardEntry.card_id == GiftCard.id, GiftCardEntry.kind == "issue")
        .scalar_subquery()
    )


def _places(line_id: UUID) -> set[int | None]:
    return set(db.session.scalars(select(GiftCard.place).where(GiftCard.line_id == line_id)))


def _set_status(card_id: UUID, status: str) -> None:
    db.session.execute(update(GiftCard).where(GiftCard.id == card_id).values(status=status))


def _code(line_id: UUID, place: int) -> str:
    secret = crypto.derive_token("gift_card", f"{line_id.hex}-{place}")
    return rules.code_of(crypto.hash_token(secret))
