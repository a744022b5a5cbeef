"""The door of the mails: write one, send it, try again, show those that were caught.

A mail is a row, sealed under its person; erasing the person makes it unreadable and unsendable. One a cause:
reactions may run twice, nobody is written to twice.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from app.config import settings
from app.core import clock, crypto, jobs
from app.core.db import add_all, db, require_no_unit, unit_of_work
from app.core.errors import NotFound
from app.core.faults import fault
from app.core.i18n import locale_scope
from app.core.ids import new_id
from app.outbound.notifications import envelope, smtp
from app.outbound.notifications.letter import Letter, render
from app.outbound.notifications.models import Mail
from app.queries.merchant import Merchant

log = logging.getLogger(__name__)
SEND_JOB = "mail.send"
IN_HAND = timedelta(minutes=2)  # how long one sender keeps a mail to itself
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
"""Between the tries of a mail that is not taken: about two days in all."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom: `person_id` is whose key seals the mail, None for somebody who has none."""

    email: str
    locale: str
    person_id: UUID | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail to write; `cause` is what it is about, written about once."""

    letter: Letter
    to: Recipient
    sender: Merchant
    kind: str
    cause: str
    order_id: UUID | None = None
    with_invoice: bool = False


@dataclass(frozen=True, slots=True)
class CaughtMail:
    """A mail that was not sent for want of a mail server, readable; fields are empty once the person was erased."""

    id: UUID
    at: datetime
    kind: str
    recipient: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class MailNote:
    """What was written about an order, for its timeline: never what or to whom."""

    kind: str
    status: str
    at: datetime
    sent_at: datetime | None


def post(
    letter: Letter, to: Recipient, sender: Merchant, *, kind: str, cause: str, order_id: UUID | None = None,
    with_invoice: bool = False,
) -> bool:  # fmt: skip
    """Write one mail, as `post_several`; False when its cause was written about before."""
    return post_several([Draft(letter, to, sender, kind, cause, order_id, with_invoice)]) == 1


def post_several(drafts: Sequence[Draft]) -> int:
    """Write mails in the open unit and have them sent after the commit; answers how many were not written before.

    Without a mail server, and under a set clock, they are caught instead of sent.
    """
    if not drafts:
        return 0
    crypto.load_keys(draft.to.person_id for draft in drafts if draft.to.person_id)
    caught_ = settings().smtp_url is None or clock.is_frozen()
    rows = [_row(draft, caught_=caught_) for draft in drafts]
    written = add_all(Mail, rows, then="on conflict (cause) do nothing returning id").all()
    if not caught_:
        for mail in written:
            jobs.enqueue(SEND_JOB, mail_id=str(mail.id))
    return len(written)


def send(mail_id: UUID) -> None:
    """Try to hand one mail over, outside any transaction; what happened is written down. Opens its own units."""
    require_no_unit("a mail server's call")
    with unit_of_work():
        message = _take(mail_id)
    if message is None:
        return
    message.attach()
    url = settings().smtp_url
    try:
        if url is None:
            _note(mail_id, status="caught")
            return
        smtp.deliver(message.mime, smtp.server(url))
    except smtp.Refused as refusal:
        _note(mail_id, status="failed", failure=refusal.code)
    except smtp.Delayed as delay:
        _postpone(mail_id, delay.code)
    else:
        fault("mail.sent")
        _note(mail_id, status="sent", sent_at=clock.now(), failure=None)


def sweep(limit: int = 200) -> int:
    """Ask for every mail that is due and whose message may be lost; returns how many. Opens its own unit."""
    with unit_of_work():
        due = select(Mail.id).where(Mail.status == "queued", Mail.next_try_at <= clock.now())
        waiting = db.session.scalars(due.order_by(Mail.next_try_at).limit(limit)).all()
        for mail_id in waiting:
            jobs.enqueue(SEND_JOB, mail_id=str(mail_id))
    return len(waiting)


def caught(limit: int = 50) -> list[CaughtMail]:
    """The newest mails of the bound tenant that were caught, in the open unit."""
    rows: Sequence[Mail] = db.session.scalars(
        select(Mail)
        .where(Mail.status == "caught")
        .order_by(Mail.created_at.desc(), Mail.id.desc())
        .limit(limit)
    ).all()
    crypto.load_keys(row.person_id for row in rows if row.person_id)
    return [
        CaughtMail(
            row.id, row.created_at, row.kind,
            *(_open(row.person_id, field) or "" for field in (row.recipient, row.subject, row.body, row.html)),
        )
        for row in rows
    ]  # fmt: skip


def of_order(order_id: UUID) -> list[MailNote]:
    """What was written to the buyer of an order, oldest first."""
    rows = db.session.scalars(
        select(Mail).where(Mail.order_id == order_id).order_by(Mail.created_at, Mail.id)
    )
    return [MailNote(row.kind, row.status, row.created_at, row.sent_at) for row in rows]


def send_again(mail_id: UUID) -> None:
    """Give a failed mail another set of tries, in the open unit. Raises NotFound where none has failed."""
    again = update(Mail).where(Mail.id == mail_id, Mail.status == "failed").returning(Mail.id)
    if db.session.scalar(again.values(status="queued", tries=0, next_try_at=clock.now())) is None:
        raise NotFound("There is no such failed mail")
    jobs.enqueue(SEND_JOB, mail_id=str(mail_id))


def _row(draft: Draft, *, caught_: bool) -> dict[str, Any]:
    to, now = draft.to, clock.now()
    with locale_scope(to.locale):
        text, html = render(draft.letter, draft.sender)
    return {
        "id": new_id(), "kind": draft.kind, "cause": draft.cause, "order_id": draft.order_id,
        "person_id": to.person_id, "locale": to.locale, "recipient": _seal(to.person_id, to.email),
        "subject": _seal(to.person_id, draft.letter.subject), "body": _seal(to.person_id, text),
        "html": _seal(to.person_id, html), "attachment_key": "invoice" if draft.with_invoice else None,
        "status": "caught" if caught_ else "queued", "tries": 0, "next_try_at": now, "created_at": now,
    }  # fmt: skip


def _take(mail_id: UUID) -> envelope.Envelope | None:
    """Take a mail that is due into our hands; None when it is not, or another sender has it."""
    now = clock.now()
    mail = db.session.scalar(
        select(Mail)
        .where(Mail.id == mail_id, Mail.status == "queued", Mail.next_try_at <= now)
        .with_for_update(skip_locked=True)
    )
    if mail is None:
        return None
    fields = [_open(mail.person_id, each) for each in (mail.recipient, mail.subject, mail.body, mail.html)]
    if None in fields:
        mail.status, mail.failure = "failed", "erased"
        return None
    mail.tries, mail.next_try_at = mail.tries + 1, now + IN_HAND
    return envelope.make(mail, *(field or "" for field in fields))


def _postpone(mail_id: UUID, code: str) -> None:
    """Plan the next try, or give up after the last."""
    with unit_of_work():
        mail = db.session.get_one(Mail, mail_id, with_for_update=True)
        mail.failure = code
        if mail.tries > len(PAUSES):
            mail.status = "failed"
            return
        pause = PAUSES[mail.tries - 1]
        mail.next_try_at = clock.now() + pause
        jobs.enqueue(SEND_JOB, delay_ms=int(pause.total_seconds() * 1000) + 500, mail_id=str(mail_id))
    log.warning("mail %s was not taken (%s); next try in %s", mail_id, code, pause)


def _note(mail_id: UUID, **values: object) -> None:
    with unit_of_work():
        db.session.execute(update(Mail).where(Mail.id == mail_id).values(**values))


def _seal(person_id: UUID | None, value: str) -> bytes:
    return crypto.seal(person_id, value) if person_id else crypto.seal_secret(value)


def _open(person_id: UUID | None, sealed: bytes) -> str | None:
    return crypto.open_(person_id, sealed) if person_id else crypto.open_secret(sealed)
