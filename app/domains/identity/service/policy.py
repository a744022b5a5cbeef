"""What the merchant demands of everybody who works here."""

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as pg_insert

from app.core import audit
from app.core.db import db
from app.domains.identity.models import Staff, StaffPolicy


def second_factor_demanded() -> bool:
    """Whether everybody needs a second factor."""
    return bool(db.session.scalar(select(StaffPolicy.second_factor)))


def demand_second_factor(*, demanded: bool) -> None:
    """Demand a second factor of everybody, from their next click on, or leave it to each again."""
    before = second_factor_demanded()
    if before == demanded:
        return
    row = pg_insert(StaffPolicy).values(id=1, second_factor=demanded)
    kept = {"second_factor": demanded}
    db.session.execute(row.on_conflict_do_update(index_elements=[StaffPolicy.id], set_=kept))
    audit.record(
        "identity.second_factor_policy",
        object_type="settings",
        object_id="security",
        before={"second_factor": before},
        after=kept,
    )


def without_second_factor() -> int:
    """How many colleagues who can sign in have no second factor yet."""
    found = select(func.count()).select_from(Staff)
    lacking = Staff.totp_enabled_at.is_(None), Staff.disabled_at.is_(None), Staff.password_hash.is_not(None)
    return db.session.scalar(found.where(*lacking)) or 0
