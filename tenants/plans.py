"""What each plan allows: how many of a resource a tenant may have."""

import time
from collections.abc import Mapping

from sqlalchemy import select

from app.core.engines import engine_of
from tenants.directory import UNCOUNTED
from tenants.models import Plan

RESOURCES = ("products", "skus", "staff", "locations")
REMEMBERED_SECONDS = 5.0
_known: tuple[float, dict[str, dict[str, int]]] = (float("-inf"), {})


def limits_of(plan: str) -> Mapping[str, int]:
    """The limits of a plan by resource; what is not named is unlimited. At most five seconds old."""
    global _known
    if time.monotonic() - _known[0] >= REMEMBERED_SECONDS:
        with engine_of("default").connect() as connection:
            reading = connection.execution_options(isolation_level="AUTOCOMMIT", **UNCOUNTED)
            rows = reading.execute(select(Plan.code, Plan.limits)).all()
        _known = (time.monotonic(), {row.code: _numbers(row.limits) for row in rows})
    return _known[1].get(plan, {})


def forget() -> None:
    """Read the plans afresh."""
    global _known
    _known = (float("-inf"), {})


def _numbers(limits: Mapping[str, object]) -> dict[str, int]:
    return {name: most for name, most in limits.items() if name in RESOURCES and isinstance(most, int)}
