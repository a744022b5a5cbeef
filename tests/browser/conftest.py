"""Real browsers against the real application, served by a thread that a test may stop and start.

live      the server: live.url(tenant, "/pos/"), live.stop(), live.start()
browser   Chromium, one a session
"""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from app.core.tenancy import Tenant
from tests.browser.support import ARGUMENTS, chromium_path, missing


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
        if self._lost is None or environ["PATH_INFO"] != self._lost:
            return self._app(environ, start_response)
        self._lost = None
        for _part in self._app(environ, lambda *_facts: None):
            pass
        raise ConnectionResetError("the answer was lost")

    def url(self, tenant: Tenant, path: str) -> str:
        return f"http://{tenant.host}:{self.port}{path}"


@pytest.fixture
def live(app: Any) -> Iterator[Live]:
    server = Live(app)
    yield server
    server.stop()


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
