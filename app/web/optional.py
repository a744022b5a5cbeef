"""Parts that a page can do without: where one fails, the page is shown and sells without it (WEB-01)."""

import logging
from collections.abc import Callable
from typing import TypeVar

from flask import g, request

from app.core.db import current_unit, in_unit

log = logging.getLogger(__name__)
T = TypeVar("T")


def or_else(work: Callable[[], T], otherwise: T, *, part: str) -> T:
    """What `work` reads, or `otherwise` where that fails; the failure is logged with the name of the `part`.

    Where the database gave the transaction up, only a request that reads goes on, in another. Such a page is not kept.
    """
    try:
        return work()
    except Exception:
        if in_unit() and not current_unit().recover(reads_only=request.method in {"GET", "HEAD"}):
            raise
        log.exception("a page goes without its %s", part)
        g.incomplete = True
        return otherwise
