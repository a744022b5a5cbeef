"""Keeps public pages that are the same bytes for everyone (DESIGN 6), and answers them before anything else runs.

Key: tenant and site, host, language (chosen or asked for), path with query, epoch. The epoch is read before the page is
rendered, so a page of before a change is never kept under the epoch of after it. Each process knows all epochs
from one statement at most each 250 ms, made by the request that finds them old: an idle process asks nothing. What
is personal on such pages comes as fragments of its own; who has prices or an assortment of their own is answered
anew each time.
"""

import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask, Response, current_app, g, request
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import parse_cookie

from app.core import clock
from app.core.engines import engine_of
from app.core.i18n import best_locale
from app.core.principal import ANONYMOUS
from app.core.tenancy import Tenant, directory
from app.queries import remembered
from app.web import squeeze, visits
from app.web.auth import OWN_TERMS, mark_own_terms
from app.web.languages import asked_locale
from app.web.observe import REQUESTS
from tenants.directory import UNCOUNTED

View = TypeVar("View", bound=Callable[..., Any])
ATTRIBUTE = "galleria_shared_page"
SLOT = "galleria.page_key"
LASTS_SECONDS, EPOCHS_LAST_SECONDS = 60.0, 0.25
MOST_BYTES, LONGEST_ADDRESS = 32 * 1024 * 1024, 500
OVERHEAD_BYTES = 1024
LOCALE_COOKIE, PREVIEW = "galleria_locale", "galleria_preview"
POLICY = "public, no-cache"  # browsers and CDNs keep it and ask each time whether it still holds
EPOCHS = text("select tenant_id, epoch from shared.cache_epoch")
Key = tuple[str, str, str, str, int]
log = logging.getLogger(__name__)


def shared_page(view: View) -> View:
    """Mark a view: its page is the same for everyone and may be kept. It says nothing about who asks."""
    setattr(view, ATTRIBUTE, True)
    return view


def is_shared(view: Callable[..., Any] | None) -> bool:
    return bool(getattr(view, ATTRIBUTE, False))


@dataclass(frozen=True, slots=True)
class _Kept:
    """A page as bytes with its headers, and when it ends: in monotonic seconds, and at what was planned for it."""

    body: bytes
    squeezed: bytes
    headers: list[tuple[str, str]]
    etag: str
    ends: float
    planned: datetime | None

    @property
    def is_over(self) -> bool:
        return self.ends <= time.monotonic() or (self.planned is not None and self.planned <= clock.now())

    @property
    def size(self) -> int:
        return len(self.body) + len(self.squeezed) + OVERHEAD_BYTES

    def told(self, *, small: bool) -> tuple[bytes, list[tuple[str, str]]]:
        """Body and headers, squeezed or plain."""
        body = self.squeezed if small else self.body
        length = ("Content-Length", str(len(body)))
        others = [each for each in self.headers if each[0] != "Content-Length"]
        return body, [*others, length, ("Content-Encoding", "gzip")] if small else [*others, length]


