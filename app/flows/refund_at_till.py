"""Money back over the counter for lines of one earlier sale: their stored shares, to the cent."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from app.core import events
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.domains.inventory.events import StockChanged
from app.domains.orders import service as orders
from app.domains.orders.errors import WrongState
from app.domains.orders.models import OrderLine
from app.domains.payments import service as payments
from app.domains.payments.errors import RefundTooMuch
from app.domains.payments.events import RefundSettled
from app.domains.pos import service as pos
from app.domains.pos.errors import (
    AlreadyRefunded,
    NotAllowed,
    NotRefundedHere,
    UnknownSale,
    WrongRefund,
    WrongSums,
)
from app.domains.pos.payloads import Refund, SaleReference
from app.domains.pos.permissions import TillPermission
from app.domains.pos.types import Outcome
from app.domains.pricing.engine import refund_share
from app.flows import refund_order
from app.flows.till_work import Work
from app.queries import order_facts

AT_THE_TILL = frozenset({"cash", "card_external"})


def refund(work: Work, back: Refund) -> Outcome:
    """Book what went back. Raises UnknownSale, NotRefundedHere, AlreadyRefunded, WrongRefund, NotAllowed."""
    remark = _permission_remark(work)
    order_id, number = _sale(back.sale)
    if (
        not {payment.method for payment in payments.of_order(order_id) if payment.status == "paid"}
        <= AT_THE_TILL
    ):
        raise NotRefundedHere(_("This sale was paid in a way that a till cannot give back"))
    orders.lock(order_id)
    lines = {line.position: line for line in orders.lines_of(order_id)}
    quantities = _quantities(back, lines)
    booking = pos.book_on(work.till, back.shift, back.currency)
    by_method = _pay_back(work, back, order_id, quantities)
    _check_ways(back, by_method)
    cash = sum(tender.amount.amount for tender in back.tenders if tender.method == "cash")
    pos.move_cash(
        booking.shift_id, "refund", -cash, at=work.operation.at, staff_id=work.cashier.id, order_id=order_id,
        reason=back.reason,
    )  # fmt: skip
    return Outcome(
        work.remarks(booking.remark, remark), "accepted", booking.shift_id, work.cashier.id, order_id, number,
        back.receipt,
    )  # fmt: skip


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
        if share.total != part.amount.amount:
            raise WrongRefund(_("%(sku)s was paid with another amount", sku=line.sku))
        quantities[line.id] = part.quantity
    if sum(part.amount.amount for part in back.lines) != back.total.amount:
        raise WrongSums(_("The total is not the sum of the lines"))
    return quantities


def _pay_back(work: Work, back: Refund, order_id: UUID, quantities: Mapping[UUID, Decimal]) -> dict[str, int]:
    """Write the refunds, paid at once; the goods return to this store. Returns amounts by method."""
    restock_at = work.till.location_id if back.restock else None
    if restock_at is not None:
        items = {
            item for line in orders.lines_of(order_id) if line.id in quantities for item, _each in line.stock
        }
        if items:
            events.record(StockChanged(stock_item_ids=sorted(items), reason="return"))
    try:
        refunds = refund_order.refund_in_unit(
            order_id, quantities, shipping=False, reason=back.reason, restock_at=restock_at
        )
    except (WrongState, RefundTooMuch) as error:
        raise AlreadyRefunded(error.message) from None
    by_method: dict[str, int] = {}
    for refund_id in refunds:
        made = payments.find_refund(refund_id)
        if made is None:
            continue
        payments.finish_refund(refund_id, done=True)
        by_method[made.method] = by_method.get(made.method, 0) + made.amount
        events.record(
            RefundSettled(
                refund_id=str(refund_id), order_id=str(order_id), amount=made.amount, currency=made.currency
            )
        )
    return by_method


def _check_ways(back: Refund, by_method: Mapping[str, int]) -> None:
    """Raises WrongRefund unless the money went back the way it came, but for the rounding of coins."""
    given: dict[str, int] = {}
    for tender in back.tenders:
        given[tender.method] = given.get(tender.method, 0) + tender.amount.amount
    if "cash" in given and back.rounding is not None:
        given["cash"] -= back.rounding.amount
    if {method: amount for method, amount in given.items() if amount} != dict(by_method):
        raise WrongRefund(_("The money has to go back the way it was paid"))
