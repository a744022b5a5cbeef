"""Drafts in the shop for those who were given a token by the office: for two hours, in their browser alone."""

import hmac
import time

from flask import g, request

from app.core.crypto import derive_token
from app.web.pagecache import PREVIEW

COOKIE = PREVIEW
LASTS_SECONDS = 2 * 3600
PURPOSE = "shop-preview"


def new_token() -> str:
    """A token for the bound tenant's shop."""
    ends = str(int(time.time()) + LASTS_SECONDS)
    return f"{ends}.{derive_token(PURPOSE, ends)}"


def is_valid(token: str) -> bool:
    """Whether it is ours, of this shop, and not over."""
    ends, _dot, proof = token.partition(".")
    if not ends.isascii() or not ends.isdigit() or int(ends) < time.time():
        return False
    return hmac.compare_digest(proof, derive_token(PURPOSE, ends))


def is_on() -> bool:
    """Whether this request sees drafts; such an answer is kept by nobody."""
    if "previewing" not in g:
        token = _asked()
        g.previewing = bool(token) and is_valid(token)
    return bool(g.previewing)


def argument() -> dict[str, str]:
    """What an address needs so that it shows drafts too."""
    return {COOKIE: _asked()} if is_on() else {}


def _asked() -> str:
    return request.args.get(COOKIE) or request.cookies.get(COOKIE) or ""
