"""Real browsers against the real application, served by a thread that a test may stop and start.

live       the server: live.url(tenant, "/pos/"), live.stop(), live.start()
browser    Chromium, one a session
till_page  the page of a tablet that was never paired; errors are for the test to listen to
"""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from app.core.tenancy import Tenant
from tests.browser.support import ARGUMENTS, chromium_path, missing
from tests.browser.till_screen import prepare


class _Quiet(WSGIRequestHandler):
    def log(self, *_facts: Any) -> None:
        """A failing test shows what failed, not every file that was served."""


class Live:
    """The application on a port of its own, until it is stopped."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._lost: str | None = None
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None
        self.port = 0
        self.start()

    def start(self) -> None:
        """Serve, on the same port as before."""
        self._server = make_server(
            "127.0.0.1", self.port, self._answer, threaded=True, request_handler=_Quiet
        )
        self.port = self._server.port
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Be gone, as a server without power is."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join(10)
            self._server = None

    def lose_the_next_answer(self, path: str) -> None:
        """The next request for `path` is carried out, and the line breaks before the answer."""
        self._lost = path

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Any:
        if environ["PATH_INFO"].startswith("/static/"):
            return self._app(
                environ, lambda status, headers, *more: start_response(status, _kept(headers), *more)
            )
        if self._lost is None or environ["PATH_INFO"] != self._lost:
            return self._app(environ, start_response)
        self._lost = None
        for _part in self._app(environ, lambda *_facts: None):
            pass
        raise ConnectionResetError("the answer was lost")

    def as_new(self) -> None:
        """What a test did to it is over."""
        self._lost = None
        if self._server is None:
            self.start()

    def url(self, tenant: Tenant, path: str) -> str:
        return f"http://{tenant.host}:{self.port}{path}"


def _kept(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Files do not change while tests run: the browser need not ask for each of them at every page."""
    return [each for each in headers if each[0] != "Cache-Control"] + [("Cache-Control", "max-age=3600")]


@pytest.fixture(scope="session")
def _server(application: Any) -> Iterator[Live]:
    server = Live(application)
    yield server
    server.stop()


@pytest.fixture
def live(app: Any, _server: Live) -> Iterator[Live]:
    """One server and port for all, so that the browser may keep its files."""
    yield _server
    _server.as_new()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is; the test is skipped without one, or without the files that pages need."""
    if why := missing():
        pytest.skip(why)
    return str(chromium_path())


@pytest.fixture(scope="session")
def playwright() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Any, chromium: str) -> Iterator[Any]:
    started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
    yield started
    started.close()


@pytest.fixture(scope="session")
def _tablet(browser: Any) -> Iterator[Any]:
    context = browser.new_context(locale="en-GB", service_workers="block")
    prepare(context)
    yield context
    context.close()


@pytest.fixture
def till_page(_tablet: Any, live: Live, tenant: Tenant) -> Iterator[Any]:
    """One page for all tests: its code is fetched and compiled once, what it keeps is thrown away each time."""
    page = next(iter(_tablet.pages), None) or _tablet.new_page()
    yield page
    for other in _tablet.pages[1:]:
        other.close()
    _tablet.set_offline(False)
    page.goto("about:blank")
    line = _tablet.new_cdp_session(page)
    origin = live.url(tenant, "")
    line.send(
        "Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "cookies,indexeddb,local_storage"}
    )
    line.detach()
