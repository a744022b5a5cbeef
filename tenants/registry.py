"""A tenant's standing: suspended, back again, live, about to be deleted; its hosts and its own description.

Every verb runs in a unit of work of the shared scope and is felt by all processes within half a second.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert

from app.config import settings
from app.core import clock
from app.core.channel import WEB
from app.core.db import current_unit, db
from app.core.i18n import gettext as _
from app.core.tenancy import Tenant, directory
from tenants import journal
from tenants.directory import bare_host, tenants_where, to_tenant
from tenants.errors import AlreadyTaken, PlanUnknown, TenantUnknown, WrongState
from tenants.models import CacheEpoch, Plan, TenantHost, TenantRow
from tenants.names import check_host

WAITING_TIME = timedelta(days=14)


def find(slug: str) -> Tenant:
    """The tenant called `slug`, read afresh. Raises TenantUnknown."""
    row = db.session.execute(tenants_where(TenantRow.slug == slug)).first()
    if row is None:
        raise TenantUnknown(_("There is no tenant called %(slug)s", slug=slug), slug=slug)
    return to_tenant(row)


def suspend(slug: str, *, reason: str) -> Tenant:
    """Close shops, sign-ins and jobs at once; nothing is lost. Raises WrongState unless active."""
    row = _locked(slug, "active")
    row.status, row.status_reason, row.suspended_at = "suspended", reason, clock.now()
    return _changed(row, "tenancy.suspended", reason)


def reactivate(slug: str) -> Tenant:
    """Open again, also out of a deletion that has not happened. Raises WrongState when active."""
    row = _locked(slug, "suspended", "deleting")
    row.status, row.status_reason, row.suspended_at, row.delete_after = "active", "", None, None
    return _changed(row, "tenancy.reactivated")


def go_live(slug: str) -> Tenant:
    """End test mode for good: the test payment disappears. Raises WrongState when live already."""
    row = _locked(slug, "active")
    if not row.test_mode:
        raise WrongState(_("This shop is live already"))
    row.test_mode, row.live_at = False, clock.now()
    raise_epoch(row.id)
    return _changed(row, "tenancy.went_live")


def begin_deletion(slug: str, *, reason: str, waiting: timedelta = WAITING_TIME) -> datetime:
    """Start the waiting time of a suspended, exported tenant; answers when it ends.

    Raises WrongState for one that is not suspended, or was not exported since.
    """
    row = _locked(slug, "suspended")
    if row.exported_at is None or (row.suspended_at and row.exported_at < row.suspended_at):
        raise WrongState(_("Export the tenant first: what is deleted is gone"))
    row.status, row.delete_after = "deleting", clock.now() + waiting
    _changed(row, "tenancy.deletion_begun", reason)
    return row.delete_after


def check_deletable(slug: str) -> Tenant:
    """The tenant whose waiting time is over. Raises WrongState before that."""
    row = _locked(slug, "deleting")
    if row.delete_after is None or row.delete_after > clock.now():
        raise WrongState(_("The waiting time is not over yet"), delete_after=str(row.delete_after))
    return find(slug)


def note_export(tenant_id: str) -> None:
    """Remember that everything was handed out."""
    db.session.execute(update(TenantRow).where(TenantRow.id == tenant_id).values(exported_at=clock.now()))
    journal.record("tenancy.exported", tenant_id=tenant_id)


def change_plan(slug: str, plan: str) -> None:
    """Book another plan. Raises PlanUnknown."""
    if db.session.get(Plan, plan) is None:
        raise PlanUnknown(_("There is no such plan"), plan=plan)
    row = _locked(slug, "active", "suspended")
    before, row.plan = row.plan, plan
    journal.record("tenancy.plan_changed", tenant_id=row.id, before=before, after=plan)
    tenant_id = row.id
    current_unit().after_commit.append(lambda: directory().forget(tenant_id))


def describe(tenant_id: str, **facts: Any) -> None:
    """Change name, locale or timezone as the merchant says; the currency and tax style stay."""
    allowed = {key: value for key, value in facts.items() if key in ("name", "locale", "timezone")}
    db.session.execute(update(TenantRow).where(TenantRow.id == tenant_id).values(allowed))
    raise_epoch(tenant_id)
    current_unit().after_commit.append(lambda: directory().forget(tenant_id))


def hosts(tenant_id: str) -> Sequence[TenantHost]:
    """The tenant's hosts, the primary one first."""
    mine = select(TenantHost).where(TenantHost.tenant_id == tenant_id)
    return db.session.scalars(mine.order_by(TenantHost.is_primary.desc(), TenantHost.host)).all()


