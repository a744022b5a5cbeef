"""Money back over the counter for lines of one earlier sale or order: their stored shares, to the cent.

What was paid at a till goes back at once. What was paid online goes back through its gateway, between units.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from app.core.db import unit_of_work
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.principal import acting_as, current_principal
from app.domains.channels import service as channels
from app.domains.channels.types import TillRules
from app.domains.orders import service as orders
from app.domains.orders.errors import WrongState
from app.domains.orders.models import OrderLine
from app.domains.payments import service as payments
from app.domains.payments.errors import RefundTooMuch
from app.domains.payments.ports import GatewayTimeout
from app.domains.pos import rules
from app.domains.pos import service as pos
from app.domains.pos.errors import (
    AlreadyRefunded,
    CardSpent,
    NeedsNetwork,
    NotAllowed,
    NotHandedOver,
    NotRefundedHere,
    UnknownSale,
    WrongRefund,
    WrongSums,
)
from app.domains.pos.payloads import Refund, SaleReference
from app.domains.pos.permissions import TillPermission
from app.domains.pos.types import Outcome
from app.domains.pricing.engine import refund_share
from app.flows import carry_out_refund, refund_order, sell_gift_cards
from app.flows.refund_order import Way
from app.flows.till_work import Work
from app.queries import order_facts

log = logging.getLogger(__name__)

AT_THE_TILL = frozenset({"cash", "card_external"})
BALANCES = frozenset({"gift_card", "store_credit"})
"""What these paid goes back to them, through the shop."""


def refund(work: Work, back: Refund) -> Outcome:
    """Book what went back; what was paid through a gateway waits for `carry_out`.

    Raises UnknownSale, NotRefundedHere, NeedsNetwork, NotHandedOver, AlreadyRefunded, WrongRefund, NotAllowed.
    """
    remark = _permission_remark(work)
    order_id, number = _sale(back.sale)
    method = _method(work, back, order_id)
    orders.lock(order_id)
    lines = {line.position: line for line in orders.lines_of(order_id)}
    quantities = _quantities(back, lines)
    booking = pos.book_on(work.till, back.shift, back.currency)
    by_way, waits = _pay_back(work, back, order_id, quantities, method)
    _check_ways(back, by_way)
    cash = sum(tender.amount.amount for tender in back.tenders if tender.method == "cash")
    pos.move_cash(
        booking.shift_id, "refund", -cash, at=work.operation.at, staff_id=work.cashier.id, order_id=order_id,
        reason=back.reason,
    )  # fmt: skip
    return Outcome(
        work.remarks(pos.PENDING if waits else None, booking.remark, remark, _rounding_remark(back)),
        "accepted", booking.shift_id, work.cashier.id, order_id, number, back.receipt,
    )  # fmt: skip


def carry_out(operation_id: UUID) -> None:
    """Have the gateway pay what a booked operation gives back; silent or broken, the sweeper asks again."""
    with unit_of_work():
        waiting = [each.id for each in payments.in_booking(operation_id) if each.status == "intent"]
    with acting_as(
        replace(current_principal(), locations=None)
    ):  # an order of any store, as when it was booked
        for refund_id in waiting:
            _carry_out(refund_id)


def _carry_out(refund_id: UUID) -> None:
    try:
        carry_out_refund.carry_out(refund_id)
    except GatewayTimeout:
        return
    except Exception:
        log.exception("refund %s cannot be carried out now", refund_id)


def _method(work: Work, back: Refund, order_id: UUID) -> str | None:
    """`cash` for an order of the web that goes back out of the drawer, None for the way it was paid."""
    paid = {payment.method for payment in payments.of_order(order_id) if payment.status == "paid"}
    if paid <= AT_THE_TILL:
        return None
    by_gateway = paid - AT_THE_TILL - BALANCES
    if work.operation.offline and not work.operation.reviewed:
        raise NeedsNetwork(_("This was paid online: it can go back only while the till is online"))
    if not by_gateway or "cash" not in {tender.method for tender in back.tenders}:
        return None
    if not channels.setting(TillRules).cash_for_web:
        raise NotRefundedHere(_("This was paid online and goes back the way it was paid, not in cash"))
    return "cash"


def _rounding_remark(back: Refund) -> str | None:
    """Whether the cash was rounded by another rule than ours."""
    cash = sum(tender.amount.amount for tender in back.tenders if tender.method == "cash")
    rounding = back.rounding.amount if back.rounding else 0
    fits = rules.rounding_fits(rounding, cash - rounding, channels.setting(TillRules).rounding, mixed=False)
    return None if fits else "pos.rounding_differs"


def _permission_remark(work: Work) -> str | None:
    """Online a cashier without the right is refused; offline the money is gone, so a person looks at it."""
    if work.cashier.id is None or work.cashier.may(TillPermission.REFUND):
        return None
    if not work.operation.offline:
        raise NotAllowed(_("%(name)s may not give money back", name=work.cashier.name))
    return NotAllowed.code


def _sale(reference: SaleReference) -> tuple[UUID, str]:
    """Id and number of the order that a refund is for. Raises UnknownSale."""
    if reference.operation is not None:
        found = _by_operation(reference.operation)
        if found is not None:
            return found
    if reference.order:
        try:
            order = order_facts.find(reference.order)
        except NotFound:
            raise UnknownSale(_("There is no order %(number)s", number=reference.order)) from None
        return order.id, order.number
    if reference.receipt and (sale := pos.sale_of_receipt(reference.receipt)) and sale.order_id:
        return sale.order_id, sale.order_number or ""
    raise UnknownSale(_("The sale that this refers to was not booked"))


def _by_operation(operation_id: UUID) -> tuple[UUID, str] | None:
    try:
        sale = pos.lock_known(operation_id)
    except NotFound:
        return None
    return (sale.order_id, sale.order_number or "") if sale.order_id else None


def _quantities(back: Refund, lines: Mapping[int, OrderLine]) -> dict[UUID, Decimal]:
    """Line id -> quantity, checked against what was sold and what it cost."""
    quantities: dict[UUID, Decimal] = {}
    for part in back.lines:
        line = lines.get(part.line)
        if line is None or line.id in quantities:
            raise WrongRefund(_("The sale has no line %(line)s, or it is named twice", line=part.line))
        try:
            share = refund_share(line, part.quantity, refunded=line.refunded)
        except ValueError:
            raise AlreadyRefunded(_("More of %(sku)s than was sold cannot go back", sku=line.sku)) from None
        if back.restock and part.quantity > line.fulfilled:
            raise NotHandedOver(_("%(sku)s has not left yet: cancel it in the console", sku=line.sku))
        if share.total != part.amount.amount:
            raise WrongRefund(_("%(sku)s was paid with another amount", sku=line.sku))
        quantities[line.id] = part.quantity
    kept = back.withheld.amount if back.withheld else 0
    if sum(part.amount.amount for part in back.lines) - kept != back.total.amount:
        raise WrongSums(_("The total is not the sum of the lines"))
    return quantities


def _pay_back(
    work: Work, back: Refund, order_id: UUID, quantities: Mapping[UUID, Decimal], method: str | None
) -> tuple[dict[str, int], bool]:
    """Write the refunds; what the till itself gives is paid at once, and its goods return to this store.

    Returns amounts by way, and whether a gateway has to be asked.
    """
    serials = tuple(code for line in back.lines for code in line.serials)
    way = Way(
        work.till.location_id if back.restock else None,
        method,
        work.operation.id,
        serials,
        "recompute" if back.withheld is not None else "keep",
    )
    try:
        refunds = refund_order.refund_in_unit(
            order_id, quantities, shipping=False, reason=back.reason, way=way
        )
    except sell_gift_cards.CardsSpent as spent:
        raise CardSpent(spent.message) from None
    except (WrongState, RefundTooMuch) as error:
        raise AlreadyRefunded(error.message) from None
    by_way: dict[str, int] = {}
    made = [found for refund_id in refunds if (found := payments.find_refund(refund_id)) is not None]
    for each in made:
        name = each.method if each.method in AT_THE_TILL else "original"
        by_way[name] = by_way.get(name, 0) + each.amount
        if each.method in AT_THE_TILL:
            carry_out_refund.settle(each, done=True)
    return by_way, "original" in by_way


def _check_ways(back: Refund, by_way: Mapping[str, int]) -> None:
    """Raises WrongRefund unless the money went back the way it should, but for the rounding of coins."""
    given: dict[str, int] = {}
    for tender in back.tenders:
        given[tender.method] = given.get(tender.method, 0) + tender.amount.amount
    if "cash" in given and back.rounding is not None:
        given["cash"] -= back.rounding.amount
    if {method: amount for method, amount in given.items() if amount} != dict(by_way):
        raise WrongRefund(_("The money has to go back the way it was paid"))
