"""Makes and removes tenants: registry row, role, schema, tables, rights, contents: one transaction.

Whatever fails on the way takes everything with it, the role included: there is no half tenant.
"""

import re
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
from tenants import ddl, lineages
from tenants.directory import TENANT, bare_host, tenants_where, to_tenant
from tenants.errors import AlreadyTaken, SlugInvalid
from tenants.models import CacheEpoch, TenantHost, TenantRow

RESERVED = frozenset({"console", "www", "api", "admin", "static"})
SLUG = re.compile(r"[a-z][a-z0-9-]{0,38}[a-z0-9]")
HOST = re.compile(r"(?=.{3,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")
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


def check_slug(slug: str) -> str:
    """The slug itself. Raises SlugInvalid with words that say what is allowed."""
    if not SLUG.fullmatch(slug):
        raise SlugInvalid(
            "Use 2 to 40 of a-z, 0-9 and -, beginning with a letter",
            fields={"slug": "2 to 40 of a-z, 0-9 and -; a letter first"},
        )
    if slug in RESERVED:
        raise SlugInvalid(f"{slug} is kept for the platform", fields={"slug": "Kept for the platform"})
    return slug


def create(owner: Engine, new: NewTenant, seed: Seed) -> Provisioned:
    """Make a tenant and let `seed` fill it, inside its scope and an open unit of work; all or nothing.

    Raises SlugInvalid, AlreadyTaken for a slug or host in use, and whatever `seed` raises.
    """
    check_slug(new.slug)
    began = time.perf_counter()
    with owner.begin() as connection:
        tenant = _register(connection, new)
        _make_schema(connection, tenant.schema)
        unit = _fill(connection, tenant, seed)
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
    names = [settings().host_of(new.slug), *(bare_host(host) for host in new.hosts)]
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


def _make_schema(connection: Connection, schema: str) -> None:
    """Role, schema, tables, rights. The role is granted to the application, and to us to fill the tables."""
    ddl.run_script(
        connection,
        f"""create role {schema} nologin noinherit;
        grant {schema} to {ddl.APP_ROLE};
        grant {schema} to current_user;
        create schema {schema};
        set local search_path = {schema}, ext;
        {ddl.tenant_tables()};
        {ddl.tenant_grants(schema)};
        {lineages.stamp(schema)}""",
    )


def _fill(connection: Connection, tenant: Tenant, seed: Seed) -> Unit:
    with tenant_scope(tenant), unit_of_work(connection) as unit:
        seed(tenant)
    connection.execute(
        text("select set_config('role', 'none', true), set_config('search_path', 'ext', true)")
    )
    return unit
