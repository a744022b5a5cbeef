"""Moves a suspended tenant to another database: copy, compare, flip the registry, drop the original."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, insert, text, update
from sqlalchemy.engine import Connection

from app.core.errors import Conflict
from app.core.tenancy import Tenant, directory
from tenants import ddl, dumps, journal
from tenants.databases import owner_address
from tenants.errors import WrongState
from tenants.models import ControlAudit, TenantRow

EngineOf = Callable[[str], Engine]
Progress = Callable[[str], None]


class CopyDiffers(Conflict):
    """The copy does not have the rows of the original: nothing was flipped."""

    code = "tenancy.copy_differs"


def move(engine_of: EngineOf, tenant: Tenant, database: str, progress: Progress) -> float:
    """Move and answer the seconds it took. Raises WrongState unless suspended and elsewhere, CopyDiffers."""
    if tenant.status != "suspended":
        raise WrongState("Suspend the tenant first: nothing may be written while it moves")
    if tenant.database == database:
        raise WrongState(f"The tenant is in {database} already")
    began = time.perf_counter()
    source, target = engine_of(tenant.database), engine_of(database)
    with target.begin() as connection:
        ddl.ensure_role(connection, tenant.schema)
    progress("copying …")
    with tempfile.TemporaryDirectory(prefix="galleria-move-") as scratch:
        dumped = Path(scratch) / "tenant.dump"
        dumps.dump(owner_address(tenant.database), [tenant.schema], dumped)
        dumps.restore(owner_address(database), dumped)
    progress("comparing …")
    with source.connect() as here, target.connect() as there:
        differing = _counts(here, tenant.schema).items() ^ _counts(there, tenant.schema).items()
    if differing:
        _drop(target, tenant.schema)
        raise CopyDiffers("The copy differs: " + ", ".join(sorted({name for name, _ in differing})))
    with engine_of("default").begin() as connection:
        connection.execute(update(TenantRow).where(TenantRow.id == tenant.id).values(database=database))
        noted = journal.entry("tenancy.moved", tenant_id=tenant.id, to=database, origin=tenant.database)
        connection.execute(insert(ControlAudit).values(noted))
    directory().forget(tenant.id)
    progress("dropping the original …")
    _drop(source, tenant.schema)
    return time.perf_counter() - began


def _counts(connection: Connection, schema: str) -> dict[str, int]:
    tables = text("select tablename from pg_tables where schemaname = :schema")
    names = [str(name) for name in connection.scalars(tables, {"schema": schema})]
    counted = (f"""select '{name}', count(*) from {schema}."{name}\"""" for name in names)  # noqa: S608 - our own names
    return {str(name): int(rows) for name, rows in connection.execute(text(" union all ".join(counted)))}


def _drop(engine: Engine, schema: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"drop schema if exists {schema} cascade"))
