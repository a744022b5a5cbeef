"""Who is acting. Set at the edge, read by guards, audit and queries that load through the caller's scope."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

Kind = Literal["anonymous", "customer", "staff", "api", "device", "operator", "system"]


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller and what they may. `locations` None means all; `rate` is requests a second, None unlimited.

    `company_id` is the active company that a customer buys for, `groups` those that the customer is in.
    """

    kind: Kind
    id: str = ""
    name: str = ""
    permissions: frozenset[str] = frozenset()
    locations: frozenset[UUID] | None = None
    location_id: UUID | None = None
    customer_id: UUID | None = None
    company_id: UUID | None = None
    groups: frozenset[str] = frozenset()
    session_id: UUID | None = None
    ip: str = ""
    rate: float | None = None
    facts: dict[str, str] = field(default_factory=dict, hash=False, compare=False)

    @property
    def label(self) -> str:
        """`kind:id`, as kept in audit rows and events; holds no personal data."""
        return f"{self.kind}:{self.id}" if self.id else self.kind

    @property
    def has_own_terms(self) -> bool:
        """Whether prices, assortment or their display may be others than a stranger's."""
        return self.company_id is not None or bool(self.groups)

    @property
    def places(self) -> list[UUID] | None:
        """`locations` as statements take them; None means all."""
        return None if self.locations is None else sorted(self.locations)

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def may_at(self, location_id: UUID | None) -> bool:
        """Whether the caller's scope covers a location; work without a location needs an unlimited scope."""
        return self.locations is None or (location_id is not None and location_id in self.locations)


ANONYMOUS = Principal("anonymous")
_current: ContextVar[Principal] = ContextVar("principal", default=ANONYMOUS)


def current_principal() -> Principal:
    return _current.get()


def system(name: str) -> Principal:
    """The platform itself acting, e.g. `system("sweeper")`."""
    return Principal("system", id=name, name=name)


@contextmanager
def acting_as(principal: Principal) -> Iterator[Principal]:
    """Act as `principal` for the block."""
    token = _current.set(principal)
    try:
        yield principal
    finally:
        _current.reset(token)