def add_host(tenant_id: str, host: str, *, verified: bool = False, site: str = WEB) -> str:
    """Ask for a domain of the tenant's own; it is served once verified. Raises HostInvalid, AlreadyTaken."""
    return _add(tenant_id, check_host(host), verified=verified, site=site, primary=False)


def open_site_host(tenant_id: str, slug: str, site: str) -> str:
    """Serve a further site at once on a name below the tenant's own of the platform. Safe to repeat."""
    name = f"{site}.{settings().host_of(slug)}"
    if db.session.get(TenantHost, name) is None:
        _add(tenant_id, name, verified=True, site=site, primary=True)
    return name


def move_host(tenant_id: str, host: str, site: str) -> None:
    """Let a domain lead to another of the tenant's sites. Raises WrongState for a site's primary one."""
    chosen = _host(tenant_id, host)
    if chosen.is_primary and chosen.site != site:
        raise WrongState(_("Choose another primary domain first"))
    chosen.site = site
    journal.record("tenancy.host_moved", tenant_id=tenant_id, host=host, site=site)
    raise_epoch(tenant_id)
    current_unit().after_commit.append(lambda: directory().forget(tenant_id))


def _add(tenant_id: str, name: str, *, verified: bool, site: str, primary: bool) -> str:
    moment = clock.now()
    values = {"host": name, "tenant_id": tenant_id, "verified_at": moment if verified else None, "site": site}
    row = (
        pg_insert(TenantHost).values(is_primary=primary, created_at=moment, **values).on_conflict_do_nothing()
    )
    if db.session.execute(row.returning(TenantHost.host)).first() is None:
        raise AlreadyTaken(_("%(host)s is in use already", host=name), host=name)
    journal.record("tenancy.host_added", tenant_id=tenant_id, host=name, verified=verified, site=site)
    return name


def verify_host(tenant_id: str, host: str) -> None:
    """Serve the tenant on `host` from now on."""
    _host(tenant_id, host).verified_at = clock.now()
    journal.record("tenancy.host_verified", tenant_id=tenant_id, host=host)


def make_primary(tenant_id: str, host: str) -> None:
    """Use `host` in links and mails. Raises WrongState while it is not verified."""
    chosen = _host(tenant_id, host)
    if chosen.verified_at is None:
        raise WrongState(_("This domain is not verified yet"))
    mine = update(TenantHost).where(
        TenantHost.tenant_id == tenant_id, TenantHost.is_primary, TenantHost.site == chosen.site
    )
    db.session.execute(mine.values(is_primary=False))
    chosen.is_primary = True
    journal.record("tenancy.host_primary", tenant_id=tenant_id, host=host)
    current_unit().after_commit.append(lambda: directory().forget(tenant_id))


def drop_host(tenant_id: str, host: str) -> None:
    """Stop answering on `host`. Raises WrongState for the primary one."""
    if _host(tenant_id, host).is_primary:
        raise WrongState(_("Choose another primary domain first"))
    db.session.execute(delete(TenantHost).where(TenantHost.host == host, TenantHost.tenant_id == tenant_id))
    journal.record("tenancy.host_dropped", tenant_id=tenant_id, host=host)
    current_unit().after_commit.append(lambda: directory().forget(tenant_id))


def raise_epoch(tenant_id: str) -> None:
    """Make every process render the tenant's public pages anew."""
    counted = pg_insert(CacheEpoch).values(tenant_id=tenant_id, epoch=1)
    once_more = {"epoch": CacheEpoch.epoch + 1}
    db.session.execute(counted.on_conflict_do_update(index_elements=[CacheEpoch.tenant_id], set_=once_more))


def epochs() -> dict[str, int]:
    """The cache epoch of every tenant."""
    return {row.tenant_id: row.epoch for row in db.session.execute(select(*CacheEpoch.__table__.c))}


def _host(tenant_id: str, host: str) -> TenantHost:
    mine = select(TenantHost).where(TenantHost.tenant_id == tenant_id, TenantHost.host == bare_host(host))
    found = db.session.scalars(mine).first()
    if found is None:
        raise TenantUnknown(_("This domain is not registered"))
    return found


def _locked(slug: str, *statuses: str) -> TenantRow:
    row = db.session.scalars(select(TenantRow).where(TenantRow.slug == slug).with_for_update()).first()
    if row is None:
        raise TenantUnknown(_("There is no tenant called %(slug)s", slug=slug), slug=slug)
    if row.status not in statuses:
        raise WrongState(_("The tenant is %(status)s", status=row.status), slug=slug, status=row.status)
    return row


def _changed(row: TenantRow, action: str, reason: str | None = None) -> Tenant:
    db.session.flush()
    journal.record(action, tenant_id=row.id, reason=reason)
    tenant_id = row.id
    current_unit().after_commit.append(lambda: directory().forget(tenant_id))
    return find(row.slug)
