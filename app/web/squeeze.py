"""Sends texts that are the same for everybody in a quarter of their size. What is personal is never squeezed:
its length would tell of its content (BREACH)."""

import gzip
from functools import lru_cache

from flask import Flask, Response, request

TYPES = frozenset(
    {"text/html", "text/css", "text/javascript", "text/plain", "application/javascript", "application/json",
     "application/xml", "application/manifest+json", "image/svg+xml"}
)  # fmt: skip
LEAST_BYTES, LEVEL, STATIC = 1000, 6, "/static/"


def install(app: Flask) -> None:
    """Squeeze public answers; register before whatever keeps them, so that it comes after."""
    app.after_request(_squeeze)


def squeezed(data: bytes) -> bytes:
    """The same bytes for the same text, whenever it is done."""
    return gzip.compress(data, LEVEL, mtime=0)


@lru_cache(maxsize=64)
def _file(data: bytes) -> bytes:
    return squeezed(data)


def takes(accepted: str) -> bool:
    """Whether a client's Accept-Encoding takes it."""
    return any(
        part.split(";")[0].strip() == "gzip" and "q=0" not in part.replace(" ", "")
        for part in accepted.split(",")
    )


def _squeeze(response: Response) -> Response:
    static = request.path.startswith(STATIC)
    public = static or "public" in response.headers.get("Cache-Control", "")
    if not public or response.status_code != 200 or response.mimetype not in TYPES:
        return response
    response.vary.add("Accept-Encoding")
    asked = request.method == "GET" and takes(request.headers.get("Accept-Encoding", ""))
    if not asked or "Content-Encoding" in response.headers:
        return response
    response.direct_passthrough = False
    data = response.get_data()
    if len(data) < LEAST_BYTES:
        return response
    response.set_data(_file(data) if static else squeezed(data))
    response.headers["Content-Encoding"] = "gzip"
    if (tag := response.headers.get("ETag", "")) and not tag.startswith("W/"):
        response.headers["ETag"] = f"W/{tag}"
    return response
