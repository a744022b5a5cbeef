"""Reads caught mails of all tenants, newest first; each tenant's in a unit of its own."""

from dataclasses import dataclass
from uuid import UUID

from app.core.db import unit_of_work
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.tenancy import Tenant, directory, tenant_scope
from app.outbound.notifications import service as notifications
from app.outbound.notifications.service import CaughtMail

MOST = 100
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; sandbox"
)


@dataclass(frozen=True, slots=True)
class BoxedMail:
    """A mail and whose it is."""

    tenant: Tenant
    mail: CaughtMail


def newest() -> list[BoxedMail]:
    """The newest mails of every tenant, together."""
    found = [BoxedMail(tenant, mail) for tenant in directory().all() for mail in _of(tenant)]
    return sorted(found, key=lambda each: each.mail.at, reverse=True)[:MOST]


def one(slug: str, mail_id: UUID) -> BoxedMail:
    """One mail. Raises NotFound."""
    tenant = directory().by_slug(slug)
    for mail in _of(tenant) if tenant else []:
        if mail.id == mail_id and tenant is not None:
            return BoxedMail(tenant, mail)
    raise NotFound(_("This mail is gone"))


def _of(tenant: Tenant) -> list[CaughtMail]:
    with tenant_scope(tenant), unit_of_work():
        return notifications.caught(MOST)
