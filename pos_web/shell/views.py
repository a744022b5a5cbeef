"""What makes the till an app: its files, its manifest, its service worker, which starts it offline."""

import hashlib
import json
import re
from pathlib import Path

from flask import Blueprint, Response, send_from_directory

from app.config import REPOSITORY
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.web.permissions import public

bp = Blueprint("pos_shell", __name__)

FILES = REPOSITORY / "pos_web" / "static" / "pos"
SHARED = REPOSITORY / "app" / "web" / "static"
SHARED_ASSETS = (
    "tokens.css",
    "base.css",
    "codes.js",
    "vendor/idb.js",
    "vendor/receipt-printer-encoder.esm.js",
    "vendor/fonts/inter-latin-wght-normal.woff2",
    "vendor/fonts/inter-latin-ext-wght-normal.woff2",
)
WORKER = "worker.js"
SHELL = "/pos/"
ICONS = re.compile(r"/static/(vendor/lucide/[a-z0-9-]+\.svg)")


@bp.get("/static/pos/<path:name>")
@public
def file(name: str) -> Response:
    """A file of the till; always asked for again, since the service worker keeps its own copies."""
    return send_from_directory(FILES, name, max_age=0)


@bp.get("/pos/manifest.webmanifest")
@public
def manifest() -> Response:
    """What the browser needs to offer the till as an app."""
    name = current_tenant().name
    facts = {
        "id": SHELL,
        "name": _("%(shop)s till", shop=name),
        "short_name": _("Till"),
        "start_url": SHELL,
        "scope": SHELL,
        "display": "standalone",
        "orientation": "any",
        "background_color": "#f7f6f2",
        "theme_color": "#14655a",
        "icons": [
            {"src": "/static/pos/icons/till.svg", "sizes": "any", "type": "image/svg+xml"},
            {"src": "/static/pos/icons/till-192.png", "sizes": "192x192", "type": "image/png"},
            {"src": "/static/pos/icons/till-512.png", "sizes": "512x512", "type": "image/png"},
            {
                "src": "/static/pos/icons/till-maskable-512.png",
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            },
        ],
    }
    return Response(json.dumps(facts), mimetype="application/manifest+json")


@bp.get("/pos/sw.js")
@public
def worker() -> Response:
    """The service worker, with the list of what it keeps; another release is another file."""
    found = assets()
    facts = {"version": version(found), "shell": SHELL, "assets": sorted(found)}
    script = f"self.TILL = {json.dumps(facts)};\n{(FILES / WORKER).read_text(encoding='utf-8')}"
    answer = Response(script, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def assets() -> dict[str, Path]:
    """Address and file of all that the till needs to start without network."""
    own = {
        f"/static/pos/{path.relative_to(FILES).as_posix()}": path
        for path in FILES.rglob("*")
        if path.is_file()
    }
    own.pop(f"/static/pos/{WORKER}")
    icons = ICONS.findall((FILES / "till.css").read_text(encoding="utf-8"))
    shared = {f"/static/{name}": SHARED / name for name in (*SHARED_ASSETS, *icons)}
    return own | {address: path for address, path in shared.items() if path.is_file()}


def version(found: dict[str, Path]) -> str:
    """A name for exactly these contents."""
    digest = hashlib.sha256((FILES / WORKER).read_bytes())
    for address in sorted(found):
        digest.update(address.encode())
        digest.update(found[address].read_bytes())
    return digest.hexdigest()[:16]
