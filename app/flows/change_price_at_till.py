"""A price changed by hand at the till: up to the cashier's limit alone, above it with somebody's approval.

The till asks the same before the money is taken. Here it is asked again: what the till says is never taken for granted.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.core import audit
from app.core.i18n import gettext as _
from app.core.money import RATE_ONE, mul_rate, times
from app.domains.channels import service as channels
from app.domains.channels.types import TillRules
from app.domains.identity import service as identity
from app.domains.orders.types import Order
from app.domains.pos import rules
from app.domains.pos import service as pos
from app.domains.pos.errors import NotAllowed, Unapproved
from app.domains.pos.payloads import Override, OverrideDenied, Sale, SaleLine
from app.domains.pos.permissions import TillPermission
from app.domains.pos.types import Outcome, Till
from app.domains.pricing.engine import Discount, DiscountKind
from app.flows.till_work import Work

MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Yes:
    """An approval as far as we believe it: checked by the shop (then with its id), or by the till alone."""

    approver: UUID
    by: str
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What a sale's changes come to. `remark` is what a person should look at."""

    yes: Mapping[str, Yes]
    beyond: frozenset[str] = frozenset()
    remark: str | None = None


def discounts(sale: Sale) -> list[Discount]:
    """The changes as the engine takes them; lines are known to it by their place."""
    places = {line.id: str(place) for place, line in enumerate(sale.lines) if line.id}
    return [
        Discount(
            DiscountKind(each.kind), each.value, each.reason,
            places.get(each.line, "") if each.line is not None else None, each.id,
        )
        for each in sale.overrides
    ]  # fmt: skip


def judge(work: Work, sale: Sale) -> Judged:
    """Whether the cashier might, or who approved. Raises Unapproved unless the sale was made offline."""
    shares = [_manual(line) for line in sale.lines]
    if not sale.overrides and not any(shares):
        return Judged({})
    yes = _approvals(work, sale, shares)
    beyond = _beyond(sale, shares, yes, _limit(work))
    if beyond and not work.operation.offline:
        raise Unapproved(_("The price was changed by more than this cashier may without approval"))
    alone = any(each.by == "till" for each in yes.values())
    remark = "pos.override_unapproved" if beyond else "pos.approved_offline" if alone else None
    return Judged(yes, beyond, remark)


def _limit(work: Work) -> int:
    kept, who = channels.setting(TillRules), work.cashier
    return rules.override_limit(who.permissions, who.override_roles, kept.limit, kept.limits)


def _manual(line: SaleLine) -> dict[str, int]:
    """What staff took off a line, by the change's id."""
    sums: dict[str, int] = defaultdict(int)
    for share in line.discounts:
        if share.source == MANUAL:
            sums[share.id] += share.amount.amount
    return sums


def _before(line: SaleLine, shares: Mapping[str, int]) -> int:
    """What a line cost before staff changed it, minor units."""
    return times(line.unit_price.amount, line.quantity) - line.discount.amount + sum(shares.values())


def _beyond(
    sale: Sale, shares: Sequence[Mapping[str, int]], yes: Mapping[str, Yes], limit: int
) -> frozenset[str]:
    """Ids of changes that nobody approved on lines where these come to more than the limit, to the cent."""
    if limit >= RATE_ONE:
        return frozenset()
    found: set[str] = set()
    for line, parts in zip(sale.lines, shares, strict=True):
        alone = {key: amount for key, amount in parts.items() if key not in yes}
        if sum(alone.values()) > mul_rate(_before(line, parts), limit) + bool(limit):
            found |= set(alone)
    return frozenset(found)


def _span(sale: Sale, shares: Sequence[Mapping[str, int]], each: Override) -> tuple[int, int]:
    """What the lines of a change cost before it, and what it took off them. Changes of lines come first."""
    of_lines = {one.id for one in sale.overrides if one.line is not None} if each.line is None else set()
    touched = [
        (line, parts)
        for line, parts in zip(sale.lines, shares, strict=True)
        if each.line is None or line.id == each.line
    ]
    before = sum(
        _before(line, parts) - sum(amount for key, amount in parts.items() if key in of_lines)
        for line, parts in touched
    )
    return before, sum(parts.get(each.id, 0) for _line, parts in touched)


