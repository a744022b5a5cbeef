"""A bucket in this process: speaks as much of S3's HTTP as we use, and checks signatures with its own arithmetic.

It is no store of anybody's: it proves that what we send is signed as the specification says, nothing about any
particular vendor. `moods` are answered first, in order: a status, "hang up" or "be slow".
"""

import hashlib
import hmac
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape

ACCESS, SECRET, REGION, BUCKET = "TESTACCESSKEY", "test/secret+key", "eu-central-9", "pictures"
PAGE = 3
SLOW_SECONDS = 0.6


class Bucket(ThreadingHTTPServer):
    """Keeps objects in memory; `asked` lists what reached it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self.objects: dict[str, bytes] = {}
        self.moods: list[int | str] = []
        self.asked: list[str] = []

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def running() -> Iterator[Bucket]:
    """A bucket that answers until the block ends."""
    server = Bucket()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def signature(method: str, target: str, headers: dict[str, str], names: list[str], scope: list[str]) -> str:
    """What the signature must be, step by step as in the specification (tasks 1 to 3)."""
    parts = urlsplit(target)
    pairs = sorted(pair if "=" in pair else f"{pair}=" for pair in parts.query.split("&") if pair)
    lines = [f"{name}:{' '.join(headers[name].split())}" for name in names]
    request = [
        method,
        parts.path,
        "&".join(pairs),
        *lines,
        "",
        ";".join(names),
        headers["x-amz-content-sha256"],
    ]
    digest = hashlib.sha256("\n".join(request).encode()).hexdigest()
    text = "\n".join(["AWS4-HMAC-SHA256", headers["x-amz-date"], "/".join(scope), digest])
    key = ("AWS4" + SECRET).encode("utf-8")
    for word in [*scope, text]:
        key = hmac.new(key, word.encode("utf-8"), hashlib.sha256).digest()
    return key.hex()


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Bucket

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's word
        return

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append(f"{self.command} {self.path}")
        mood = self.server.moods.pop(0) if self.server.moods else None
        if mood == "hang up":
            self.close_connection = True
            return
        if mood == "be slow":
            time.sleep(SLOW_SECONDS)
        elif isinstance(mood, int):
            self._answer(mood, b"<Error><Code>SlowDown</Code></Error>")
            return
        if refusal := self._refusal(body):
            self._answer(403, f"<Error><Code>{refusal}</Code></Error>".encode())
            return
        self._act(body)

    do_GET = do_PUT = do_DELETE = _serve  # noqa: N815 - the base class's names

    def _refusal(self, body: bytes) -> str | None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        kind, _, rest = headers.get("authorization", "").partition(" ")
        facts = dict(each.strip().split("=", 1) for each in rest.split(",") if "=" in each)
        access, *scope = facts.get("Credential", "").split("/")
        names = facts.get("SignedHeaders", "").split(";")
        if kind != "AWS4-HMAC-SHA256" or access != ACCESS:
            return "InvalidAccessKeyId"
        sent = datetime.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        if abs(datetime.now(UTC) - sent) > timedelta(minutes=15):
            return "RequestTimeTooSkewed"
        if scope != [headers["x-amz-date"][:8], REGION, "s3", "aws4_request"]:
            return "AuthorizationHeaderMalformed"
        must = {"host", *(name for name in headers if name.startswith("x-amz-"))}
        if not must <= set(names) or names != sorted(names):
            return "SignedHeaders"
        if hashlib.sha256(body).hexdigest() != headers["x-amz-content-sha256"]:
            return "XAmzContentSHA256Mismatch"
        right = signature(self.command, self.path, headers, names, scope)
        return None if hmac.compare_digest(right, facts.get("Signature", "")) else "SignatureDoesNotMatch"

    def _act(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
        held = self.server.objects
        if bucket != BUCKET:
            self._answer(404, b"<Error><Code>NoSuchBucket</Code></Error>")
        elif not key:
            self._list(dict(parse_qsl(parts.query)))
        elif self.command == "PUT":
            held[key] = body
            self._answer(200, b"")
        elif self.command == "DELETE":
            held.pop(key, None)
            self._answer(204, b"")
        elif key not in held:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            self._send(held[key])

    def _send(self, data: bytes) -> None:
        wanted = self.headers.get("Range")
        if wanted is None:
            self._answer(200, data)
            return
        first, last = (int(each) for each in wanted.removeprefix("bytes=").split("-"))
        if first >= len(data):
            self._answer(416, b"<Error/>", {"Content-Range": f"bytes */{len(data)}"})
            return
        last = min(last, len(data) - 1)
        self._answer(206, data[first : last + 1], {"Content-Range": f"bytes {first}-{last}/{len(data)}"})

    def _list(self, words: dict[str, str]) -> None:
        after = words.get("continuation-token", "")
        found = sorted(key for key in self.server.objects if key.startswith(words["prefix"]) and key > after)
        page, more = found[:PAGE], found[PAGE:]
        xml = "".join(f"<Contents><Key>{escape(key)}</Key></Contents>" for key in page)
        if more:
            xml += f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>"
        self._answer(200, f"<ListBucketResult>{xml}</ListBucketResult>".encode())

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 204:
            self.wfile.write(body)
