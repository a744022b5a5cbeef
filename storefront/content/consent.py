"""Consent to cookies by category: asked once, kept as a record, taken back any time.

Only what the shop really uses is asked for. A new optional cookie goes into OPTIONAL and raises VERSION, so that
everybody is asked again.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import make_response, request
from werkzeug.wrappers import Response

from app.config import settings
from app.core.crypto import new_token
from app.core.i18n import lazy_gettext as _
from app.domains.channels.tags import Tag
from app.domains.customers import service as customers
from app.queries import shop_recent
from app.web.visits import CONSENT_COOKIE
from storefront.browse.listing import cards

COOKIE, VERSION = CONSENT_COOKIE, "2026-11-2"
SEEN_COOKIE, MOST_SEEN = "galleria_seen", 8
HALF_A_YEAR = 182 * 24 * 3600
# category -> (label, what for, its cookies)
OPTIONAL: dict[str, tuple[Any, Any, tuple[str, ...]]] = {
    "comfort": (
        _("Comfort"),
        _("Remembers what you looked at, in this browser, for 30 days."),
        (SEEN_COOKIE,),
    ),
    "statistics": (
        _("Statistics"),
        _("Tells your visits from those of others, so that the shop gets better."),
        (),
    ),
    "marketing": (_("Marketing"), _("Tells makers of advertisements which of them brought you here."), ()),
}


def chosen() -> dict[str, bool] | None:
    """What this visitor chose; None until they chose under the present words."""
    found = _cookie()
    if found.get("v") != VERSION:
        return None
    return {name: name in found.get("on", []) for name in OPTIONAL}


def allows(category: str) -> bool:
    return bool((chosen() or {}).get(category))


def read(form: Mapping[str, str]) -> dict[str, bool]:
    """The answer: all, none, or each box."""
    answer = form.get("answer", "")
    return {name: answer == "all" or (answer == "chosen" and name in form) for name in OPTIONAL}


def keep(response: Response, choices: Mapping[str, bool]) -> Response:
    """Record the choice, remember it here, and remove the cookies of what was refused."""
    subject = str(_cookie().get("id") or new_token())[:64]
    customers.record_consent(subject=subject, version=VERSION, choices={"essential": True, **choices})
    value = json.dumps({"id": subject, "v": VERSION, "on": [name for name, on in choices.items() if on]})
    response.set_cookie(
        COOKIE, value, max_age=HALF_A_YEAR, httponly=True, samesite="Lax", secure=settings().https
    )
    for name, on in choices.items():
        for cookie in () if on else OPTIONAL[name][2]:
            response.delete_cookie(cookie)
    return response


def allowed(tags: Sequence[Tag]) -> list[dict[str, str]]:
    """Those of the tags that this visitor agreed to."""
    agreed = chosen() or {}
    return [{"vendor": tag.vendor, "id": tag.id} for tag in tags if agreed.get(tag.category)]


def recently_seen(slug: str) -> tuple[Response, list[dict[str, Any]]]:
    """The products looked at before `slug`, which is remembered now if the visitor agreed."""
    response = make_response("")
    if not allows("comfort"):
        return response, []
    seen = [each for each in request.cookies.get(SEEN_COOKIE, "").split("~") if each][:MOST_SEEN]
    others = [each for each in seen if each != slug]
    kept = "~".join([slug[:200], *others][:MOST_SEEN])
    response.set_cookie(
        SEEN_COOKIE, kept, max_age=30 * 24 * 3600, httponly=True, samesite="Lax", secure=settings().https
    )
    return response, cards(shop_recent.by_slugs(others[:4]))


def _cookie() -> dict[str, Any]:
    try:
        found = json.loads(request.cookies.get(COOKIE, ""))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
