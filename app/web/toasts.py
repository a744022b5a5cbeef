"""Short messages after an act: as an htmx event in the answer, or kept in a cookie for the next page."""

import json
from typing import Any, Literal

from flask import Response, g, has_request_context, request

Tone = Literal["done", "info", "waiting", "refused"]
COOKIE = "galleria_toast"


def toast(message: str, tone: Tone = "done") -> None:
    """Show `message` with this answer (htmx) or on the page it redirects to."""
    if has_request_context():
        g.setdefault("toasts", []).append({"message": str(message), "tone": tone})


def attach(response: Response) -> Response:
    """Put waiting toasts on the response: `HX-Trigger` for htmx, else a cookie that lives a minute."""
    waiting: list[dict[str, Any]] = g.pop("toasts", [])
    if not waiting:
        return response
    if request.headers.get("HX-Request") and "HX-Redirect" not in response.headers:
        response.headers["HX-Trigger"] = json.dumps({"toast": waiting})
    else:
        response.set_cookie(COOKIE, json.dumps(waiting), max_age=60, httponly=True, samesite="Lax")
    return response


def pending() -> list[dict[str, Any]]:
    """Toasts left by the page before, for the shell to render; reading forgets them."""
    raw = request.cookies.get(COOKIE)
    if not raw:
        return []
    g.forget_toasts = True
    try:
        found = json.loads(raw)
    except ValueError:
        return []
    return [item for item in found if isinstance(item, dict)][:5] if isinstance(found, list) else []


def forget(response: Response) -> Response:
    if g.pop("forget_toasts", False):
        response.delete_cookie(COOKIE)
    return response
