"""What tills say happened, booked once each (DESIGN 5.8).

Every operation has its own unit of work and its own kept verdict: a refused one is kept with its reason and
holds up nothing behind it. Parallel sends of one operation queue up at its row and all get the one verdict.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.core import clock
from app.core.db import in_unit, unit_of_work
from app.core.errors import AppError, NotFound
from app.core.i18n import gettext as _
from app.core.principal import Principal, acting_as, current_principal
from app.core.tenancy import current_tenant
from app.domains.identity import service as identity
from app.domains.pos import payloads, rules
from app.domains.pos import service as pos
from app.domains.pos.payloads import Payload
from app.domains.pos.types import Operation, Outcome, Till, Verdict
from app.flows import change_price_at_till, keep_till_cash, refund_at_till, sell_at_till, till_customer
from app.flows.till_work import Cashier, Work

log = logging.getLogger(__name__)

APPLY: dict[str, Callable[[Work, Any], Outcome]] = {
    "sale": sell_at_till.sell,
    "refund": refund_at_till.refund,
    "void": refund_at_till.refund,
    "cash_in": keep_till_cash.put_in,
    "cash_out": keep_till_cash.take_out,
    "shift_opened": keep_till_cash.open_shift,
    "shift_closed": keep_till_cash.close_shift,
    "reprint": keep_till_cash.note_reprint,
    "override_denied": change_price_at_till.note_denial,
}


@dataclass(frozen=True, slots=True)
class Sent:
    """An operation as it arrived; `at` is the device's own text, which its hash covers."""

    id: UUID
    seq: int
    kind: str
    at: str
    payload: dict[str, Any]
    hash: str | None = None


def apply_operations(
    device_id: UUID, operations: Sequence[Sent], *, sent_at: datetime | None = None
) -> list[Verdict]:
    """Book operations in their order; one verdict each. Opens its own units. Raises UnknownDevice."""
    if in_unit():
        raise RuntimeError("each operation is a unit of its own")
    with unit_of_work():
        till = pos.till_of(device_id)
    return [_apply(till, sent, sent_at) for sent in operations]


def apply_again(operation_id: UUID) -> Verdict:
    """Book a refused operation after all, as an offline sale would be: a person has looked at it.

    Opens its own units. Raises NotFound.
    """
    with unit_of_work():
        row = pos.lock_known(operation_id)
        till = pos.till_of(row.device_id)
        if not current_principal().may_at(till.location_id):
            raise NotFound(_("There is no such operation"))
        if row.verdict != "refused":
            return pos.kept(row) or Verdict(row.id, "refused")
        operation = Operation(
            row.id, row.seq, row.kind, row.at, row.payload, row.hash, offline=True, reviewed=True
        )
        row.verdict = row.code = row.message = None
        verdict = pos.keep(row, _attempt(till, operation))
    return _ask_gateway(verdict)


def _apply(till: Till, sent: Sent, sent_at: datetime | None) -> Verdict:
    try:
        operation = _read(sent, sent_at)
    except ValueError as error:
        log.info("operation %s of device %s is unreadable: %s", sent.id, till.device_id, error)
        return Verdict(sent.id, "refused", "pos.invalid")
    if sent.hash is not None and sent.hash != operation.hash.hex():
        return Verdict(sent.id, "refused", "pos.hash_mismatch")
    try:
        return _ask_gateway(_book(till, operation))
    except AppError as refusal:
        return _refuse(till, operation, refusal.code, refusal.message)
    except (DBAPIError, PoolTimeout) as error:
        if not _is_ours(error):
            raise
        log.exception("operation %s cannot be booked", operation.id)
        return _refuse(till, operation, "pos.failed", type(error).__name__)
    except Exception as error:
        # Whatever it is: one bad operation never blocks the rest, and a person sees it.
        log.exception("operation %s cannot be booked", operation.id)
        return _refuse(till, operation, "pos.failed", type(error).__name__)


def _is_ours(error: Exception) -> bool:
    """Whether the data is at fault. A database that is away or busy is not: the till tries again."""
    code = str(getattr(getattr(error, "orig", None), "sqlstate", "") or "")
    return code[:2] in ("22", "23")


def _read(sent: Sent, sent_at: datetime | None) -> Operation:
    """Raises ValueError for what has no time or cannot be kept."""
    if "\x00" in sent.kind or "\\u0000" in rules.canonical(sent.payload):
        raise ValueError("a text holds a NUL")
    at = datetime.fromisoformat(sent.at)
    if at.tzinfo is None:
        raise ValueError("the time has no zone")
    digest = rules.operation_hash(sent.kind, sent.at, sent.payload)
    offline = rules.was_offline(sent.payload.get("offline") is True, at, sent_at)
    return Operation(
        sent.id,
        sent.seq,
        sent.kind,
        min(at, clock.now()),
        till_customer.sealed(sent.payload),
        digest,
        offline,
    )


def _book(till: Till, operation: Operation) -> Verdict:
    with unit_of_work():
        row = pos.lock(operation, till.device_id)
        if row.hash != operation.hash:
            return Verdict(operation.id, "refused", "pos.payload_changed")
        return pos.kept(row) or pos.keep(row, _attempt(till, operation))


def _ask_gateway(verdict: Verdict) -> Verdict:
    """A refund through a gateway is booked, then asked for, then settled: the verdict with its answer, if any."""
    if verdict.code != pos.PENDING:
        return verdict
    refund_at_till.carry_out(verdict.id)
    with unit_of_work():
        return pos.kept(pos.lock_known(verdict.id)) or verdict


def _refuse(till: Till, operation: Operation, code: str, message: str) -> Verdict:
    """The attempt was rolled back; its refusal is kept in a unit of its own."""
    with unit_of_work():
        row = pos.lock(operation, till.device_id)
        known = {str(each.id): each.id for each in identity.cashiers(till.location_id)}
        staff_id = known.get(str(operation.payload.get("cashier")))
        return pos.kept(row) or pos.keep(row, Outcome((code,), "refused", staff_id=staff_id), message=message)


def _attempt(till: Till, operation: Operation) -> Outcome:
    payload = payloads.read(
        operation.kind, till_customer.opened(operation.payload), currency=current_tenant().currency
    )
    work = Work(till, operation, _cashier(till, payload))
    with acting_as(_actor(work)):
        return APPLY[operation.kind](work, payload)


def _actor(work: Work) -> Principal:
    """The device, by its cashier's name. A receipt opens sales of any store: no store limits what is found."""
    caller = current_principal()
    name = work.cashier.name if caller.kind == "device" and work.cashier.name else caller.name
    return replace(caller, name=name, locations=None)


def _cashier(till: Till, payload: Payload) -> Cashier:
    """Who did it. Somebody who left meanwhile is a remark, not a refusal: the money is in the drawer."""
    for known in identity.cashiers(till.location_id):
        if known.id == payload.cashier:
            return Cashier(known.id, known.name, known.permissions, override_roles=known.override_roles)
    return Cashier(None, "", frozenset(), "pos.cashier_unknown")
