"""Does the jobs that operators ask for in the console: where a worker uses the owner's rights."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from app.config import settings
from app.core.db import unit_of_work
from app.core.errors import AppError
from app.core.principal import Principal, acting_as
from app.core.tenancy import shared_scope
from app.flows.country_facts import country_facts
from app.flows.export_tenant import export_tenant
from app.flows.open_tenant import FirstAdmin, open_tenant
from tenants import backup, databases, migrate, registry, removal, work
from tenants.provisioning import NewTenant
from tenants.work import Claimed

log = logging.getLogger(__name__)
Result = dict[str, Any]
Progress = Callable[[str], None]


def run_control_job(job_id: UUID) -> None:
    """Take a job and do it; what became of it is in its row. Safe to call twice: it is taken once."""
    with shared_scope(), unit_of_work():
        job = work.claim(job_id)
    if job is None:
        return
    with acting_as(Principal("system", id="control", name=job.requested_by)):
        try:
            result = DOERS[job.kind](job, lambda words: _say(job_id, words))
            outcome: dict[str, Any] = {"result": result}
        except AppError as refusal:
            outcome = {"error": refusal.message}
        except Exception as error:
            log.exception("control job %s failed", job.kind)
            outcome = {"error": f"{type(error).__name__}: {error}"[:500]}
        with shared_scope(), unit_of_work():
            work.finish(job_id, **outcome)


def _say(job_id: UUID, words: str) -> None:
    with shared_scope(), unit_of_work():
        work.note_progress(job_id, words)


def _create(job: Claimed, progress: Progress) -> Result:
    asked = job.request
    facts = country_facts(asked["country"])
    new = NewTenant(
        slug=asked["slug"],
        name=asked["name"],
        country=asked["country"],
        currency=asked["currency"],
        tax_included=asked["tax"] == "included",
        locale=facts.locale,
        timezone=facts.timezone,
        plan=asked["plan"],
    )
    progress("making the schema …")
    opened = open_tenant(databases.owner_engine, new, FirstAdmin(email=asked["admin_email"]))
    return {"slug": new.slug, "seconds": round(opened.seconds, 2)}


def _export(job: Claimed, progress: Progress) -> Result:
    with shared_scope(), unit_of_work():
        tenant = registry.find(job.request["slug"])
    progress("writing …")
    folder = settings().data_dir / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{tenant.slug}-{job.id.hex[-8:]}.zip"
    done = export_tenant(tenant, target)
    return {"slug": tenant.slug, "file": target.name, "rows": done.rows, "bytes": target.stat().st_size}


def _delete(job: Claimed, progress: Progress) -> Result:
    with shared_scope(), unit_of_work():
        tenant = registry.check_deletable(job.request["slug"])
    progress("deleting …")
    removal.remove(databases.owner_engine, tenant)
    return {"slug": tenant.slug}


def _migrate(_job: Claimed, progress: Progress) -> Result:
    report = migrate.upgrade(databases.owner_engine, progress)
    if report.failed:
        raise AppError("; ".join(f"{slug}: {error}" for slug, error in report.failed.items())[:500])
    return {"done": report.done}


def _backup(job: Claimed, progress: Progress) -> Result:
    folder: Path = settings().data_dir / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    return backup.write(folder / f"galleria-{job.id.hex[:12]}.tar", progress)


DOERS: dict[str, Callable[[Claimed, Progress], Result]] = {
    "create_tenant": _create,
    "export_tenant": _export,
    "delete_tenant": _delete,
    "migrate": _migrate,
    "backup": _backup,
}
