"""What operators see of a request: one JSON log line, Prometheus figures, and an id that travels to jobs."""

import json
import logging
import re
import sys
import time
from contextvars import ContextVar
from datetime import UTC, datetime

from flask import Flask, Response, g, request
from prometheus_client import Counter, Gauge, Histogram

from app.config import settings
from app.core import jobs
from app.core.ids import new_id
from app.core.tenancy import bound_tenant

REQUESTS = Counter("galleria_requests_total", "Requests answered", ["surface", "method", "status"])
SECONDS = Histogram(
    "galleria_request_seconds",
    "Time to answer",
    ["surface"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
JOBS = Gauge("galleria_jobs", "Messages on the broker", ["state"])
WORKERS = Gauge("galleria_workers", "Worker processes that gave a sign of life lately")
request_id: ContextVar[str] = ContextVar("request_id", default="")
_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
SURFACES = ("api", "admin", "pos", "console", "static")
_CARD = re.compile(r"\b(?:\d[ -]?){13,19}\b")


class JsonLines(logging.Formatter):
    """One JSON object a line; anything that looks like a card number is masked."""

    def format(self, record: logging.LogRecord) -> str:
        tenant = bound_tenant()
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _CARD.sub("[masked]", record.getMessage()),
            "tenant": getattr(record, "tenant", None) or (tenant.id if tenant else None),
            "request": request_id.get() or None,
            **getattr(record, "facts", {}),
        }
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            line["trace"] = record.exc_text
        return json.dumps({key: value for key, value in line.items() if value is not None}, default=str)


def log_as_json() -> None:
    """Send the root logger's lines to standard error as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings().log_level)


def install(app: Flask) -> None:
    """Time, count and name every request."""
    log = logging.getLogger("galleria.access")

    def start() -> None:
        given = request.headers.get("X-Request-Id", "")
        request_id.set(given if _SAFE_ID.fullmatch(given) else str(new_id()))
        g.started = time.perf_counter()

    def finish(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        first = request.path.split("/", 2)[1]
        surface = first if first in SURFACES else "shop"
        REQUESTS.labels(surface, request.method, response.status_code).inc()
        SECONDS.labels(surface).observe(seconds)
        response.headers["X-Request-Id"] = request_id.get()
        if log.isEnabledFor(logging.DEBUG) or response.status_code >= 500:
            tenant = g.get("tenant")
            log.log(
                logging.ERROR if response.status_code >= 500 else logging.DEBUG,
                "%s %s %s", request.method, request.url_rule or request.path, response.status_code,
                extra={"tenant": tenant.id if tenant else None, "facts": {"ms": round(seconds * 1000, 1)}},
            )  # fmt: skip
        return response

    app.before_request(start)
    app.after_request(finish)


def note_backlog() -> None:
    """Bring the figures of the broker up to date; those it cannot tell keep their last value."""
    backlog = jobs.backlog()
    if backlog is None:
        return
    JOBS.labels("waiting").set(backlog.waiting)
    if backlog.dead is not None:
        JOBS.labels("dead").set(backlog.dead)
    if backlog.workers is not None:
        WORKERS.set(backlog.workers)
