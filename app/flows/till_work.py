"""What the stories of a till share: the operation at hand, where it happened and who did it."""

from dataclasses import dataclass
from uuid import UUID

from app.domains.pos.types import Operation, Till


@dataclass(frozen=True, slots=True)
class Cashier:
    """Who stood at the till. `id` is None, with a remark, for somebody who may not sell there now."""

    id: UUID | None
    name: str
    permissions: frozenset[str]
    remark: str | None = None
    override_roles: tuple[str, ...] = ()

    def may(self, permission: str) -> bool:
        return permission in self.permissions


@dataclass(frozen=True, slots=True)
class Work:
    """One operation on its way into the books."""

    till: Till
    operation: Operation
    cashier: Cashier

    def remarks(self, *found: str | None) -> tuple[str, ...]:
        """What a person must look at, the gravest first; who did it comes last."""
        return tuple(remark for remark in (*found, self.cashier.remark) if remark)
