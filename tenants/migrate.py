"""Migration runs: the control plane first, then every tenant's schema that is behind, one transaction each.

A schema that fails is written down and the others go on; the next run takes up those that are still behind.
Only one run at a time (an advisory lock), none waits long for a table (lock_timeout of the lineages).
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Engine, insert, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock
from app.core.errors import Conflict
from app.core.ids import new_id
from tenants import ddl, lineages, shared_schema
from tenants.models import MigrationRun, MigrationStep, TenantRow

Progress = Callable[[str], None]
LINEAGES: tuple[lineages.Lineage, ...] = ("shared", "tenant")
EngineOf = Callable[[str], Engine]


class AlreadyMigrating(Conflict):
    code = "tenancy.migrating"


class BeforeMigrations(Conflict):
    """A database of the development before the first release."""

    code = "tenancy.before_migrations"


@dataclass(frozen=True, slots=True)
class Behind:
    """A schema that is not at the head yet."""

    tenant_id: str
    slug: str
    schema: str
    database: str
    revision: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """What a run did to one schema."""

    head: str | None
    error: str | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """How a run ended: schemas done, and what was wrong with the others."""

    head: str | None
    done: int
    failed: dict[str, str]


@dataclass(frozen=True, slots=True)
class Status:
    """Revisions: of the control plane, of the code, and how many tenants are at which."""

    shared: str | None
    shared_head: str | None
    tenant_head: str | None
    tenants: int
    behind: tuple[Behind, ...]


def upgrade(engine_of: EngineOf, progress: Progress) -> Report:
    """Bring everything to this release's schema; tenants that failed are in the report.

    Raises AlreadyMigrating, and what went wrong with the control plane.
    """
    owner = engine_of("default")
    with _alone(owner):
        _upgrade_shared(owner, progress)
        waiting = behind(owner)
        if not waiting:
            return Report(lineages.head("tenant"), 0, {})
        return _walk(engine_of, _begin_run(owner, len(waiting)), waiting, progress)


def _walk(engine_of: EngineOf, run: UUID, waiting: list[Behind], progress: Progress) -> Report:
    owner, head = engine_of("default"), lineages.head("tenant")
    failed: dict[str, str] = {}
    for place, each in enumerate(waiting, 1):
        began = time.perf_counter()
        error = _upgrade_tenant(engine_of, each)
        seconds = time.perf_counter() - began
        _note(owner, run, each, Step(head, error, seconds))
        if error is not None:
            failed[each.slug] = error
        ending = f"{seconds:.2f} s" if error is None else f"failed: {error}"
        progress(f"{place}/{len(waiting)} {each.slug} {ending}")
    with owner.begin() as connection:
        is_it = MigrationRun.id == run
        connection.execute(update(MigrationRun).where(is_it).values(finished_at=clock.now()))
    return Report(head, len(waiting) - len(failed), failed)


def status(owner: Engine) -> Status:
    """Where the schemas stand."""
    heads = lineages.head("shared"), lineages.head("tenant")
    if not shared_schema.exists(owner):
        return Status(None, *heads, 0, ())
    with owner.connect() as connection:
        tenants = connection.scalar(text("select count(*) from shared.tenant")) or 0
    return Status(_shared_revision(owner), *heads, tenants, tuple(behind(owner)))


def behind(owner: Engine) -> list[Behind]:
    """Tenants whose schema is not at the head, by slug."""
    head = lineages.head("tenant")
    columns = TenantRow.id, TenantRow.slug, TenantRow.schema, TenantRow.database, TenantRow.schema_version
    late = select(*columns).where(TenantRow.schema_version.is_distinct_from(head)).order_by(TenantRow.slug)
    with owner.connect() as connection:
        return [Behind(*row) for row in connection.execute(late)]


def check(owner: Engine) -> list[str]:
    """Where migrations and models differ; nothing of it is kept."""
    found: list[str] = []
    for lineage in LINEAGES:
        with owner.connect() as connection:
            found += [f"{lineage}: {line}" for line in lineages.differences(connection, lineage)]
            connection.rollback()
    return found


@contextmanager
def _alone(owner: Engine) -> Iterator[None]:
    key = {"key": "galleria.migrate"}
    with owner.connect() as connection:
        if not connection.scalar(text("select pg_try_advisory_lock(hashtext(:key))"), key):
            raise AlreadyMigrating("Another migration run is under way")
        connection.commit()
        yield  # closing the connection gives the lock back
        connection.execute(text("select pg_advisory_unlock(hashtext(:key))"), key)


def _shared_revision(owner: Engine) -> str | None:
    with owner.connect() as connection:
        if connection.scalar(text("select to_regclass('shared.alembic_version')")) is None:
            return None
        revision: str | None = connection.scalar(text("select version_num from shared.alembic_version"))
        return revision


def _upgrade_shared(owner: Engine, progress: Progress) -> None:
    was = _shared_revision(owner)
    if was == lineages.head("shared"):
        return
    if was is None and shared_schema.exists(owner):
        raise BeforeMigrations("This database was made before there were migrations: begin a fresh one")
    with owner.begin() as connection:
        lineages.upgrade(connection, "shared", "shared")
        ddl.run_script(connection, ddl.shared_grants())
        if was is None:
            shared_schema.fill(connection)
    progress(f"control plane: {was or 'nothing'} -> {lineages.head('shared')}")


def _upgrade_tenant(engine_of: EngineOf, each: Behind) -> str | None:
    """Upgrade one schema; the error's first line when it cannot be done."""
    try:
        with engine_of(each.database).begin() as connection:
            lineages.upgrade(connection, "tenant", each.schema)
    except SQLAlchemyError as error:
        return str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    except Exception as error:  # noqa: BLE001 - one tenant's trouble in a revision is not the next one's
        return f"{type(error).__name__}: {error}"
    return None


def _begin_run(owner: Engine, total: int) -> UUID:
    run = new_id()
    begun = {"id": run, "target": lineages.head("tenant") or "", "total": total, "started_at": clock.now()}
    with owner.begin() as connection:
        connection.execute(insert(MigrationRun).values(done=0, failed=0, **begun))
    return run


def _note(owner: Engine, run: UUID, each: Behind, step: Step) -> None:
    """Write the ledger; the registry learns the new version."""
    entry = {"run_id": run, "schema": each.schema, "from_revision": each.revision, "at": clock.now()}
    entry |= {"error": step.error, "seconds": step.seconds, "to_revision": None if step.error else step.head}
    column = MigrationRun.failed if step.error else MigrationRun.done
    with owner.begin() as connection:
        connection.execute(insert(MigrationStep).values(entry))
        connection.execute(update(MigrationRun).where(MigrationRun.id == run).values({column: column + 1}))
        if step.error is None:
            is_it = TenantRow.id == each.tenant_id
            connection.execute(update(TenantRow).where(is_it).values(schema_version=step.head))
