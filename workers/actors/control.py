"""The platform's own work: jobs that operators ask for, figures for their console."""

from uuid import UUID

from app.core import jobs
from app.core.db import unit_of_work
from app.flows.gather_figures import gather_figures
from app.flows.prove_tenants import prove_tenants
from app.flows.run_control_job import run_control_job
from tenants import figures, proofs, work
from workers.middleware import shared_actor

LONGEST_MS = 3_600_000  # a backup or a migration of hundreds of schemas takes its time


@shared_actor(work.ACTOR, max_retries=0, time_limit_ms=LONGEST_MS)
def run(*, job_id: str) -> None:
    """Do one job; its row says what became of it."""
    run_control_job(UUID(job_id))


@shared_actor(work.SWEEP_ACTOR, max_retries=0)
def sweep() -> None:
    """Ask again for jobs whose message was lost."""
    with unit_of_work():
        waiting = work.waiting()
    for job in waiting:
        jobs.enqueue_shared(work.ACTOR, job_id=str(job))


@shared_actor(figures.ACTOR, max_retries=0)
def gather() -> None:
    """Read every tenant's figures."""
    gather_figures()


@shared_actor(proofs.ACTOR, max_retries=0, time_limit_ms=LONGEST_MS)
def reconcile(*, tenant_id: str | None = None) -> None:
    """Prove the books of every tenant, or of one."""
    prove_tenants(tenant_id)
