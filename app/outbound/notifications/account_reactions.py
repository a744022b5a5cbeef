"""Which facts about their accounts people are written to about: links to join or to choose a password, warnings."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from app.core.events import on
from app.core.i18n import format_datetime, locale_scope
from app.core.ids import new_id
from app.core.tenancy import current_tenant
from app.domains.customers import service as customers
from app.domains.customers.events import CustomerPasswordResetAsked
from app.domains.identity import service as identity
from app.domains.identity.events import (
    StaffInvited,
    StaffLockedOut,
    StaffPasswordChanged,
    StaffPasswordResetAsked,
)
from app.outbound.notifications import service
from app.outbound.notifications.letter import Letter
from app.outbound.notifications.letters import people as letters
from app.outbound.notifications.service import Recipient
from app.queries.merchant import merchant


@on(StaffInvited)
def invite(invited: StaffInvited) -> None:
    staff_id = UUID(invited.staff_id)
    mail = identity.token_mail(staff_id=staff_id, sealed_token=invited.sealed_token)
    if mail is not None:
        shop = merchant().name
        _write(
            staff_id, mail.email, mail.locale, lambda: letters.invited(shop, mail.token),
            kind="staff_invited", cause=_digest(invited.sealed_token),
        )  # fmt: skip


@on(StaffPasswordResetAsked)
def help_staff(asked: StaffPasswordResetAsked) -> None:
    staff_id = UUID(asked.staff_id)
    mail = identity.token_mail(staff_id=staff_id, sealed_token=asked.sealed_token)
    if mail is not None:
        _write(
            staff_id, mail.email, mail.locale, lambda: letters.staff_reset(mail.token),
            kind="staff_password_reset", cause=_digest(asked.sealed_token),
        )  # fmt: skip


@on(CustomerPasswordResetAsked)
def help_customer(asked: CustomerPasswordResetAsked) -> None:
    customer_id = UUID(asked.customer_id)
    mail = customers.token_mail(customer_id=customer_id, sealed_token=asked.sealed_token)
    if mail is not None:
        _write(
            customer_id, mail.email, mail.locale, lambda: letters.customer_reset(mail.token),
            kind="customer_password_reset", cause=_digest(asked.sealed_token),
        )  # fmt: skip


@on(StaffPasswordChanged)
def tell_changed(changed: StaffPasswordChanged) -> None:
    _warn(changed.staff_id, letters.password_changed, kind="staff_password_changed")


@on(StaffLockedOut)
def tell_locked_out(locked: StaffLockedOut) -> None:
    until = datetime.fromisoformat(locked.until)

    def letter() -> Letter:
        return letters.locked_out(format_datetime(until, current_tenant().timezone, "short"))

    _warn(locked.staff_id, letter, kind="staff_locked_out")


def _warn(staff_id: str, letter: Callable[[], Letter], *, kind: str) -> None:
    """Write to a colleague about their own account. Each time is a cause of its own: the claim keeps it single."""
    staff = identity.staff_member(UUID(staff_id))
    email = identity.email_of(staff)
    if email:
        _write(staff.id, email, staff.locale, letter, kind=kind, cause=str(new_id()))


def _write(
    person_id: UUID, email: str, locale: str, letter: Callable[[], Letter], *, kind: str, cause: str
) -> None:
    with locale_scope(locale):
        told = letter()
    service.post(told, Recipient(email, locale, person_id), merchant(), kind=kind, cause=f"{kind}:{cause}")


def _digest(sealed_token: str) -> str:
    return sha256(sealed_token.encode()).hexdigest()[:32]
