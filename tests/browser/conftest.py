"""Real browsers against the real application, served by a thread that a test may stop and start.

  live      the server: live.url(tenant, "/pos/"), live.stop(), live.start()
  browser   Chromium, one a session
  page      a page of `tenant` in a fresh context; the test fails when it logged an error
"""

import shutil
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.serving import BaseWSGIServer, make_server

from app.core.tenancy import Tenant

ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"]


class Live:
    """The application on a port of its own, until it is stopped."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None
        self.port = 0
        self.start()

    def start(self) -> None:
        """Serve, on the same port as before."""
        self._server = make_server("127.0.0.1", self.port, self._app, threaded=True)
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

    def url(self, tenant: Tenant, path: str) -> str:
        return f"http://{tenant.host}:{self.port}{path}"


@pytest.fixture
def live(app: Any) -> Iterator[Live]:
    server = Live(app)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is; the test is skipped without one."""
    found = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no Chromium is installed, so nothing was tried in a browser")
    return found


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
