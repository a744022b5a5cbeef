"""Makes and removes tenants: registry row, role, schema, tables, rights, contents: one transaction.

Whatever fails on the way takes everything with it, the role included: there is no half tenant.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Engine, insert, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from app.config import settings
from app.core import clock
from app.core.db import Unit, unit_of_work
from app.core.tenancy import Tenant, tenant_scope
from tenants import ddl, journal, lineages
from tenants.directory import TENANT, tenants_where, to_tenant
from tenants.errors import AlreadyTaken
from tenants.models import CacheEpoch, ControlAudit, TenantHost, TenantRow
from tenants.names import check_host, check_slug

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"

Seed = Callable[[Tenant], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTenant:
    """What a tenant begins with. `id` is made up unless given."""

    slug: str
    name: str
    country: str
    currency: str
    tax_included: bool
    locale: str
    timezone: str
    plan: str = "standard"
    database: str = "default"
    test_mode: bool = True
    hosts: tuple[str, ...] = ()
    id: str = field(default_factory=lambda: "".join(secrets.choice(ALPHABET) for _ in range(10)))


@dataclass(frozen=True, slots=True)
class Provisioned:
    tenant: Tenant
    seconds: float


def create(engine_of: Callable[[str], Engine], new: NewTenant, seed: Seed) -> Provisioned:
    """Make a tenant and let `seed` fill it, inside its scope and an open unit of work; all or nothing.

    `engine_of` gives the owner's engine of a database. In another one than the registry's, the schema commits
    first: should the registry then refuse, a schema that nobody knows is left, never a tenant without one.
    Raises SlugInvalid, HostInvalid, AlreadyTaken for a slug or host in use, and whatever `seed` raises.
    """
    check_slug(new.slug)
    began = time.perf_counter()
    with engine_of("default").begin() as registry:
        tenant = _register(registry, new)
        if new.database == "default":
            unit = _build(registry, tenant, seed)
        else:
            with engine_of(new.database).begin() as elsewhere:
                unit = _build(elsewhere, tenant, seed)
        registry.execute(insert(ControlAudit).values(journal.entry("tenancy.created", tenant_id=new.id)))
    with tenant_scope(tenant):
        for action in unit.after_commit:
            action()
    return Provisioned(tenant, time.perf_counter() - began)


def _register(connection: Connection, new: NewTenant) -> Tenant:
    row = {
        "id": new.id, "slug": new.slug, "name": new.name, "schema": f"t_{new.id}", "database": new.database,
        "test_mode": new.test_mode, "country": new.country, "currency": new.currency,
        "tax_included": new.tax_included, "locale": new.locale, "timezone": new.timezone, "plan": new.plan,
        "created_at": clock.now(), "schema_version": lineages.head("tenant"),
    }  # fmt: skip
    names = [settings().host_of(new.slug), *(check_host(host) for host in new.hosts)]
    hosts = [
        {"host": name, "tenant_id": new.id, "is_primary": place == 0, "verified_at": clock.now()}
        for place, name in enumerate(names)
    ]
    try:
        connection.execute(insert(TenantRow), row)
        connection.execute(insert(TenantHost), hosts)
    except IntegrityError as error:
        raise AlreadyTaken(f"{new.slug} or one of its hosts is taken", slug=new.slug) from error
    connection.execute(insert(CacheEpoch), {"tenant_id": new.id})
    return to_tenant(connection.execute(tenants_where(TENANT.c.id == new.id)).one())


def _build(connection: Connection, tenant: Tenant, seed: Seed) -> Unit:
    _make_schema(connection, tenant.schema)
    return _fill(connection, tenant, seed)


def _make_schema(connection: Connection, schema: str) -> None:
    ddl.ensure_role(connection, schema)
    ddl.run_script(
        connection,
        f"""create schema {schema};
        set local search_path = {schema}, ext;
        {ddl.tenant_tables()};
        {ddl.tenant_grants(schema)};
        {lineages.stamp(schema)};
        revoke insert, update, delete on {schema}.{lineages.VERSION_TABLE} from {schema}""",
    )


def _fill(connection: Connection, tenant: Tenant, seed: Seed) -> Unit:
    with tenant_scope(tenant), unit_of_work(connection) as unit:
        seed(tenant)
    connection.execute(
        text("select set_config('role', 'none', true), set_config('search_path', 'ext', true)")
    )
    return unit
