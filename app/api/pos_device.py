"""Tills as callers of the API: a device token names the tablet, its register and its store."""

from uuid import UUID

from app.core.principal import Principal, current_principal
from app.domains.pos import service as pos
from app.domains.pos.permissions import TillPermission
from app.domains.pos.types import Till
from app.web.auth import register_bearer

PREFIX = "dev_"
MAY = frozenset({TillPermission.SELL.value, TillPermission.REFUND.value})


def by_token(token: str, ip: str) -> Principal | None:
    """The till behind a bearer token; None for unknown and revoked ones."""
    till = pos.till_by_token(token)
    if till is None:
        return None
    return Principal(
        "device",
        id=str(till.device_id),
        name=till.register_name,
        permissions=MAY,
        locations=frozenset({till.location_id}),
        location_id=till.location_id,
        ip=ip,
    )


def here() -> Till:
    """The till that asks."""
    return pos.till_of(UUID(current_principal().id))


register_bearer(PREFIX, by_token)
