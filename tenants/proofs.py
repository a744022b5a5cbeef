"""What the last reconciliation of each tenant found: kept one row each, for the operators' console."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as pg_insert

from app.core import clock
from app.core.db import db
from tenants.models import TenantProof, TenantRow

ACTOR = "control.reconcile"
MOST_NAMED = 100


def keep(tenant_id: str, *, checked: int, breaks: Sequence[str]) -> None:
    """Replace what is known of a tenant's books."""
    found = {
        "checked": checked, "broken": len(breaks), "breaks": list(breaks[:MOST_NAMED]), "taken_at": clock.now(),
    }  # fmt: skip
    written = pg_insert(TenantProof).values(tenant_id=tenant_id, **found)
    db.session.execute(written.on_conflict_do_update(index_elements=["tenant_id"], set_=found))


def latest(tenant_id: str) -> TenantProof | None:
    """What was last found in a tenant's books; None when nobody has looked yet."""
    return db.session.get(TenantProof, tenant_id)


def broken() -> list[tuple[str, int]]:
    """Tenants whose books do not add up, and how many breaks each has, the worst first."""
    found = (
        select(TenantRow.slug, TenantProof.broken)
        .join(TenantProof, TenantProof.tenant_id == TenantRow.id)
        .where(TenantProof.broken > 0)
        .order_by(TenantProof.broken.desc(), TenantRow.slug)
    )
    return [(slug, number) for slug, number in db.session.execute(found)]
