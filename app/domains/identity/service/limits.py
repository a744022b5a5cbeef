"""How much of stock one adjustment may change, by who makes it."""

from collections.abc import Mapping
from typing import Any

from app.core import audit
from app.domains.identity.models import ApiClient, Role


def set_stock_limits(holder: Role | ApiClient, limits: Mapping[str, Any]) -> None:
    """How much one adjustment by holders of the role, or by the program, may change (units, value, percent).

    What is not named: any. Built-in roles take limits too: they are the tenant's.
    """
    kept = {name: value for name, value in limits.items() if value is not None} or None
    if kept == holder.stock_limits:
        return
    audit.record(
        "identity.stock_limits_changed", object_type=holder.__tablename__, object_id=holder.id,
        before=holder.stock_limits, after=kept,
    )  # fmt: skip
    holder.stock_limits = kept
