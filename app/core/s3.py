"""Files in a bucket of any S3-compatible store, over plain HTTPS; requests are signed by AWS Signature Version 4.

Written from the public specification: docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
Objects are small enough to be sent whole, so the body's hash is always part of what is signed.
"""

import hashlib
import hmac
import html
import random
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from app.core.errors import Unavailable

ALGORITHM = "AWS4-HMAC-SHA256"
CONNECT_SECONDS, READ_SECONDS = 3.0, 20.0
TRIES = 4
PAUSE_SECONDS = 0.1
AGAIN = frozenset((429, 500, 502, 503, 504))
_KEY = re.compile(rb"<Key>([^<]+)</Key>")
_MORE = re.compile(rb"<NextContinuationToken>([^<]+)</NextContinuationToken>")
_TOTAL = re.compile(r"bytes \d+-\d+/(\d+)")


@dataclass(frozen=True, slots=True)
class Account:
    """Where the bucket is and whose key opens it. `endpoint` has neither path nor bucket."""

    endpoint: str
    bucket: str
    region: str
    access_key: str
    secret_key: str
    path_style: bool = True

    @property
    def host(self) -> str:
        host = urlsplit(self.endpoint).netloc
        return host if self.path_style else f"{self.bucket}.{host}"

    def path(self, key: str) -> str:
        return quote(f"/{self.bucket}/{key}" if self.path_style else f"/{key}", safe="/-_.~")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the store said."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def signed(
    account: Account,
    method: str,
    path: str,
    *,
    query: str,
    headers: Mapping[str, str],
    body: bytes,
    at: datetime,
) -> dict[str, str]:
    """All headers of a request, with its signature. `path` and `query` are encoded and sorted already."""
    stamp, hashed = at.strftime("%Y%m%dT%H%M%SZ"), hashlib.sha256(body).hexdigest()
    sent = {"host": account.host, "x-amz-content-sha256": hashed, "x-amz-date": stamp}
    sent |= {name.lower(): value.strip() for name, value in headers.items()}
    names = ";".join(sorted(sent))
    lines = "".join(f"{name}:{sent[name]}\n" for name in sorted(sent))
    canonical = f"{method}\n{path}\n{query}\n{lines}\n{names}\n{hashed}"
    scope = f"{stamp[:8]}/{account.region}/s3/aws4_request"
    to_sign = "\n".join((ALGORITHM, stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()))
    key = f"AWS4{account.secret_key}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    mark = hmac.digest(key, to_sign.encode(), "sha256").hex()
    credential = f"Credential={account.access_key}/{scope}"
    return sent | {"authorization": f"{ALGORITHM} {credential},SignedHeaders={names},Signature={mark}"}


class S3Files:
    """Keeps files in a bucket. What fails in passing is asked again, since every request may be repeated."""

    def __init__(self, account: Account, *, read_seconds: float = READ_SECONDS) -> None:
        self.account = account
        timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=read_seconds)
        self._pool = urllib3.PoolManager(num_pools=2, maxsize=8, timeout=timeout, retries=False)

    def put(self, key: str, data: bytes) -> None:
        self._ask("PUT", key, body=data, expect=(200,))

    def get(self, key: str) -> bytes | None:
        found = self._ask("GET", key, expect=(200, 404))
        return found.body if found.status == 200 else None

    def part(self, key: str, start: int, length: int) -> tuple[bytes, int] | None:
        headers = {"range": f"bytes={start}-{start + length - 1}"}
        found = self._ask("GET", key, headers=headers, expect=(200, 206, 404, 416))
        if found.status == 404:
            return None
        total = _TOTAL.fullmatch(found.headers.get("content-range", ""))
        if found.status == 206 and total:
            return found.body, int(total[1])
        if found.status == 416:  # names the size as `bytes */120`
            return b"", int(found.headers.get("content-range", "").rpartition("/")[2] or 0)
        return found.body[start : start + length], len(found.body)

    def delete(self, prefix: str) -> None:
        for key in self._listed(prefix):
            if key == prefix or key.startswith(f"{prefix}-"):
                self._ask("DELETE", key, expect=(200, 204, 404))

    def _listed(self, prefix: str) -> list[str]:
        keys: list[str] = []
        words = {"list-type": "2", "prefix": prefix}
        while True:
            page = self._ask("GET", "", words=words, expect=(200,)).body
            keys += [html.unescape(found.decode()) for found in _KEY.findall(page)]
            if (more := _MORE.search(page)) is None:
                return keys
            words["continuation-token"] = html.unescape(more[1].decode())

    def _ask(
        self,
        method: str,
        key: str,
        *,
        expect: tuple[int, ...],
        words: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Answer:
        path = self.account.path(key)
        query = "&".join(
            f"{name}={quote(value, safe='-_.~')}" for name, value in sorted((words or {}).items())
        )
        said = "nothing"
        for turn in range(TRIES):
            if turn:
                time.sleep(PAUSE_SECONDS * 2**turn * random.uniform(0.5, 1))  # noqa: S311 - jitter
            try:
                answer = self._once(method, path, query, headers or {}, body)
            except (HTTPError, OSError) as error:
                said = type(error).__name__
                continue
            if answer.status in expect:
                return answer
            said = str(answer.status)
            if answer.status not in AGAIN:
                break
        raise Unavailable(f"The file store answers {said}", code="files.away")

    def _once(self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes) -> Answer:
        at = datetime.fromtimestamp(time.time(), UTC)  # the store's own time, whatever our clock is set to
        sent = signed(self.account, method, path, query=query, headers=headers, body=body, at=at)
        scheme = urlsplit(self.account.endpoint).scheme
        address = f"{scheme}://{self.account.host}{path}" + (f"?{query}" if query else "")
        response = self._pool.request(method, address, headers=sent, body=body or None, redirect=False)
        found = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, found, response.data)
