"""Which tenant this work belongs to. Nothing runs for a tenant by accident: no tenant bound is a refusal."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal, Protocol

from app.core.errors import NoTenant, TenantMixup

Status = Literal["active", "suspended", "deleting"]


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant as every layer sees it; `schema` doubles as the name of its database role.

    `site` is the code of the site whose host was asked for: see `app.core.market`.
    """

    id: str
    slug: str
    name: str
    schema: str
    status: Status
    test_mode: bool
    country: str
    currency: str
    tax_included: bool
    locale: str
    timezone: str
    database: str = "default"
    plan: str = "standard"
    host: str = ""
    site: str = field(default="web", compare=False)


class TenantDirectory(Protocol):
    """Where tenants are looked up; the factory sets it (see `tenants.directory`)."""

    def by_host(self, host: str) -> Tenant | None: ...
    def by_slug(self, slug: str) -> Tenant | None: ...
    def by_id(self, tenant_id: str) -> Tenant | None: ...
    def addresses(self, tenant_id: str) -> dict[str, str]: ...
    def all(self) -> Iterable[Tenant]: ...
    def forget(self, tenant_id: str | None = None) -> None: ...


class _Shared:
    """Marks work on the control plane, which belongs to no tenant."""


SHARED = _Shared()
_scope: ContextVar[Tenant | _Shared | None] = ContextVar("tenant_scope", default=None)
_directory: TenantDirectory | None = None


def set_directory(directory: TenantDirectory) -> None:
    global _directory
    _directory = directory


def directory() -> TenantDirectory:
    if _directory is None:
        raise NoTenant("No tenant directory is set")
    return _directory


def current_scope() -> Tenant | _Shared:
    """The tenant, or SHARED. Raises NoTenant when neither was bound."""
    scope = _scope.get()
    if scope is None:
        raise NoTenant("No tenant is bound to this work")
    return scope


def current_tenant() -> Tenant:
    """The bound tenant. Raises NoTenant."""
    scope = _scope.get()
    if not isinstance(scope, Tenant):
        raise NoTenant("No tenant is bound to this work")
    return scope


def bound_tenant() -> Tenant | None:
    """The bound tenant or None: for logs and error pages only."""
    scope = _scope.get()
    return scope if isinstance(scope, Tenant) else None


@contextmanager
def tenant_scope(tenant: Tenant) -> Iterator[Tenant]:
    """Bind `tenant` for the block. Raises TenantMixup inside another tenant's scope."""
    bound = _scope.get()
    if isinstance(bound, Tenant) and bound.id != tenant.id:
        raise TenantMixup("Work of one tenant was started inside another's")
    token = _scope.set(tenant)
    try:
        yield tenant
    finally:
        _scope.reset(token)


@contextmanager
def shared_scope() -> Iterator[None]:
    """Bind the control plane for the block."""
    token = _scope.set(SHARED)
    try:
        yield
    finally:
        _scope.reset(token)
