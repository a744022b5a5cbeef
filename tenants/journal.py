"""What operators and the platform did to tenants: insert-only rows of the control plane."""

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, text

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


def note_once(action: str, within: timedelta, *, tenant_id: str, **facts: Any) -> bool:
    """Note an act unless the tenant's last one of its kind is younger than `within`; whether it was noted."""
    key = text("select pg_advisory_xact_lock(hashtext(:action), hashtext(:tenant))")
    db.session.execute(key, {"action": action, "tenant": tenant_id})
    mine = (ControlAudit.tenant_id == tenant_id, ControlAudit.action == action)
    recent = select(ControlAudit.id).where(*mine, ControlAudit.at > clock.now() - within).limit(1)
    if db.session.scalar(recent) is not None:
        return False
    record(action, tenant_id=tenant_id, **facts)
    return True
