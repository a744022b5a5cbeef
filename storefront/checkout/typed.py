"""What a shopper typed, sealed in their own browser for half an hour while a payment is tried; never the payment's."""

import base64
import binascii
import json
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from flask import request
from werkzeug.wrappers import Response

from app.config import settings
from app.core import crypto

COOKIE, PATH, LASTS_SECONDS = "galleria_typed", "/checkout", 1800
LEFT_OUT = frozenset(
    {
        "token", "seen_total", "seen_rest", "seen_offers", "seen_gifts", "csrf_token", "code", "gift_card", "gift_cards",
        "drop_card", "use_credit",
    }
)  # fmt: skip
LONGEST = 3000  # browsers keep about four thousand characters


def keep(response: Response, typed: Mapping[str, str]) -> Response:
    """Have it ready when the checkout is shown again."""
    facts = {name: value for name, value in typed.items() if name not in LEFT_OUT and value}
    sealed = base64.urlsafe_b64encode(crypto.seal_secret(json.dumps(facts))).decode()
    if len(sealed) <= LONGEST:
        response.set_cookie(
            COOKIE, sealed, max_age=LASTS_SECONDS, path=PATH, httponly=True, samesite="Lax", secure=settings().https
        )  # fmt: skip
    return response


def kept() -> dict[str, str] | None:
    """What was kept; None when nothing was, or by another shop."""
    sealed = request.cookies.get(COOKIE, "")
    if not sealed:
        return None
    try:
        found: dict[str, str] = json.loads(crypto.open_secret(base64.urlsafe_b64decode(sealed)))
    except (InvalidTag, ValueError, binascii.Error):
        return None
    return found


def forget(response: Response) -> Response:
    """The order is placed."""
    response.delete_cookie(COOKIE, path=PATH)
    return response
