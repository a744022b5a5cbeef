"""Serves public files of the tenant whose host is asked: pictures, the brand's own. Names never change."""

from pathlib import Path

from flask import Blueprint, Response, request

from app.core import files
from app.core.errors import NotFound
from app.web.permissions import public
from app.web.phased import phased

bp = Blueprint("files", __name__)
KINDS = {
    "webp": "image/webp", "jpg": "image/jpeg", "png": "image/png", "svg": "image/svg+xml", "avif": "image/avif",
    "mp4": "video/mp4", "webm": "video/webm", "pdf": "application/pdf", "glb": "model/gltf-binary",
    "usdz": "model/vnd.usdz+zip",
}  # fmt: skip
PIECE = 2 * 1024 * 1024
"""Most bytes of one answer to a player that asks for a range."""
FOREVER = "public, max-age=31536000, immutable"
NO_PICTURE = (Path(__file__).parent / "static" / "placeholder.svg").read_bytes()


@bp.get("/files/<path:name>")
@public
@phased
def show(name: str) -> Response:
    """The file; a drawing in its place where it is gone, so that no page shows a broken picture."""
    ending = name.rpartition(".")[2]
    try:
        key = files.public_key(name)
        if ending in ("mp4", "webm") and (start := _range_start()) is not None:
            return _piece(key, start, KINDS[ending])
        data = files.get(key)
    except NotFound:
        return Response(NO_PICTURE, 404, mimetype=KINDS["svg"], headers={"Cache-Control": "no-store"})
    headers = {"Cache-Control": FOREVER, "Content-Security-Policy": "default-src 'none'; sandbox"}
    if ending == "pdf":
        headers["Content-Disposition"] = "attachment"
    if ending in ("mp4", "webm"):
        headers["Accept-Ranges"] = "bytes"
    return Response(data, mimetype=KINDS.get(ending, "application/octet-stream"), headers=headers)


def _range_start() -> int | None:
    """Where the one range that is asked for begins; others are answered with the whole file."""
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    start: int | None = asked.ranges[0][0]
    return None if start is None or start < 0 else start


def _piece(key: str, start: int, kind: str) -> Response:
    """The next piece from `start`; a player asks for the one behind it by itself."""
    wanted = request.range.ranges[0][1] if request.range else None
    data, whole = files.part(key, start, min(PIECE, wanted - start) if wanted else PIECE)
    headers = {"Cache-Control": FOREVER, "Content-Security-Policy": "default-src 'none'; sandbox"}
    if not data:
        return Response(status=416, headers=headers | {"Content-Range": f"bytes */{whole}"})
    headers |= {"Content-Range": f"bytes {start}-{start + len(data) - 1}/{whole}", "Accept-Ranges": "bytes"}
    return Response(data, 206, mimetype=kind, headers=headers)
