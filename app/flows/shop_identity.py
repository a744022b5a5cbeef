"""What the merchant says about the shop that the platform's registry keeps too: languages and domains.

The registry belongs to the control plane, so it is changed in a unit of work of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.core import audit
from app.core.db import current_unit, unit_of_work
from app.core.tenancy import current_tenant, shared_scope
from app.domains.channels import service as channels
from app.domains.channels.types import Languages
from tenants import registry


@dataclass(frozen=True, slots=True)
class Domain:
    """A host name of the shop; one that is not verified yet is not served."""

    host: str
    primary: bool
    verified: bool


def domains() -> list[Domain]:
    """Hosts of the bound tenant, the primary one first."""
    tenant_id = current_tenant().id
    with _registry():
        found = registry.hosts(tenant_id)
        return [Domain(row.host, row.is_primary, row.verified_at is not None) for row in found]


def add_domain(host: str) -> str:
    """Ask for a domain of the shop's own; the platform verifies it. Raises HostInvalid, AlreadyTaken."""
    tenant_id = current_tenant().id
    with _registry():
        name = registry.add_host(tenant_id, host)
    audit.record("tenancy.host_added", object_type="domain", object_id=name)
    return name


def use_domain(host: str) -> None:
    """Use a verified domain in links and mails. Raises WrongState, TenantUnknown."""
    tenant_id = current_tenant().id
    with _registry():
        registry.make_primary(tenant_id, host)
    audit.record("tenancy.host_primary", object_type="domain", object_id=host)


def drop_domain(host: str) -> None:
    """Stop answering on a domain. Raises WrongState for the primary one, TenantUnknown."""
    tenant_id = current_tenant().id
    with _registry():
        registry.drop_host(tenant_id, host)
    audit.record("tenancy.host_dropped", object_type="domain", object_id=host)


def save_languages(wanted: Languages) -> None:
    """Keep the shop's languages; its default becomes the tenant's once that is committed."""
    tenant_id = current_tenant().id
    channels.save(wanted)

    def tell_registry() -> None:
        with _registry():
            registry.describe(tenant_id, locale=wanted.default)

    current_unit().after_commit.append(tell_registry)


@contextmanager
def _registry() -> Iterator[None]:
    with shared_scope(), unit_of_work():
        yield
