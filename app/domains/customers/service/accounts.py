"""Accounts: register, sign in, sessions, passwords. Wrong tries are counted and answered, never raised."""

import base64
from datetime import timedelta
from uuid import UUID

from app.core import audit, clock, crypto, events, passwords
from app.core.db import db
from app.core.errors import Unauthorized
from app.core.i18n import gettext as _
from app.domains.customers import repo
from app.domains.customers.errors import BadLink, WrongPassword
from app.domains.customers.events import CustomerPasswordResetAsked, CustomerRegistered
from app.domains.customers.models import Customer, CustomerSession, CustomerToken
from app.domains.customers.service.people import find_or_create
from app.domains.customers.types import SessionFacts, SignIn, TokenMail

WRONG_TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
IDLE, ABSOLUTE, SEEN_EVERY = timedelta(days=30), timedelta(days=90), timedelta(minutes=1)
LINK_LASTS = timedelta(hours=1)
REFUSED = SignIn("refused")


def register(*, email: str, name: str, password: str, locale: str) -> SignIn:
    """Open an account. An address that is known already must be proved by mail first (`mailed`).

    Raises WeakPassword.
    """
    passwords.check_strength(password, about=f"{name} {email}")
    found = find_or_create(email=email, name=name, locale=locale)
    if not found.created:
        ask_password_reset(email=email)
        return SignIn("mailed")
    customer = db.session.get_one(Customer, found.id)
    customer.password_hash = passwords.hash_password(password)
    audit.record("customers.registered", object_type="customer", object_id=customer.id)
    events.record(CustomerRegistered(customer_id=str(customer.id)))
    return _admit(customer)


def sign_in(*, email: str, password: str) -> SignIn:
    """Try a password; five wrong ones pause the account for a quarter of an hour."""
    customer = repo.by_email(crypto.blind("email", email), lock=True)
    fits = passwords.verify(customer.password_hash if customer else None, password)
    if customer is None or customer.password_hash is None:
        return REFUSED
    if customer.locked_until is not None and customer.locked_until > clock.now():
        return REFUSED
    if not fits:
        _count_wrong(customer)
        return REFUSED
    if passwords.is_dated(customer.password_hash):
        customer.password_hash = passwords.hash_password(password)
    return _admit(customer)


def session_facts(token: str) -> SessionFacts | None:
    """The live session with this token; one statement, and once a minute a second that notes the visit."""
    row, at = repo.session_row(crypto.hash_token(token)), clock.now()
    if row is None or at - row.seen_at >= IDLE or at - row.created_at >= ABSOLUTE:
        return None
    if at - row.seen_at >= SEEN_EVERY:
        repo.touch_session(row.id, at)
    return SessionFacts(row.id, row.customer_id, row.name, row.locale, row.company_id, tuple(row.groups))


def sign_out(*, customer_id: UUID, session_id: UUID) -> None:
    """End one session."""
    repo.end_sessions(customer_id, only=session_id)


def sign_out_everywhere(customer_id: UUID, *, but: UUID | None = None) -> None:
    """End the person's sessions, except one."""
    repo.end_sessions(customer_id, but=but)


def ask_password_reset(*, email: str) -> None:
    """Have a link mailed; guests get their first password by it. Says nothing about whether one is known."""
    customer = repo.by_email(crypto.blind("email", email))
    if customer is None:
        return
    repo.void_tokens(customer.id)
    token = crypto.new_token()
    db.session.add(
        CustomerToken(
            customer_id=customer.id,
            kind="reset",
            token_hash=crypto.hash_token(token),
            expires_at=clock.now() + LINK_LASTS,
        )
    )
    sealed = base64.b64encode(crypto.seal(customer.id, token)).decode()
    events.record(CustomerPasswordResetAsked(customer_id=str(customer.id), sealed_token=sealed))


def token_mail(*, customer_id: UUID, sealed_token: str) -> TokenMail | None:
    """What a mail with the link needs; None when the person was erased."""
    customer = repo.customer(customer_id)
    token = crypto.open_(customer_id, base64.b64decode(sealed_token))
    email = crypto.open_(customer_id, customer.email) if customer else None
    if customer is None or token is None or email is None:
        return None
    return TokenMail(name=customer.name, email=email, locale=customer.locale, token=token)


def check_link(token: str) -> Customer:
    """Whom a reset link is for. Raises BadLink."""
    link = repo.take_token("reset", crypto.hash_token(token))
    customer = repo.customer(link.customer_id) if link else None
    if customer is None or customer.erased_at is not None:
        raise BadLink(_("This link was used or is too old. Ask for a new one."))
    return customer


def reset_password(*, token: str, password: str) -> SignIn:
    """Choose a password by link, ending every other session. Raises BadLink, WeakPassword."""
    customer = check_link(token)
    passwords.check_strength(password, about=customer.name)
    repo.void_tokens(customer.id)
    repo.end_sessions(customer.id)
    customer.password_hash = passwords.hash_password(password)
    customer.email_proved_at = clock.now()
    audit.record("customers.password_reset", object_type="customer", object_id=customer.id)
    return _admit(customer)


def change_password(*, customer_id: UUID, current: str, password: str, keep: UUID | None) -> None:
    """Change one's own password, ending the other sessions. Raises WrongPassword, WeakPassword."""
    customer = repo.customer(customer_id, lock=True)
    if customer is None:
        raise Unauthorized(_("Sign in to continue"))
    if not passwords.verify(customer.password_hash, current):
        message = _("This is not your present password")
        raise WrongPassword(message, fields={"current": message})
    passwords.check_strength(password, about=customer.name)
    customer.password_hash = passwords.hash_password(password)
    repo.end_sessions(customer.id, but=keep)
    audit.record("customers.password_changed", object_type="customer", object_id=customer.id)


def _admit(customer: Customer) -> SignIn:
    customer.failed_logins, customer.locked_until = 0, None
    token, at = crypto.new_token("cs_"), clock.now()
    db.session.add(
        CustomerSession(
            customer_id=customer.id, token_hash=crypto.hash_token(token), created_at=at, seen_at=at
        )
    )
    return SignIn("signed_in", token, customer.id)


def _count_wrong(customer: Customer) -> None:
    customer.failed_logins += 1
    audit.record(
        "customers.sign_in_failed",
        object_type="customer",
        object_id=customer.id,
        after={"tries": customer.failed_logins},
    )
    if customer.failed_logins >= WRONG_TRIES:
        customer.failed_logins, customer.locked_until = 0, clock.now() + LOCKED_FOR
        audit.record("customers.locked_out", object_type="customer", object_id=customer.id)
