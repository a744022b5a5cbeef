"""Work that operators ask for and workers do, because it needs the owner's address: rows, progress, outcome.

A row is the truth; the message to the worker is only a nudge, so a dead broker delays and never loses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select, update

from app.core import clock, jobs
from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from tenants import journal
from tenants.models import ControlJob

Kind = Literal["create_tenant", "export_tenant", "delete_tenant", "migrate", "backup"]
ACTOR, SWEEP_ACTOR = "control.run", "control.sweep"
ABANDONED_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that this worker has taken."""

    id: UUID
    kind: Kind
    tenant_id: str | None
    request: dict[str, Any]
    requested_by: str


def ask(kind: Kind, *, tenant_id: str | None = None, **request: Any) -> UUID:
    """Put a job in the open unit of the shared scope; a worker is told after the commit."""
    job = new_id()
    row = {"id": job, "kind": kind, "tenant_id": tenant_id, "request": request, "status": "waiting"}
    asker = current_principal()
    db.session.add(ControlJob(**row, requested_by=asker.name or asker.label, created_at=clock.now()))
    journal.record(f"control.{kind}_asked", tenant_id=tenant_id, job=str(job))
    jobs.enqueue_shared(ACTOR, job_id=str(job))
    return job


def claim(job: UUID) -> Claimed | None:
    """Take a waiting job; None when another worker has it."""
    taken = (
        update(ControlJob)
        .where(ControlJob.id == job, ControlJob.status == "waiting")
        .values(status="running", started_at=clock.now())
        .returning(ControlJob)
    )
    row = db.session.scalars(taken).first()
    if row is None:
        return None
    return Claimed(row.id, row.kind, row.tenant_id, row.request, row.requested_by)  # type: ignore[arg-type]  # the kinds we wrote


def note_progress(job: UUID, words: str) -> None:
    """Say how far a job is."""
    db.session.execute(update(ControlJob).where(ControlJob.id == job).values(progress=words))


def finish(job: UUID, *, result: dict[str, Any] | None = None, error: str | None = None) -> None:
    """Close a job. What was asked is forgotten: it may name a person."""
    status = "failed" if error else "done"
    values = {"status": status, "result": result, "error": error, "finished_at": clock.now()}
    kept = {} if error is None else ControlJob.request
    db.session.execute(update(ControlJob).where(ControlJob.id == job).values(**values, request=kept))


def waiting() -> list[UUID]:
    """Jobs that nobody has taken yet; those of dead workers count as failed, so that a person decides."""
    gone = update(ControlJob).where(
        ControlJob.status == "running", ControlJob.started_at < clock.now() - ABANDONED_AFTER
    )
    words = "The worker that did this has died; look at the result, then ask again"
    db.session.execute(gone.values(status="failed", error=words, finished_at=clock.now()))
    open_jobs = select(ControlJob.id).where(ControlJob.status == "waiting").order_by(ControlJob.created_at)
    return list(db.session.scalars(open_jobs))


def one(job: UUID) -> ControlJob:
    """A job. Raises NotFound."""
    found = db.session.get(ControlJob, job)
    if found is None:
        raise NotFound(_("There is no such job"))
    return found


def latest(limit: int = 50) -> Sequence[ControlJob]:
    """The newest jobs first."""
    return db.session.scalars(select(ControlJob).order_by(ControlJob.id.desc()).limit(limit)).all()


def retry(job: UUID) -> UUID:
    """Ask again for what failed."""
    failed = one(job)
    return ask(failed.kind, tenant_id=failed.tenant_id, **failed.request)  # type: ignore[arg-type]  # the kinds we wrote
