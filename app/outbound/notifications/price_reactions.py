"""Prices that wait: who may decide is written to, and then who asked."""

from uuid import UUID

from app.core import clock
from app.core.events import on
from app.core.i18n import locale_scope
from app.core.ids import parse_id
from app.domains.identity import service as identity
from app.domains.pricing.events import PricesDecided, PricesWait
from app.outbound.notifications import service
from app.outbound.notifications.letters import prices as letters
from app.outbound.notifications.service import Recipient
from app.queries import price_requests
from app.queries.merchant import merchant


@on(PricesWait)
def tell_approvers(told: PricesWait) -> None:
    """One mail a reader, asker and hour: a file of thousands may ask many times."""
    about = price_requests.one(UUID(told.request_id))
    if about is None or about.status != "open":
        return
    for reader in price_requests.approvers(about.actor):
        staff = identity.staff_member(reader)
        if email := identity.email_of(staff):
            with locale_scope(staff.locale):
                letter = letters.waiting(about)
            cause = f"prices_wait:{about.actor}:{clock.now():%Y-%m-%dT%H}:{staff.id}"
            to = Recipient(email, staff.locale, staff.id)
            service.post(letter, to, merchant(), kind="prices_wait", cause=cause)


@on(PricesDecided)
def tell_asker(told: PricesDecided) -> None:
    """One mail a request, to a person."""
    about = price_requests.one(UUID(told.request_id))
    kind, _colon, key = about.actor.partition(":") if about is not None else ("", "", "")
    who = parse_id(key) if kind == "staff" else None
    if about is None or who is None:
        return
    staff = identity.staff_member(who)
    if email := identity.email_of(staff):
        with locale_scope(staff.locale):
            letter = letters.decided(about)
        to = Recipient(email, staff.locale, staff.id)
        service.post(letter, to, merchant(), kind="prices_decided", cause=f"prices_decided:{about.id}")
