"""Figures of tenants as the console shows them: gathered by a worker, kept one row each."""

from typing import Any

from sqlalchemy.dialects.postgresql import insert as pg_insert

from app.core import clock
from app.core.db import db
from tenants.models import TenantFigures

ACTOR = "control.figures"


def keep(gathered: dict[str, dict[str, Any]]) -> None:
    """Replace what is known of these tenants (id -> figures), in one statement."""
    if not gathered:
        return
    moment = clock.now()
    rows = [
        {"tenant_id": tenant_id, "figures": found, "taken_at": moment}
        for tenant_id, found in gathered.items()
    ]
    written = pg_insert(TenantFigures)
    fresh = {"figures": written.excluded.figures, "taken_at": written.excluded.taken_at}
    db.session.execute(written.on_conflict_do_update(index_elements=["tenant_id"], set_=fresh), rows)
