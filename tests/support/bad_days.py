"""A store on its bad days: what an S3 server answers when it is ill. It keeps nothing and knows no signatures.

`moods` are answered first, in order: a status, "hang up", "be slow" or "break off" (half a body); then each request
gets 200, to read it the body "kept". How a store behaves on good days is asked of moto's server.
"""

import threading
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.support.serving import serving

SLOW_SECONDS = 0.6
BODY = b"kept"


class BadDays(ThreadingHTTPServer):
    """`asked` lists what reached it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self.moods: list[int | str] = []
        self.asked: list[str] = []

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


def running() -> AbstractContextManager[BadDays]:
    """A server that answers until the block ends."""
    return serving(BadDays())


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: BadDays

    def _serve(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append(f"{self.command} {self.path}")
        mood = self.server.moods.pop(0) if self.server.moods else 200
        if mood == "hang up":
            self.close_connection = True
        elif mood == "break off":
            self._answer(200, BODY, says=len(BODY) * 2)
            self.close_connection = True
        elif mood == "be slow":
            threading.Event().wait(SLOW_SECONDS)
            self.close_connection = True
        elif mood == 200:
            self._answer(200, b"" if self.command == "PUT" else BODY)
        else:
            self._answer(int(mood), b"<Error><Code>Ill</Code></Error>")

    do_GET = do_PUT = _serve  # noqa: N815 - the base class's names

    def _answer(self, status: int, body: bytes, says: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if says is None else says))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass
