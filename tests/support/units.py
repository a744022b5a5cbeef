"""Working inside a tenant from a test."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import func, select, text

from app.core.db import Unit, current_unit, db, in_unit, unit_of_work
from app.core.principal import Principal, acting_as, current_principal, system
from app.core.tenancy import Tenant, bound_tenant, shared_scope, tenant_scope


@contextmanager
def unit(tenant: Tenant, principal: Principal | None = None) -> Iterator[Unit]:
    """One committed unit of work of `tenant`, acting as `system("test")` unless told otherwise."""
    with tenant_scope(tenant), acting_as(principal or system("test")), unit_of_work() as opened:
        yield opened


@contextmanager
def control() -> Iterator[Unit]:
    """One committed unit of work of the control plane, acting as `system("test")`."""
    with shared_scope(), acting_as(system("test")), unit_of_work() as opened:
        yield opened


@contextmanager
def joined(tenant: Tenant) -> Iterator[Unit]:
    """The tenant's unit that is open already, else one of our own."""
    bound = bound_tenant()
    if in_unit() and bound is not None and bound.id == tenant.id:
        actor = nullcontext() if current_principal().kind != "anonymous" else acting_as(system("test"))
        with actor:
            yield current_unit()
            db.session.flush()
    else:
        with unit(tenant) as opened:
            yield opened


def count_rows(tenant: Tenant, model: type[Any], *conditions: Any) -> int:
    """How many rows of `model` the tenant has."""
    with joined(tenant):
        return int(db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0)


def wait_for_older_transactions(tenant: Tenant, *, seconds: float = 60) -> None:
    """Return when every transaction begun before this call has ended, in all databases of the cluster.

    Feeds show nothing that a running transaction could still precede, and the other test process runs some, too.
    """
    with unit(tenant):
        mine = str(db.session.scalar(text("select pg_current_xact_id()::text")))
    settled = text("select cast(:mine as xid8) < pg_snapshot_xmin(pg_current_snapshot())").bindparams(
        mine=mine
    )
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with unit(tenant):
            if db.session.scalar(settled):
                return
        time.sleep(0.02)
    raise AssertionError(f"a transaction in the cluster has been open for {seconds} s")
