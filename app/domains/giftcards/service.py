"""The door of gift cards and store credit: make a card, find it by its code, take from it, give back to it."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import insert, update

from app.core import audit, clock, crypto
from app.core.db import db
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.tenancy import current_tenant
from app.domains.giftcards import repo, rules
from app.domains.giftcards.errors import BalanceChanged, CardThere, TooLittle, UnknownCard
from app.domains.giftcards.models import GiftCard
from app.domains.giftcards.types import Card, Issued, Taking

METHODS = ("gift_card", "store_credit")
"""The ways to pay that are balances of ours, as payments name them."""
MOST = 10**9
"""The most that one card may be loaded with at once, minor units."""


def today() -> date:
    """The day it is in the shop: a card pays until its last day there has gone by."""
    return clock.now().astimezone(ZoneInfo(current_tenant().timezone)).date()


def issue(amount: int, currency: str, *, note: str = "", card_id: UUID | None = None) -> Issued:
    """Make a gift card over an amount, by hand. Raises Invalid at `amount`, CardThere for an id that is taken."""
    _check_amount(amount)
    if card_id is not None and repo.by_id(card_id) is not None:
        raise CardThere(_("This card was issued a moment ago"), card=str(card_id))
    code = rules.new_code()
    card = open_card(code, currency, card_id=card_id or new_id(), note=note)
    _load(card.id, "issue", amount, note)
    return Issued(card_of(card.id), rules.spaced(code))


def grant_credit(customer_id: UUID, amount: int, currency: str, *, reason: str) -> Card:
    """Put store credit into a customer's account. Raises Invalid at `amount` and `reason`."""
    _check_amount(amount)
    _check_reason(reason)
    card_id = credit_account(customer_id, currency)
    _load(card_id, "top_up", amount, reason)
    return card_of(card_id)


def credit_account(customer_id: UUID, currency: str) -> UUID:
    """A customer's store credit, opened empty where there was none."""
    known = repo.credit_of(customer_id, currency)
    return known.id if known else repo.open_credit(new_id(), customer_id, currency)


def top_up(card_id: UUID, amount: int, *, reason: str) -> int:
    """Load more onto a card, which then lasts as a new one does; returns the balance. Raises UnknownCard, Invalid."""
    _check_amount(amount)
    card = card_of(card_id)
    if card.status == "blocked":
        raise Invalid(_("This card is blocked"), fields={"amount": _("Unblock the card first")})
    _check_taxed(card, amount)
    return _load(card_id, "top_up", amount, reason)


def adjust(card_id: UUID, amount: int, *, reason: str, order_id: UUID | None = None) -> int:
    """Correct a balance by an amount with its sign; returns it. Raises UnknownCard, Invalid, TooLittle."""
    _check_reason(reason)
    if not amount or abs(amount) > MOST:
        raise Invalid(_("Some fields need another look"), fields={"amount": _("Enter another amount")})
    card = card_of(card_id)
    _check_taxed(card, amount)
    left = repo.move(card.id, "adjust", amount, reason=reason, order_id=order_id)
    if left is None:
        raise TooLittle(_("There is less than that on the card"), balance=card.balance)
    _note(
        "giftcards.adjusted", card.id, {"amount": amount, "currency": card.currency, "balance": left}, reason
    )
    return left


def block(card_id: UUID, *, blocked: bool, reason: str) -> None:
    """Stop a card from paying, or let it pay again. Raises UnknownCard, Invalid at `reason`."""
    _check_reason(reason)
    card = card_of(card_id)
    to = "blocked" if blocked else "active"
    db.session.execute(
        update(GiftCard).where(GiftCard.id == card.id, GiftCard.status != "expired").values(status=to)
    )
    _note("giftcards.blocked" if blocked else "giftcards.unblocked", card.id, {"status": to}, reason)


def card_of(card_id: UUID) -> Card:
    """A card by its id. Raises UnknownCard."""
    found = repo.by_id(card_id)
    if found is None:
        raise UnknownCard(_("There is no such card"))
    return found


def declared(card: Card, before: int, after: int) -> dict[str, Any]:
    """What a payment notes of a card that was taxed when it was sold: `taxed`, with the tax in what it pays."""
    return {"taxed": rules.declared(card.taxed, before, after)} if card.taxed else {}


def by_codes(codes: Collection[str]) -> dict[str, Card]:
    """The cards of these codes, by the code as it was given; a code that nobody has is left out."""
    hashes = {code: _hash(code) for code in codes}
    found = repo.by_hashes(set(hashes.values()))
    return {code: found[hashed] for code, hashed in hashes.items() if hashed in found}


def credit_of(customer_id: UUID, currency: str) -> Card | None:
    """A customer's store credit in a currency, if there was ever any."""
    return repo.credit_of(customer_id, currency)


