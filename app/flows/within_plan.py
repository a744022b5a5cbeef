"""Holds a tenant to its plan: what would take it past a limit is refused and leaves nothing behind."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from app.core.db import db
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.queries.plan_use import plan_use
from tenants import plans
from tenants.errors import PlanLimitReached

ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('plan'), hashtext(current_schema()))")


@contextmanager
def within_plan(*resources: str) -> Iterator[None]:
    """Do the block inside the open unit. Raises PlanLimitReached when one of `resources` grew past its limit.

    What was past it before, as after a change of plan, may stay and be edited, but not grow. Also a decorator.
    """
    limits = plans.limits_of(current_tenant().plan)
    limited = {name: limits[name] for name in resources if name in limits}
    if not limited:
        yield
        return
    db.session.execute(ONE_AT_A_TIME)
    before = plan_use()
    yield
    db.session.flush()
    after = plan_use()
    for name, most in limited.items():
        if after[name] > most and after[name] > before[name]:
            raise PlanLimitReached(
                _words(name, most, before[name]), resource=name, limit=most, used=before[name]
            )


def _words(resource: str, most: int, used: int) -> str:
    counts = {"most": most, "used": used}
    match resource:
        case "products":
            return _(
                "Your plan allows %(most)s products and you have %(used)s. Archive some, or book a larger plan.",
                **counts,
            )
        case "skus":
            return _(
                "Your plan allows %(most)s SKUs and you have %(used)s. Remove some, or book a larger plan.",
                **counts,
            )
        case "staff":
            return _(
                "Your plan allows %(most)s colleagues and you have %(used)s. Disable one, or book a larger plan.",
                **counts,
            )
        case _:
            return _(
                "Your plan allows %(most)s locations and you have %(used)s. Close one, or book a larger plan.",
                **counts,
            )
