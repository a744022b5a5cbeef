"""A web host of somebody else's in this process, which answers well or ill: what each path says is told to it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.support.serving import serving

Answer = Callable[["Door"], None]


class Host(ThreadingHTTPServer):
    """`pages` by path; `asked` lists path and Host header of what reached it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.pages: dict[str, Answer] = {}
        self.asked: list[tuple[str, str]] = []
        self.over = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def url(self, path: str, host: str = "pictures.example") -> str:
        return f"http://{host}:{self.port}{path}"

    def handle_error(self, request: object, client_address: object) -> None:
        """The other side hung up, as it should."""


class Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Host

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Host"]))
        self.close_connection = True
        self.server.pages.get(self.path, says(404))(self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


@contextmanager
def running() -> Iterator[Host]:
    """A host that answers until the block ends."""
    with serving(Host()) as server:
        try:
            yield server
        finally:
            server.over.set()


def says(status: int, body: bytes = b"", **headers: str) -> Answer:
    """A plain answer; header names are written with underscores."""

    def answer(door: Door) -> None:
        door.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            door.send_header(name.replace("_", "-"), value)
        door.end_headers()
        door.wfile.write(body)

    return answer


def leads_to(url: str, status: int = 302) -> Answer:
    """A redirect."""
    return says(status, Location=url)


def drips(head: bytes, drop: bytes, every: float = 0.02) -> Answer:
    """`head`, then a few bytes at a time for as long as anybody listens."""

    def answer(door: Door) -> None:
        door.wfile.write(head)
        while not door.server.over.wait(every):
            door.wfile.write(drop)

    return answer


def hangs_up(door: Door) -> None:
    """No answer at all."""
