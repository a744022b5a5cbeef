"""Serves public files of the tenant whose host is asked: pictures, the brand's own. Names never change."""

from pathlib import Path

from flask import Blueprint, Response

from app.core import files
from app.core.errors import NotFound
from app.web.permissions import public
from app.web.phased import phased

bp = Blueprint("files", __name__)
KINDS = {"webp": "image/webp", "jpg": "image/jpeg", "png": "image/png", "svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"
NO_PICTURE = (Path(__file__).parent / "static" / "placeholder.svg").read_bytes()


@bp.get("/files/<path:name>")
@public
@phased
def show(name: str) -> Response:
    """The file; a drawing in its place where it is gone, so that no page shows a broken picture."""
    kind = KINDS.get(name.rpartition(".")[2])
    try:
        data = files.get(files.public_key(name))
    except NotFound:
        return Response(NO_PICTURE, 404, mimetype=KINDS["svg"], headers={"Cache-Control": "no-store"})
    headers = {"Cache-Control": FOREVER, "Content-Security-Policy": "default-src 'none'; sandbox"}
    return Response(data, mimetype=kind or "application/octet-stream", headers=headers)
