"""Prices changed by hand: what a manager approved, and what was done."""

import json
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag

from app.core import audit, crypto
from app.core.db import db
from app.core.ids import new_id
from app.domains.pos import repo
from app.domains.pos.models import PriceOverride


@dataclass(frozen=True, slots=True)
class Asked:
    """A change that somebody approves: of a line of one basket (None: all of it), as an Override says it."""

    basket: str
    line: str | None
    kind: str
    value: int


@dataclass(frozen=True, slots=True)
class Approval:
    """The shop's own word that an approver's PIN was right; good for one change, once."""

    id: UUID
    approver: UUID


def approve(device_id: UUID, approver: UUID, asked: Asked) -> str:
    """What the till carries along with the sale to prove that the change was approved; nobody else can make it."""
    told = {"id": str(new_id()), "device": str(device_id), "approver": str(approver), **asdict(asked)}
    return crypto.seal_secret(json.dumps(told)).hex()


def approval_of(sealed: str, device_id: UUID, asked: Asked) -> Approval | None:
    """The approval if it is ours, of that device, for this very change, and was not spent on a sale before."""
    try:
        told: dict[str, Any] = json.loads(crypto.open_secret(bytes.fromhex(sealed)))
    except (ValueError, InvalidTag):
        return None
    if told.get("device") != str(device_id) or any(
        told.get(name) != wish for name, wish in asdict(asked).items()
    ):
        return None
    found = Approval(UUID(told["id"]), UUID(told["approver"]))
    return None if repo.approval_spent(found.id) else found


def record_overrides(rows: list[dict[str, Any]]) -> None:
    """Keep what was changed, with an audit line each. Rows are a PriceOverride's columns but its id."""
    db.session.add_all([PriceOverride(id=new_id(), **row) for row in rows])
    for row in rows:
        after = {name: row[name] for name in ("title", "kind", "value", "approval", "beyond")}
        audit.record(
            "pos.price_overridden",
            object_type="order",
            object_id=row["order_id"],
            before={"amount": row["before"], "currency": row["currency"]},
            after=after | {"amount": row["after"], "approver": str(row["approver_id"] or "")},
            reason=row["reason"],
        )
