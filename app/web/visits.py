"""Notes what visitors do without ever keeping them waiting: into memory now, into the database later, in batches.

Full memory forgets the oldest; a database that is away is tried again. Programs and prefetches are not counted.
"""

import atexit
import json
import logging
import re
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock, Thread
from typing import Any
from urllib.parse import unquote
from wsgiref.types import WSGIEnvironment

from flask import Flask, Response, g, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import parse_cookie

from app.config import settings
from app.core import clock
from app.core.db import unit_of_work
from app.core.errors import AppError
from app.core.principal import acting_as, system
from app.core.tenancy import Tenant, tenant_scope
from app.domains.visits import service as visits
from app.domains.visits.service import Step

CONSENT_COOKIE = "galleria_consent"
MOST_WAITING, EACH_SECONDS, MOST_AT_ONCE = 10_000, 2.0, 1_000
MACHINES = re.compile(
    r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python-|headless.?shell|lighthouse", re.IGNORECASE
)
UNCOUNTED = ("/robots.txt", "/sitemap.xml")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Noted:
    """As cheap to make as can be: read only when it is written down."""

    tenant: Tenant
    at: datetime
    kind: str
    path: str
    cookies: str
    agent: str
    subject: str = ""
    reference: str | None = None
    amount: int | None = None


_waiting: deque[_Noted] = deque(maxlen=MOST_WAITING)
_writer: Thread | None = None
_starting, _writing = Lock(), Lock()


def note_page(tenant: Tenant, environ: WSGIEnvironment) -> None:
    """A page was shown; a product's counts as that."""
    path = environ.get("PATH_INFO", "/")
    if environ.get("REQUEST_METHOD") != "GET" or path in UNCOUNTED or "HTTP_SEC_PURPOSE" in environ:
        return
    product = path.startswith("/p/")
    _note(tenant, "product" if product else "page", environ, subject=path[3:] if product else "")


def note_step(
    kind: str, *, subject: str = "", reference: str | None = None, amount: int | None = None
) -> None:
    """Something else was done in this request: cart, checkout, purchase."""
    tenant = g.get("tenant")
    if tenant is not None:
        _note(tenant, kind, request.environ, subject=subject, reference=reference, amount=amount)


def _note(tenant: Tenant, kind: str, environ: WSGIEnvironment, **more: Any) -> None:
    agent = environ.get("HTTP_USER_AGENT", "")
    cookies = environ.get("HTTP_COOKIE", "")
    _waiting.append(_Noted(tenant, clock.now(), kind, environ.get("PATH_INFO", ""), cookies, agent, **more))
    if _writer is None and settings().environment != "test":
        _start()


def install(app: Flask) -> None:
    """Note what is done besides looking: a cart that was filled, a checkout that was opened."""
    app.after_request(_steps)


def _steps(response: Response) -> Response:
    if request.endpoint == "shop_checkout.show" and response.status_code == 200:
        note_step("checkout")
    elif request.endpoint == "shop_cart.add" and response.status_code in (200, 303):
        note_step("cart", subject=request.form.get("product", "")[:200])
    return response


def flush() -> int:
    """Write down what waits; returns how many. What cannot be written waits on."""
    with _writing:
        batch = [_waiting.popleft() for _ in range(min(len(_waiting), MOST_AT_ONCE))]
        by_tenant: dict[str, list[_Noted]] = {}
        for noted in batch:
            by_tenant.setdefault(noted.tenant.id, []).append(noted)
        return sum(_write(each) for each in by_tenant.values())


def _write(noted: list[_Noted]) -> int:
    steps = [_step(each) for each in noted if not MACHINES.search(each.agent)]
    try:
        with tenant_scope(noted[0].tenant), acting_as(system("visits")), unit_of_work():
            visits.record(steps)
    except (SQLAlchemyError, AppError):
        log.warning("visits cannot be written now; they wait", exc_info=False)
        room = MOST_WAITING - len(_waiting)
        _waiting.extendleft(reversed(noted[-room:] if room else []))
        return 0
    return len(steps)


def _step(noted: _Noted) -> Step:
    consent, visitor = _consent(parse_cookie(noted.cookies).get(CONSENT_COOKIE, ""))
    return Step(
        noted.at, noted.kind, "web", noted.path[:300], unquote(noted.subject)[:200], consent, visitor, noted.reference,
        noted.amount,
    )  # fmt: skip


def _consent(cookie: str) -> tuple[str, str | None]:
    """What was agreed to, and who it was if statistics are among it."""
    try:
        found = json.loads(cookie) if cookie else {}
    except ValueError:
        found = {}
    if not isinstance(found, Mapping) or not isinstance(found.get("on"), list):
        return "", None
    agreed = sorted(str(each)[:20] for each in found["on"])[:5]
    return ",".join(agreed) or "refused", str(found.get("id", ""))[:64] if "statistics" in agreed else None


def _start() -> None:
    global _writer
    with _starting:
        if _writer is None:
            _writer = Thread(target=_go_on, name="visits", daemon=True)
            _writer.start()
            atexit.register(flush)


def _go_on() -> None:
    while True:
        time.sleep(EACH_SECONDS)
        try:
            while flush() >= MOST_AT_ONCE:
                pass
        except Exception:
            log.exception("visits were not written")
