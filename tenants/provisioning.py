"""Makes tenants: registry row, role, schema, tables, rights, contents: one transaction.

Whatever fails on the way takes everything with it, the role included: there is no half tenant. In another database
than the registry's there are two transactions, and the schema's commits first: a refusal of the registry has the
schema dropped again, and one that a killed process left is found by its mark and dropped by the next try.
"""

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Engine, insert, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from app.config import settings
from app.core import clock
from app.core.db import Unit, unit_of_work
from app.core.faults import fault
from app.core.tenancy import Tenant, tenant_scope
from tenants import ddl, journal, lineages
from tenants.directory import TENANT, tenants_where, to_tenant
from tenants.errors import AlreadyTaken
from tenants.models import CacheEpoch, ControlAudit, TenantHost, TenantRow
from tenants.names import check_host, check_slug

log = logging.getLogger(__name__)
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

    `engine_of` gives the owner's engine of a database. Raises SlugInvalid, HostInvalid, AlreadyTaken for a slug or
    host in use, and whatever `seed` raises.
    """
    check_slug(new.slug)
    began = time.perf_counter()
    if new.database == "default":
        tenant, unit = _create_here(engine_of("default"), new, seed)
    else:
        tenant, unit = _create_elsewhere(engine_of("default"), engine_of(new.database), new, seed)
    with tenant_scope(tenant):
        for action in unit.after_commit:
            action()
    return Provisioned(tenant, time.perf_counter() - began)


def _create_here(owner: Engine, new: NewTenant, seed: Seed) -> tuple[Tenant, Unit]:
    with owner.begin() as connection:
        tenant = _register(connection, new)
        unit = _build(connection, tenant, seed)
        _note(connection, new)
    return tenant, unit


def _create_elsewhere(home: Engine, away: Engine, new: NewTenant, seed: Seed) -> tuple[Tenant, Unit]:
    try:
        with home.begin() as registry:
            tenant = _register(registry, new)
            with away.begin() as elsewhere:
                _drop_leftovers(registry, elsewhere, new.slug)
                unit = _build(elsewhere, tenant, seed)
                elsewhere.execute(text(f"comment on schema {tenant.schema} is '{_mark(new.slug)}'"))
            fault("provisioning.built_elsewhere")
            _note(registry, new)
    except Exception:
        _take_back(home, away, new)
        raise
    return tenant, unit


def _note(registry: Connection, new: NewTenant) -> None:
    registry.execute(insert(ControlAudit).values(journal.entry("tenancy.created", tenant_id=new.id)))


def _mark(slug: str) -> str:
    """What a schema made apart from the registry is known by; slugs need no quoting."""
    return f"galleria: made for {slug}"


def _drop_leftovers(registry: Connection, elsewhere: Connection, slug: str) -> None:
    """Drop what killed tries left of this slug. Ours is registered but not committed, so no other try is under way."""
    marked = text("select nspname from pg_namespace where obj_description(oid, 'pg_namespace') = :mark")
    for schema in elsewhere.scalars(marked, {"mark": _mark(slug)}).all():
        if registry.scalar(select(TenantRow.id).where(TenantRow.schema == schema)) is None:
            ddl.drop_tenant(elsewhere, schema)


def _take_back(home: Engine, away: Engine, new: NewTenant) -> None:
    """Drop what was built for a tenant that the registry does not have. Should this fail, the next try does it.

    Registering once more, to be rolled back, waits for a commit whose answer was lost on the way: if that came
    through, the tenant is whole and stays.
    """
    try:
        with home.connect() as registry:
            _register(registry, new)
            with away.begin() as elsewhere:
                ddl.drop_tenant(elsewhere, f"t_{new.id}")
            registry.rollback()
    except AlreadyTaken:
        log.info("nothing to take back of %s", new.slug)
    except SQLAlchemyError:
        log.exception("%s left a schema in %s; the next try drops it", new.slug, new.database)


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
