"""Gift cards and store credit as staff see them: the list, one card with its ledger, and what is owed in all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.like import begins
from app.core.paging import Page, clamp, cut, decode_cursor
from app.domains.giftcards import service as giftcards
from app.domains.giftcards.types import KINDS, STATUSES

CARDS = text(
    """
    select c.id, c.kind, c.last4, c.currency, c.balance, s.status, c.expires_on, c.vat, c.customer_id, c.note,
           c.created_at, coalesce(p.name, '') as customer, o.number as order_number, c.order_id
    from gift_card c left join customer p on p.id = c.customer_id left join "order" o on o.id = c.order_id
    cross join lateral (
        select case when c.status = 'active' and c.expires_on < :today then 'expired' else c.status end as status
    ) s
    where (cast(:kind as text) is null or c.kind = :kind) and (cast(:status as text) is null or s.status = :status)
      and (cast(:id as uuid) is null or c.id = :id)
      and (cast(:q as text) is null or c.last4 = upper(:q) or c.id = cast(:meant as uuid) or o.number = :q
           or p.name ilike :like or c.note ilike :like)
      and (cast(:at as timestamptz) is null or (c.created_at, c.id) < (cast(:at as timestamptz), cast(:last as uuid)))
    order by c.created_at desc, c.id desc limit :limit
    """
)
ENTRIES = text(
    """
    select e.id, e.at, e.kind, e.amount, e.balance, e.order_id, o.number as order_number, e.reason, e.actor,
           e.actor_name
    from gift_card_entry e left join "order" o on o.id = e.order_id
    where e.card_id = :card and (cast(:before as bigint) is null or e.id < :before)
    order by e.id desc limit :limit
    """
)
OWED = text(
    """
    select currency, sum(balance)::bigint as amount, count(*) filter (where balance > 0) as cards
    from gift_card group by 1 having sum(balance) > 0 order by 2 desc, 1
    """
)
OF_CUSTOMER = text(
    "select id, currency, balance, status from gift_card where kind = 'credit' and customer_id = :customer"
    " order by currency"
)


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card in a list; `last4` ends its code, `order_number` sold it. Minor units."""

    id: UUID
    kind: str
    last4: str
    currency: str
    balance: int
    status: str
    expires_on: date | None
    vat: str
    customer_id: UUID | None
    note: str
    created_at: datetime
    customer: str
    order_number: str | None
    order_id: UUID | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a card's ledger, newest first; `balance` after it."""

    id: int
    at: datetime
    kind: str
    amount: int
    balance: int
    order_id: UUID | None
    order_number: str | None
    reason: str
    actor: str
    actor_name: str


@dataclass(frozen=True, slots=True)
class Owed:
    """What the shop owes to the holders of cards in one currency."""

    currency: str
    amount: int
    cards: int


def cards(
    *, kind: str = "", status: str = "", q: str = "", cursor: str | None = None, limit: int | None = None
) -> Page[CardRow]:
    """Cards, newest first; `q`: a whole code, the end of one, an order's number, a customer's name, a note."""
    size, (at, last) = clamp(limit), decode_cursor(cursor, datetime, UUID) or (None, None)
    words = q.replace("\0", "").strip()[:100]
    meant = giftcards.by_codes([words]).get(words) if words else None
    asked = {
        "kind": kind if kind in KINDS else None, "status": status if status in STATUSES else None, "id": None,
        "q": words or None, "meant": meant.id if meant else None, "like": begins(words), "at": at, "last": last,
        "limit": size + 1, "today": giftcards.today(),
    }  # fmt: skip
    found = [CardRow(*row) for row in db.session.execute(CARDS, asked)]
    return cut(found, size, lambda row: (row.created_at.isoformat(), str(row.id)))


def card(card_id: UUID) -> CardRow:
    """One card. Raises NotFound."""
    asked: dict[str, Any] = dict.fromkeys(("kind", "status", "q", "meant", "like", "at", "last"))
    row = db.session.execute(CARDS, {**asked, "id": card_id, "limit": 1, "today": giftcards.today()}).first()
    if row is None:
        raise NotFound(_("There is no such card"))
    return CardRow(*row)


def entries(card_id: UUID, *, cursor: str | None = None, limit: int | None = None) -> Page[Entry]:
    """A card's ledger, newest first."""
    size, (before,) = clamp(limit), decode_cursor(cursor, int) or (None,)
    rows = db.session.execute(ENTRIES, {"card": card_id, "before": before, "limit": size + 1})
    return cut([Entry(*row) for row in rows], size, lambda row: (row.id,))


def owed() -> list[Owed]:
    """The sum of all balances, by currency, the largest first."""
    return [Owed(*row) for row in db.session.execute(OWED)]


def credits_of(customer_id: UUID) -> Sequence[Any]:
    """A customer's store credit: (id, currency, balance, status)."""
    return db.session.execute(OF_CUSTOMER, {"customer": customer_id}).all()