class _Epochs:
    """The epoch of every tenant, as fresh as EPOCHS_LAST_SECONDS."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._read_at = float("-inf")
        self._lock = Lock()

    def of(self, tenant_id: str) -> int | None:
        """None while nothing is known: then nothing is kept."""
        if time.monotonic() - self._read_at >= EPOCHS_LAST_SECONDS:
            with self._lock:
                if time.monotonic() - self._read_at >= EPOCHS_LAST_SECONDS:
                    self._read()
        return self._known.get(tenant_id)

    def _read(self) -> None:
        asked_at = time.monotonic()
        try:
            with engine_of("default").connect() as connection:
                reading = connection.execution_options(isolation_level="AUTOCOMMIT", **UNCOUNTED)
                self._known = {row.tenant_id: row.epoch for row in reading.execute(EPOCHS)}
        except SQLAlchemyError:
            log.warning("the page cache cannot read its epochs; pages are not kept")
            self._known = {}
        self._read_at = asked_at

    def forget(self) -> None:
        self._read_at = float("-inf")


_pages: OrderedDict[Key, _Kept] = OrderedDict()
_lock = Lock()
_bytes = 0
_epochs = _Epochs()


def forget() -> None:
    """Start with nothing, as a new process does."""
    global _bytes
    with _lock:
        _pages.clear()
        _bytes = 0
    _epochs.forget()
    remembered.forget()


def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes] | None:
    """The kept page for this request; None when it must be made, whose key then waits in the environment."""
    key = _key_of(environ)
    if key is None:
        return None
    kept = _pages.get(key)
    if kept is None or kept.is_over:
        environ[SLOT] = key
        return None
    with _lock:
        if key in _pages:
            _pages.move_to_end(key)
    if (tenant := _tenant(environ.get("HTTP_HOST", ""))) is not None:
        visits.note_page(tenant, environ)
    unchanged = kept.etag.removeprefix("W/") in environ.get("HTTP_IF_NONE_MATCH", "")
    body, headers = kept.told(small=squeeze.takes(environ.get("HTTP_ACCEPT_ENCODING", "")))
    status = 304 if unchanged else 200
    REQUESTS.labels("shop", environ["REQUEST_METHOD"], status).inc()
    start_response("304 NOT MODIFIED" if unchanged else "200 OK", headers)
    return [] if unchanged or environ["REQUEST_METHOD"] == "HEAD" else [body]


def _key_of(environ: WSGIEnvironment) -> Key | None:
    path, query = environ.get("PATH_INFO", "/"), environ.get("QUERY_STRING", "")
    asked = environ["REQUEST_METHOD"] in ("GET", "HEAD") and "HTTP_HX_REQUEST" not in environ
    cookies = environ.get("HTTP_COOKIE", "")
    if PREVIEW in query or PREVIEW in cookies or OWN_TERMS in cookies:
        return None
    if not asked or len(path) + len(query) > LONGEST_ADDRESS or path.startswith(APART):
        return None
    host = environ.get("HTTP_HOST", "")
    tenant = _tenant(host)
    epoch = _epochs.of(tenant.id) if tenant is not None and tenant.status == "active" else None
    if tenant is None or epoch is None:
        return None
    state = f"{tenant.site} {tenant.test_mode}{tenant.currency}{tenant.name}"
    return (f"{tenant.id} {state}", host, _locale(environ), f"{path}?{query}", epoch)


APART = (
    "/static/", "/files/", "/api/", "/admin", "/pos", "/account", "/cart", "/checkout", "/healthz", "/readyz", "/metrics",
)  # fmt: skip


STAFFED = ("/static/", "/files/", "/api/", "/admin", "/pos", "/healthz", "/readyz", "/metrics")
"""Where a shopper's session is not asked for."""


def _tenant(host: str) -> Tenant | None:
    try:
        return directory().by_host(host)
    except SQLAlchemyError:
        return None  # the edge says that the database is away


def _locale(environ: WSGIEnvironment) -> str:
    """The language that was chosen or asked for; empty leaves it to the site."""
    cookies = environ.get("HTTP_COOKIE", "")
    chosen = parse_cookie(cookies).get(LOCALE_COOKIE) if LOCALE_COOKIE in cookies else None
    wanted = chosen or asked_locale(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
    return best_locale(wanted) if wanted else ""


def epoch_of(tenant_id: str) -> int | None:
    """The tenant's epoch; None while it cannot be read."""
    return _epochs.of(tenant_id)


def install(app: Flask) -> None:
    """Keep what marked views answer."""
    app.after_request(_keep)
    app.after_request(_mark)


def _mark(response: Response) -> Response:
    """Keep the browser's word in step with whether the shopper has terms of their own."""
    if request.path.startswith(STAFFED) or g.get("tenant") is None:
        return response
    wanted, there = g.get("principal", ANONYMOUS).has_own_terms, OWN_TERMS in request.cookies
    if wanted and not there:
        mark_own_terms(response)
    elif there and not wanted:
        response.delete_cookie(OWN_TERMS)
    return response


def _keep(response: Response) -> Response:
    global _bytes
    key: Key | None = request.environ.get(SLOT)
    if request.endpoint is None or not is_shared(current_app.view_functions.get(request.endpoint)):
        return response
    if request.method != "GET" or response.status_code != 200 or "HX-Request" in request.headers:
        return response
    if g.get("previewing"):
        response.headers["Cache-Control"] = "no-store"
        return response
    if (tenant := g.get("tenant")) is not None:
        visits.note_page(tenant, request.environ)
    if g.get("principal", ANONYMOUS).has_own_terms or g.get("incomplete"):
        response.headers["Cache-Control"] = "private, no-store"
        return response
    response.headers["Cache-Control"] = POLICY
    response.vary.update(["Accept-Language", "Cookie", "HX-Request", "Accept-Encoding"])
    if key is None or response.direct_passthrough or "Set-Cookie" in response.headers:
        return response
    body = response.get_data()
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
    response.headers["ETag"] = etag
    headers = [(name, value) for name, value in response.headers if name != "X-Request-Id"]
    ends, planned = time.monotonic() + LASTS_SECONDS, g.get("page_ends")  # when something begins to show
    kept = _Kept(body, squeeze.squeezed(body), headers, etag, ends, planned)
    with _lock:
        if (before := _pages.pop(key, None)) is not None:
            _bytes -= before.size
        _pages[key] = kept
        _bytes += kept.size
        while _bytes > MOST_BYTES:
            _bytes -= _pages.popitem(last=False)[1].size
    return response
