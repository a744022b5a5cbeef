"""The tenant directory: finds tenants by host, slug or id in the registry, remembered half a second.

So a suspension is felt everywhere at once. A host nobody knows is looked up, never refused from memory: a
tenant made by another process is served with the next request.
"""

import time
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, literal, select

from app.config import settings
from app.core.channel import WEB
from app.core.engines import engine_of
from app.core.tenancy import Tenant
from tenants.models import TenantHost, TenantRow

REMEMBERED_SECONDS = 0.5
MOST_REMEMBERED = 4096

UNCOUNTED = {"galleria_directory": True}  # statement budgets of a unit of work leave these out

TENANT = TenantRow.__table__
HOST = TenantHost.__table__
PRIMARY = HOST.alias("primary_host")
ASKED = HOST.alias("asked_host")
WITH_PRIMARY = TENANT.outerjoin(
    PRIMARY, and_(PRIMARY.c.tenant_id == TENANT.c.id, PRIMARY.c.is_primary, PRIMARY.c.site == WEB)
)
ADDRESSES = (
    select(HOST.c.site, HOST.c.host)
    .where(HOST.c.tenant_id == bindparam("value"), HOST.c.verified_at.is_not(None))
    .order_by(HOST.c.is_primary, HOST.c.host.desc())
)


def bare_host(host: str) -> str:
    """A `Host` header without its port, in lower case, without the dot of a full name."""
    name, _, port = host.rpartition(":")
    return (name if name and port.isdigit() else host).lower().rstrip(".")


def tenants_where(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Tenants with their primary host, for `to_tenant`."""
    return (
        select(*TENANT.c, PRIMARY.c.host, literal(WEB).label("site"))
        .select_from(WITH_PRIMARY)
        .where(*conditions)
    )


def to_tenant(row: Any) -> Tenant:
    """A row of `tenants_where` as every layer sees it."""
    return Tenant(
        id=row.id,
        slug=row.slug,
        name=row.name,
        schema=row.schema,
        status=row.status,
        test_mode=row.test_mode,
        country=row.country,
        currency=row.currency,
        tax_included=row.tax_included,
        locale=row.locale,
        timezone=row.timezone,
        database=row.database,
        plan=row.plan,
        host=row.host or settings().host_of(row.slug),
        site=row.site,
    )


FINDING: dict[str, Select[Any]] = {
    "host": select(*TENANT.c, PRIMARY.c.host, ASKED.c.site)
    .select_from(WITH_PRIMARY.join(ASKED, ASKED.c.tenant_id == TENANT.c.id))
    .where(ASKED.c.host == bindparam("value"), ASKED.c.verified_at.is_not(None)),
    "slug": tenants_where(TENANT.c.slug == bindparam("value")),
    "id": tenants_where(TENANT.c.id == bindparam("value")),
}


class Directory:
    """The `TenantDirectory` over `shared.tenant` and `shared.tenant_host`."""

    def __init__(self) -> None:
        self._remembered: dict[tuple[str, str], tuple[float, Tenant]] = {}

    def by_host(self, host: str) -> Tenant | None:
        return self._find("host", bare_host(host))

    def by_slug(self, slug: str) -> Tenant | None:
        return self._find("slug", slug)

    def by_id(self, tenant_id: str) -> Tenant | None:
        return self._find("id", tenant_id)

    def addresses(self, tenant_id: str) -> dict[str, str]:
        """The host of each site of a tenant, by the site's code: the primary one where there are several."""
        return {row.site: row.host for row in _read(ADDRESSES, value=tenant_id)}

    def all(self) -> Iterable[Tenant]:
        """Every tenant, read afresh, by slug."""
        return [to_tenant(row) for row in _read(tenants_where().order_by(TENANT.c.slug))]

    def forget(self, tenant_id: str | None = None) -> None:
        """Drop what is remembered of a tenant, or of all."""
        for key, (_, tenant) in list(self._remembered.items()):
            if tenant_id in (None, tenant.id):
                self._remembered.pop(key, None)

    def _find(self, kind: str, value: str) -> Tenant | None:
        known = self._remembered.get((kind, value))
        if known is not None and time.monotonic() - known[0] < REMEMBERED_SECONDS:
            return known[1]
        rows = _read(FINDING[kind], value=value)
        if not rows:
            self._remembered.pop((kind, value), None)
            return None
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered.clear()
        tenant = to_tenant(rows[0])
        self._remembered[kind, value] = (time.monotonic(), tenant)
        return tenant


def _read(query: Select[Any], **facts: str) -> list[Any]:
    """Read the registry on a connection of its own: no unit of work is open yet when it is asked."""
    with engine_of("default").connect() as connection:
        reading = connection.execution_options(isolation_level="AUTOCOMMIT", **UNCOUNTED)
        return list(reading.execute(query, facts))
