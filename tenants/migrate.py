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
EngineOf = Callable[[str], Engine]
TENANT = TenantRow.__table__
RUN = MigrationRun.__table__


class AlreadyMigrating(Conflict):
    code = "tenancy.migrating"


@dataclass(frozen=True, slots=True)
class Behind:
    """A schema that is not at the head yet."""

    tenant_id: str
    slug: str
    schema: str
    database: str
    revision: str | None


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
    """Bring everything to this release's schema. Raises AlreadyMigrating; failures of tenants are in the report."""
    owner = engine_of("default")
    with _alone(owner):
        _upgrade_shared(owner, progress)
        waiting = behind(owner)
        head = lineages.head("tenant")
        if not waiting:
            return Report(head, 0, {})
        run = _begin_run(owner, head, len(waiting))
        failed: dict[str, str] = {}
        for place, each in enumerate(waiting, 1):
            began = time.perf_counter()
            error = _upgrade_tenant(engine_of, owner, each)
            seconds = time.perf_counter() - began
            _note(owner, run, each, head, error, seconds)
            if error is not None:
                failed[each.slug] = error
            progress(
                f"{place}/{len(waiting)} {each.slug} {'failed: ' + error if error else f'{seconds:.2f} s'}"
            )
        with owner.begin() as connection:
            connection.execute(update(RUN).where(RUN.c.id == run).values(finished_at=clock.now()))
        return Report(head, len(waiting) - len(failed), failed)


def status(owner: Engine) -> Status:
    """Where the schemas stand."""
    with owner.connect() as connection:
        shared = _shared_revision(owner)
        tenants = connection.scalar(text("select count(*) from shared.tenant")) or 0
    late = tuple(behind(owner))
    return Status(shared, lineages.head("shared"), lineages.head("tenant"), tenants, late)


def behind(owner: Engine) -> list[Behind]:
    """Tenants whose schema is not at the head, by slug."""
    head = lineages.head("tenant")
    columns = TENANT.c.id, TENANT.c.slug, TENANT.c.schema, TENANT.c.database, TENANT.c.schema_version
    late = select(*columns).where(TENANT.c.schema_version.is_distinct_from(head)).order_by(TENANT.c.slug)
    with owner.connect() as connection:
        return [Behind(*row) for row in connection.execute(late)]


def check(owner: Engine) -> list[str]:
    """What the migrations make other than the models say: the control plane as it is, a tenant from nothing."""
    with owner.connect() as connection:
        found = [f"shared: {each}" for each in lineages.differences(connection, "shared", "shared")]
        connection.rollback()
        connection.execute(text("create schema t_check"))
        lineages.upgrade(connection, "tenant", "t_check")
        found += [f"tenant: {each}" for each in lineages.differences(connection, "tenant", "t_check")]
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
    if lineages.head("shared") is None:
        if not shared_schema.exists(owner):
            shared_schema.make(owner)
        return
    was = _shared_revision(owner)
    if was == lineages.head("shared"):
        return
    with owner.begin() as connection:
        lineages.upgrade(connection, "shared", "shared")
        ddl.run_script(connection, ddl.shared_grants())
        if was is None:
            shared_schema.fill(connection)
    progress(f"control plane: {was or 'nothing'} -> {lineages.head('shared')}")


def _upgrade_tenant(engine_of: EngineOf, owner: Engine, each: Behind) -> str | None:
    """Upgrade one schema; the error's first line when it cannot be done."""
    try:
        with engine_of(each.database).begin() as connection:
            lineages.upgrade(connection, "tenant", each.schema)
    except SQLAlchemyError as error:
        return str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    except Exception as error:  # noqa: BLE001 - a revision is somebody's code; one tenant's trouble is not the next one's
        return f"{type(error).__name__}: {error}"
    return None


def _begin_run(owner: Engine, head: str | None, total: int) -> UUID:
    run = new_id()
    with owner.begin() as connection:
        values = {
            "id": run,
            "target": head or "",
            "total": total,
            "done": 0,
            "failed": 0,
            "started_at": clock.now(),
        }
        connection.execute(insert(RUN), values)
    return run


def _note(
    owner: Engine, run: UUID, each: Behind, head: str | None, error: str | None, seconds: float
) -> None:
    """Write the ledger; the registry learns the new version."""
    step = {
        "run_id": run, "schema": each.schema, "from_revision": each.revision, "error": error, "seconds": seconds,
        "to_revision": None if error else head, "at": clock.now(),
    }  # fmt: skip
    counted = {"done": RUN.c.done + 1} if error is None else {"failed": RUN.c.failed + 1}
    with owner.begin() as connection:
        connection.execute(insert(MigrationStep), step)
        connection.execute(update(RUN).where(RUN.c.id == run).values(counted))
        if error is None:
            is_it = TENANT.c.id == each.tenant_id
            connection.execute(update(TENANT).where(is_it).values(schema_version=head))
