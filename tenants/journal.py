"""What operators and the platform did to tenants: insert-only rows of the control plane."""

from typing import Any

from sqlalchemy import insert

from app.core import clock
from app.core.db import db
from app.core.principal import current_principal
from tenants.models import ControlAudit


def entry(
    action: str, *, tenant_id: str | None = None, reason: str | None = None, **facts: Any
) -> dict[str, Any]:
    """A row for an act of the current principal; facts are codes, ids and figures."""
    actor = current_principal()
    return {
        "at": clock.now(),
        "actor": actor.label,
        "actor_name": actor.name,
        "action": action,
        "tenant_id": tenant_id,
        "facts": facts,
        "reason": reason,
        "ip": actor.ip or None,
    }


def record(action: str, *, tenant_id: str | None = None, reason: str | None = None, **facts: Any) -> None:
    """Note an act in the open unit of the shared scope."""
    noted = entry(action, tenant_id=tenant_id, reason=reason, **facts)
    db.session.execute(insert(ControlAudit).values(noted))
