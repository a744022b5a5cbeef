"""SQL of the cards: every move of a balance is one conditional UPDATE with its ledger entry."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from app.core import clock
from app.core.db import run
from app.core.principal import current_principal
from app.domains.giftcards.types import Card, Taking

FACTS = "id, kind, last4, currency, balance, status, expires_on, vat, customer_id, taxed"
BY_HASH = text(
    f"select {FACTS}, code_hash from gift_card where code_hash = any(cast(:hashes as bytea[]))"  # noqa: S608 - our own names
)
BY_ID = text(f"select {FACTS} from gift_card where id = :id")  # noqa: S608 - our own names
CREDIT = text(
    f"select {FACTS} from gift_card where kind = 'credit' and customer_id = :customer and currency = :currency"  # noqa: S608 - our own names
)
OPEN_CREDIT = text(
    """
    insert into gift_card (id, kind, currency, customer_id, created_at)
    values (:id, 'credit', :currency, :customer, :now)
    on conflict (customer_id, currency) where kind = 'credit' do update set kind = 'credit'
    returning id
    """
)
_ENTRY = """
    insert into gift_card_entry
        (card_id, at, kind, amount, balance, order_id, payment_id, refund_id, reason, actor, actor_name)
"""
MOVE = text(
    """
    with moved as (
        update gift_card set balance = balance + :amount,
               status = case when :revive and status = 'expired' then 'active' else status end,
               expires_on = case when :revive and expires_on < :until then cast(:until as date) else expires_on end
        where id = :id and balance + :amount >= 0
        returning id, balance
    ), told as (
        insert into gift_card_entry (card_id, at, kind, amount, balance, order_id, payment_id, refund_id, line_id,
                                     reason, actor, actor_name)
        select id, :now, :kind, :amount, balance, cast(:order_id as uuid), cast(:payment_id as uuid),
               cast(:refund_id as uuid), cast(:line_id as uuid), :reason, :actor, :actor_name from moved
    )
    select balance from moved
    """
)
TAKE = text(
    f"""
    with wanted as (
        select * from jsonb_to_recordset(cast(:takings as jsonb)) as w (card_id uuid, payment_id uuid, amount bigint)
    ), held as (
        select c.id from gift_card c join wanted w on w.card_id = c.id order by c.id for update of c
    ), moved as (
        update gift_card c set balance = c.balance - w.amount from wanted w join held h on h.id = w.card_id
        where c.id = w.card_id and c.balance >= w.amount and c.status = 'active'
          and (c.expires_on is null or c.expires_on >= :today)
        returning c.id, c.balance, w.amount, w.payment_id
    ), told as ({_ENTRY}
        select id, :now, 'redeem', -amount, balance, cast(:order_id as uuid), payment_id, null, '', :actor, :actor_name
        from moved
    )
    select count(*) from moved
    """  # noqa: S608 - our own names
)
GIVE_BACK = text(
    f"""
    with spent as (
        select card_id, payment_id, -sum(amount) as amount from gift_card_entry
        where payment_id = any(cast(:payments as uuid[])) group by 1, 2 having sum(amount) < 0
    ), summed as (
        select card_id, sum(amount) as amount from spent group by 1
    ), held as (
        select c.id from gift_card c join summed s on s.card_id = c.id order by c.id for update of c
    ), moved as (
        update gift_card c set balance = c.balance + s.amount from summed s join held h on h.id = s.card_id
        where c.id = s.card_id returning c.id, c.balance
    ), told as ({_ENTRY}
        select s.card_id, :now, 'give_back', s.amount, m.balance, cast(:order_id as uuid), s.payment_id, null, :reason,
               :actor, :actor_name
        from spent s join moved m on m.id = s.card_id
    )
    select count(*) from moved
    """  # noqa: S608 - our own names
)
PAID_WITH = text("select card_id from gift_card_entry where payment_id = :payment and kind = 'redeem'")
ENDED = text(
    """
    select id, balance from gift_card
    where status <> 'expired' and expires_on < :today order by id limit :limit for update skip locked
    """
)
END = text("update gift_card set status = 'expired' where id = any(cast(:ids as uuid[]))")


def by_hashes(hashes: Collection[bytes]) -> dict[bytes, Card]:
    """The cards with these hashes of codes."""
    rows = run(BY_HASH, {"hashes": list(hashes)})
    return {bytes(row.code_hash): _card(row) for row in rows}


def by_id(card_id: UUID) -> Card | None:
    row = run(BY_ID, {"id": card_id}).first()
    return _card(row) if row else None


def credit_of(customer_id: UUID, currency: str) -> Card | None:
    """A customer's store credit in a currency."""
    row = run(CREDIT, {"customer": customer_id, "currency": currency}).first()
    return _card(row) if row else None


def open_credit(new: UUID, customer_id: UUID, currency: str) -> UUID:
    """The customer's store credit, made now unless somebody else did a moment ago."""
    asked = {"id": new, "customer": customer_id, "currency": currency, "now": clock.now()}
    found: UUID = run(OPEN_CREDIT, asked).scalar_one()
    return found


def _card(row: Any) -> Card:
    return Card(
        row.id, row.kind, row.last4, row.currency, row.balance, row.status, row.expires_on, row.vat, row.customer_id,
        row.taxed,
    )  # fmt: skip


def _who() -> dict[str, Any]:
    actor = current_principal()
    return {"now": clock.now(), "actor": actor.label, "actor_name": actor.name}


def move(
    card_id: UUID,
    kind: str,
    amount: int,
    *,
    reason: str = "",
    order_id: UUID | None = None,
    payment_id: UUID | None = None,
    refund_id: UUID | None = None,
    line_id: UUID | None = None,
    revive_until: date | None = None,
) -> int | None:
    """Change a balance and say so in the ledger; the new balance, None where it would fall below nothing.

    With `revive_until` a card that ended, or ends before, pays until then again.
    """
    about = {"id": card_id, "kind": kind, "amount": amount, "reason": reason, "order_id": order_id}
    more = {"payment_id": payment_id, "refund_id": refund_id, "line_id": line_id, "until": revive_until}
    found = run(MOVE, {**about, **more, "revive": revive_until is not None, **_who()})
    row = found.first()
    return None if row is None else int(row.balance)


def take(order_id: UUID | None, takings: Sequence[Taking], *, today: date) -> int:
    """Take what each card pays, as far as it can; returns how many could. The rows stay locked."""
    wanted = [
        {"card_id": str(each.card_id), "payment_id": str(each.payment_id), "amount": each.amount}
        for each in takings
    ]
    asked = {"takings": orjson.dumps(wanted).decode(), "order_id": order_id, "today": today}
    return int(run(TAKE, {**asked, **_who()}).scalar_one())


def give_back(order_id: UUID | None, payment_ids: Collection[UUID], reason: str) -> None:
    """Return what these payments took and did not return yet."""
    asked = {"payments": list(payment_ids), "order_id": order_id, "reason": reason}
    run(GIVE_BACK, {**asked, **_who()})


def paid_with(payment_id: UUID) -> UUID | None:
    """The card that a payment was taken from."""
    found: UUID | None = run(PAID_WITH, {"payment": payment_id}).scalar()
    return found


def ended(today: date, limit: int) -> list[tuple[UUID, int]]:
    """Cards whose last day has gone by, with what is left on them; held until the unit ends."""
    return [(row.id, row.balance) for row in run(ENDED, {"today": today, "limit": limit})]


def end(ids: Collection[UUID]) -> None:
    run(END, {"ids": list(ids)})
