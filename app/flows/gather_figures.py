"""Gathers what the operators' console shows of each tenant; runs in a worker, once a minute."""

import logging
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from app.core.db import unit_of_work
from app.core.tenancy import Tenant, directory, shared_scope, tenant_scope
from app.queries.plan_use import plan_use
from app.queries.tenant_figures import tenant_figures
from tenants import figures

log = logging.getLogger(__name__)


def gather_figures() -> int:
    """Read every tenant and keep what was read; answers how many. One that cannot be read is marked so."""
    gathered = {tenant.id: _read(tenant) for tenant in directory().all()}
    with shared_scope(), unit_of_work():
        figures.keep(gathered)
    return len(gathered)


def _read(tenant: Tenant) -> dict[str, Any]:
    try:
        with tenant_scope(tenant), unit_of_work():
            return tenant_figures().as_json() | {"use": plan_use()}
    except SQLAlchemyError as error:
        log.warning("no figures of %s", tenant.slug, exc_info=True)
        return {"unreadable": type(error).__name__}