def _within(sale: Sale, shares: Sequence[Mapping[str, int]], each: Override) -> bool:
    """Whether a change took no more off than it says: an approval is for what it says."""
    before, off = _span(sale, shares, each)
    if each.kind == "percent":
        return off <= mul_rate(before, each.value)
    if each.kind == "amount":
        return off <= each.value
    quantity = next((line.quantity for line in sale.lines if line.id == each.line), Decimal(0))
    return off <= max(0, before - times(each.value, quantity))


def _approvals(work: Work, sale: Sale, shares: Sequence[Mapping[str, int]]) -> dict[str, Yes]:
    """Changes that somebody approved who may. What the till checked alone counts, and is looked at by a person."""
    found: dict[str, Yes] = {}
    for each in sale.overrides:
        if each.approver is None or not _within(sale, shares, each):
            continue
        if each.approval:
            asked = pos.Asked(sale.basket, each.line, each.kind, each.value)
            if known := pos.approval_of(each.approval, work.till.device_id, asked):
                found[each.id] = Yes(known.approver, "shop", known.id)
        elif each.approver in approvers(work.till.location_id):
            found[each.id] = Yes(each.approver, "till")
    return found


def approvers(location_id: UUID) -> dict[UUID, str]:
    """Who may approve at a store's tills: id and name."""
    return {
        each.id: each.name
        for each in identity.cashiers(location_id)
        if each.pin_hash and TillPermission.APPROVE in each.permissions
    }


def record(work: Work, sale: Sale, order: Order, judged: Judged) -> None:
    """Keep each change with who made and who approved it, what it cost before and after."""
    if not sale.overrides:
        return
    shares = [_manual(line) for line in sale.lines]
    where = {"order_id": order.id, "location_id": work.till.location_id, "staff_id": work.cashier.id}
    about = where | {"currency": sale.currency, "at": work.operation.at}
    rows = [
        about | _row(sale, each, shares, judged.yes.get(each.id)) | {"beyond": each.id in judged.beyond}
        for each in sale.overrides
    ]
    pos.record_overrides(rows)


def _row(sale: Sale, each: Override, shares: Sequence[Mapping[str, int]], yes: Yes | None) -> dict[str, Any]:
    before, off = _span(sale, shares, each)
    title = next((line.title for line in sale.lines if line.id == each.line), "") if each.line else ""
    return {
        "approver_id": yes.approver if yes else None, "approval": yes.by if yes else "",
        "approval_id": yes.id if yes else None, "kind": each.kind, "value": each.value,
        "before": before, "after": before - off, "title": title, "reason": each.reason,
    }  # fmt: skip


def _told(cashier: UUID | None, override: Override, title: str) -> dict[str, Any]:
    asked_by = str(cashier or "")
    return {"title": title, "kind": override.kind, "value": override.value, "cashier": asked_by}


def note_wrong_pin(cashier: UUID, approver: UUID, override: Override, title: str) -> None:
    """Somebody tried to approve with a PIN that is not the approver's; the price stays."""
    _note("wrong_pin", approver, override, _told(cashier, override, title))


def _note(outcome: str, approver: UUID, override: Override, told: dict[str, Any]) -> None:
    audit.record(
        f"pos.override_{outcome}",
        object_type="staff",
        object_id=approver,
        after=told,
        reason=override.reason,
    )


def note_denial(work: Work, denial: OverrideDenied) -> Outcome:
    """The approver refused, or the PIN was wrong: the price stayed, and both are on record."""
    told = _told(work.cashier.id, denial.override, denial.title)
    _note(denial.outcome, denial.approver, denial.override, told)
    return Outcome(work.remarks(), staff_id=work.cashier.id)


def approve(till: Till, approver: UUID, override: Override, *, basket: str, title: str, cashier: UUID) -> str:
    """What the till carries along once the approver's PIN was right; on record. Raises NotAllowed for others."""
    if approver not in approvers(till.location_id):
        raise NotAllowed(_("This person may not approve price changes"))
    _note("approved", approver, override, _told(cashier, override, title))
    asked = pos.Asked(basket, override.line, override.kind, override.value)
    return pos.approve(till.device_id, approver, asked)