def state_of(card: Card) -> str:
    """The card's status today: a card whose last day has gone by has expired, also before the night's job says so."""
    over = card.expires_on is not None and card.expires_on < today()
    return "expired" if over and card.status == "active" else card.status


def pays(card: Card) -> bool:
    """Whether anything can be paid with it today."""
    return card.balance > 0 and state_of(card) == "active"


def take(order_id: UUID | None, takings: Sequence[Taking]) -> None:
    """Take from cards what they pay: all of it or nothing. Raises BalanceChanged.

    One statement that locks the cards in the order of their ids; it comes before stock is taken (DESIGN 5).
    """
    if takings and repo.take(order_id, takings, today=today()) < len(takings):
        raise BalanceChanged(_("A card has less on it than a moment ago. Nothing was taken; look it over."))


def give_back(order_id: UUID, payment_ids: Collection[UUID], *, reason: str) -> None:
    """Return what payments took that came to nothing."""
    if payment_ids:
        repo.give_back(order_id, payment_ids, reason)


def pay_back(payment_id: UUID, amount: int, *, order_id: UUID, refund_id: UUID, reason: str) -> None:
    """A refund returns to the card that paid; one that has ended meanwhile pays again for a while.

    Raises UnknownCard when the payment was none of a card.
    """
    card_id = repo.paid_with(payment_id)
    if card_id is None:
        raise UnknownCard(_("There is no such card"))
    _return(card_id, amount, order_id, refund_id, reason)


def pay_back_as_credit(
    customer_id: UUID, amount: int, currency: str, *, order_id: UUID, refund_id: UUID, reason: str
) -> None:
    """A refund becomes store credit of the customer."""
    _return(credit_account(customer_id, currency), amount, order_id, refund_id, reason)


def _return(card_id: UUID, amount: int, order_id: UUID, refund_id: UUID, reason: str) -> None:
    repo.move(
        card_id, "give_back", amount, reason=reason, order_id=order_id, refund_id=refund_id,
        revive_until=today() + rules.GRACE,
    )  # fmt: skip


def expire(limit: int = 500) -> int:
    """End cards whose last day has gone by, and write off what was left; returns how many."""
    ended = repo.ended(today(), limit)
    for card_id, left in ended:
        if left:
            repo.move(card_id, "expire", -left)
    if ended:
        repo.end([card_id for card_id, _left in ended])
    return len(ended)


def open_card(
    code: str, currency: str, *, card_id: UUID, note: str = "", order_id: UUID | None = None, line_id: UUID | None = None,
    place: int | None = None, taxed: dict[str, Any] | None = None,
) -> Card:  # fmt: skip
    """An empty gift card with this code; it lasts as the country's rule says. `taxed`: it is a single-purpose one."""
    made = {
        "id": card_id, "kind": "gift", "code_hash": _hash(code), "last4": code[-4:], "currency": currency,
        "balance": 0, "vat": "single" if taxed else "multi", "taxed": taxed,
        "expires_on": rules.expires_on(current_tenant().country, today()),
        "order_id": order_id, "line_id": line_id, "place": place, "note": note, "created_at": clock.now(),
    }  # fmt: skip
    db.session.execute(insert(GiftCard).values(**made))
    return card_of(card_id)


def _load(card_id: UUID, kind: str, amount: int, reason: str) -> int:
    """Put money on a card, which lasts from now on as a new one does."""
    card = card_of(card_id)
    until = rules.expires_on(current_tenant().country, today()) if card.kind == "gift" else None
    left = repo.move(card_id, kind, amount, reason=reason, revive_until=until) or 0
    what = {"issue": "giftcards.issued", "top_up": "giftcards.topped_up"}[kind]
    _note(
        what,
        card_id,
        {"amount": amount, "currency": card.currency, "balance": left, "kind": card.kind},
        reason,
    )
    return left


def _hash(code: str) -> bytes:
    """All that is kept of a code: a keyed hash, of no use without the tenant's key."""
    return crypto.blind("gift_card", rules.plain(code))


def _check_amount(amount: int) -> None:
    if not 0 < amount <= MOST:
        raise Invalid(_("Some fields need another look"), fields={"amount": _("Enter an amount above 0")})


def _check_taxed(card: Card, amount: int) -> None:
    """Raises Invalid where a single-purpose card would hold more than was taxed with its sale."""
    if card.taxed and card.balance + amount > card.taxed["total"]:
        words = _("This card was taxed when it was sold: sell another one instead")
        raise Invalid(words, fields={"amount": words})


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(_("Some fields need another look"), fields={"reason": _("Say why")})


def _note(what: str, card_id: UUID, after: dict[str, object], reason: str) -> None:
    audit.record(what, object_type="gift_card", object_id=card_id, after=after, reason=reason or None)
