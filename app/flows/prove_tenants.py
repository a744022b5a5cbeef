"""Reconciles every tenant and keeps what was found for the operators' console; runs in a worker."""

import logging

from sqlalchemy.exc import SQLAlchemyError

from app.core.db import unit_of_work
from app.core.tenancy import Tenant, directory, shared_scope, tenant_scope
from app.flows.reconcile import reconcile
from tenants import proofs

log = logging.getLogger(__name__)


def prove_tenants(only: str | None = None) -> int:
    """Prove one tenant's books or all, each kept as soon as it is done; answers how many have breaks."""
    broken = 0
    for tenant in directory().all():
        if only in (None, tenant.id):
            broken += _prove(tenant)
    return broken


def _prove(tenant: Tenant) -> bool:
    try:
        with tenant_scope(tenant):
            proof = reconcile()
        checked, breaks = sum(proof.checked.values()), proof.violations
    except SQLAlchemyError as error:
        log.warning("the books of %s cannot be read", tenant.slug, exc_info=True)
        checked, breaks = 0, [f"the books cannot be read: {type(error).__name__}"]
    with shared_scope(), unit_of_work():
        proofs.keep(tenant.id, checked=checked, breaks=breaks)
    if breaks:
        log.error("%s breaks in the books of %s", len(breaks), tenant.slug)
    return bool(breaks)
