"""What surrounds every job: its tenant, its principal, its ids in the log, its unit of work.

A message without a tenant, or of one that nobody knows, is refused: dead-lettered, logged, never run (TEN-02).
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import wraps
from typing import Any

import dramatiq
from dramatiq.middleware import CurrentMessage

from app.core import jobs
from app.core.db import unit_of_work
from app.core.errors import NoTenant
from app.core.principal import acting_as, system
from app.core.tenancy import Tenant, directory, shared_scope, tenant_scope
from app.web.observe import request_id
from workers.broker import QUEUE, broker

log = logging.getLogger("galleria.jobs")
SUSPENDED_PAUSE_MS = 300_000
SLOW_SECONDS = 5.0
TIME_LIMIT_MS = 300_000

Work = Callable[..., None]
_job: ContextVar[dict[str, str] | None] = ContextVar("job", default=None)


class JobFacts(logging.Filter):
    """Puts the running job's name and id on every line that it logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        if (job := _job.get()) is not None:
            record.facts = {**job, **getattr(record, "facts", {})}
        return True


def tenant_actor(
    name: str, *, unit: bool = False, max_retries: int = 8, throws: tuple[type[Exception], ...] = (),
    time_limit_ms: int = TIME_LIMIT_MS,
) -> Callable[[Work], Work]:  # fmt: skip
    """Declare a job of one tenant, run in its scope as `system(name)`; with `unit`, inside one unit of work.

    Exceptions of the kinds in `throws` are final; others are tried again with growing pauses, `max_retries` times.
    While its tenant is suspended it does not run and comes back every five minutes.
    """

    def declare(work: Work) -> Work:
        @wraps(work)
        def run(*, tenant: str = "", **facts: Any) -> None:
            found = _admit(name, tenant)
            with tenant_scope(found), acting_as(system(name)), _told(name, found.id):
                if found.status != "active":
                    log.info("%s waits: its tenant is %s", name, found.status)
                    jobs.enqueue(name, delay_ms=SUSPENDED_PAUSE_MS, **facts)
                    return
                with unit_of_work() if unit else nullcontext():
                    work(**facts)

        _declare(run, name, max_retries, (NoTenant, *throws), time_limit_ms)
        return run

    return declare


def shared_actor(
    name: str, *, max_retries: int = 8, time_limit_ms: int = TIME_LIMIT_MS
) -> Callable[[Work], Work]:
    """Declare a job of the control plane, run in the shared scope; it opens its own units of work."""

    def declare(work: Work) -> Work:
        @wraps(work)
        def run(**facts: Any) -> None:
            with shared_scope(), acting_as(system(name)), _told(name, "shared"):
                work(**facts)

        _declare(run, name, max_retries, (), time_limit_ms)
        return run

    return declare


def _declare(
    run: Work, name: str, max_retries: int, throws: tuple[type[Exception], ...], time_limit_ms: int
) -> None:
    declared = dramatiq.actor(
        actor_name=name, queue_name=QUEUE, broker=broker(), max_retries=max_retries, throws=throws,
        time_limit=time_limit_ms,
    )  # fmt: skip
    declared(run)


def _admit(name: str, tenant_id: str) -> Tenant:
    found = directory().by_id(tenant_id) if tenant_id else None
    if found is None:
        log.error(
            "%s refused: %s", name, f"no tenant is called {tenant_id}" if tenant_id else "it names no tenant"
        )
        raise NoTenant("A job must name a tenant that is there")
    return found


@contextmanager
def _told(name: str, tenant_id: str) -> Iterator[None]:
    """Name the job in its log lines; say when it failed, or was slow."""
    message = CurrentMessage.get_current_message()
    given = message.options.get("request") if message else None
    request = request_id.set(given or "")
    job = _job.set({"job": name, "job_id": message.message_id if message else "", "tenant": tenant_id})
    began = time.perf_counter()
    try:
        yield
    except Exception as error:
        log.warning("%s failed: %s", name, type(error).__name__, extra=_spent(began))
        raise
    else:
        slow = time.perf_counter() - began > SLOW_SECONDS
        log.log(logging.INFO if slow else logging.DEBUG, "%s done", name, extra=_spent(began))
    finally:
        _job.reset(job)
        request_id.reset(request)


def _spent(began: float) -> dict[str, dict[str, float]]:
    return {"facts": {"ms": round((time.perf_counter() - began) * 1000, 1)}}
