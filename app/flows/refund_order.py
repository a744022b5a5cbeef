"""Money back for lines of an order: their stored shares, to the cent. Goods may come back to the shelf with it.

In three steps: the intent is written (order, lines, refunds), the gateway is asked, its answer is settled. Only
then goods return and papers are written; what the gateway refuses is taken back from order and lines.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from app.core import audit, events
from app.core.db import require_no_unit, unit_of_work
from app.core.errors import Invalid
from app.core.faults import fault
from app.core.i18n import gettext as _
from app.domains.inventory import service as inventory
from app.domains.inventory.events import StockChanged
from app.domains.inventory.types import Demand
from app.domains.orders import service as orders
from app.domains.orders.errors import WrongState
from app.domains.orders.events import OrderRefunded
from app.domains.orders.models import Order, OrderLine
from app.domains.payments import service as payments
from app.domains.payments.errors import RefundRefused
from app.domains.payments.events import RefundSettled
from app.domains.payments.ports import GatewayTimeout
from app.domains.payments.service import RefundOrder, RefundPart
from app.domains.payments.strategies import registry
from app.domains.pos import service as pos
from app.domains.pricing.engine import refund_share
from app.flows import lost_benefit, pay_with_cards, return_serials, sell_gift_cards
from app.flows.lost_benefit import NOTHING

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Way:
    """How a refund is made: by `method` instead of the way it was paid; goods return to `restock_at`.

    `booking` ties it to a till's operation, which learns the outcome; `serials`: which units come back, of items that
    are kept by serial number. `benefit`, of promotions: `recompute` keeps back
    what they would not have given for that which stays, `release` only gives back what is no longer due, `keep` neither.
    """

    restock_at: UUID | None = None
    method: str | None = None
    booking: UUID | None = None
    serials: tuple[str, ...] = ()
    benefit: str = "release"


AS_PAID = Way()


def refund_order(
    order_id: UUID,
    quantities: Mapping[UUID, Decimal],
    *,
    shipping: bool,
    reason: str,
    restock_at: UUID | None = None,
    serials: Sequence[str] = (),
    method: str | None = None,
) -> list[UUID]:
    """Pay lines (and delivery) back; with `restock_at` the goods return to that location. Opens its own units.

    By `method` `store_credit` it becomes the customer's credit; else it goes back the way it was paid.

    Returns the refunds; one whose gateway is silent is carried out later. Raises Invalid without a reason,
    WrongState for more than was sold or delivered, RefundRefused when a gateway says no: nothing is booked then.
    """
    if not reason.strip():
        raise Invalid(_("A refund needs a reason"), fields={"reason": _("Say why")})
    with unit_of_work():
        refunds = refund_in_unit(
            order_id,
            quantities,
            shipping=shipping,
            reason=reason,
            way=Way(restock_at, method, serials=tuple(serials), benefit="recompute"),
        )
    fault("refund_order.booked")
    if False in [_carry_out_if_answered(refund_id) for refund_id in refunds]:
        raise RefundRefused(_("The payment gateway refused to pay this back. Nothing was booked."))
    return refunds


def _carry_out_if_answered(refund_id: UUID) -> bool | None:
    try:
        return carry_out(refund_id)
    except GatewayTimeout:
        return None


def refund_in_unit(
    order_id: UUID,
    quantities: Mapping[UUID, Decimal],
    *,
    shipping: bool,
    reason: str,
    way: Way = AS_PAID,
) -> list[UUID]:
    """Do all of it but the gateway's part; returns the refunds to carry out."""
    order = orders.lock(order_id)
    lines = [line for line in orders.lines_of(order_id) if quantities.get(line.id)]
    refunds = book(order, lines, quantities, shipping=shipping, reason=reason, way=way)
    orders.note(
        order_id,
        "refunded",
        {"reason": reason, "amount": order.refunded, "refunds": [str(r) for r in refunds]},
    )
    if way.restock_at is not None:
        return_serials.coming_back(order_id, lines, quantities, way.restock_at, way.serials)
    if way.restock_at is not None and not refunds:
        _restock(order_id, {line.id: quantities[line.id] for line in lines}, way.restock_at, reason)
    return refunds


def _restock(order_id: UUID, quantities: Mapping[UUID, Decimal], location_id: UUID, reason: str) -> None:
    """Goods are back on the shelf. The unit's last locks."""
    back = [
        Demand(UUID(item), location_id, quantities[line.id] * Decimal(each))
        for line in orders.lines_of(order_id)
        if line.id in quantities
        for item, each in line.stock
    ]
    if back:
        items = sorted({str(demand.stock_item_id) for demand in back})
        events.record(StockChanged(stock_item_ids=items, reason="return"))
        events.flush()
        inventory.take_back(order_id, back, reason=reason)


def book(
    order: Order,
    lines: Sequence[OrderLine],
    quantities: Mapping[UUID, Decimal],
    *,
    shipping: bool,
    reason: str,
    way: Way = AS_PAID,
) -> list[UUID]:
    """Write what goes back on the order and as refund intents; quantities also where no money goes back.

    Raises WrongState, RefundTooMuch.
    """
    pay_with_cards.check_credit(order, way.method)
    shares = shares_of(order, lines, quantities)
    lost = NOTHING
    if way.benefit != "keep":
        every = orders.lines_of(order.id)
        lost = lost_benefit.of_return(order, every, quantities, more=way.benefit == "recompute")
    shares = _less(shares, lost.by_line)
    delivery = delivery_left(order) if shipping else 0
    amount = sum(total for _quantity, total in shares.values()) + delivery
    if not shares and not delivery:
        return []
    parts = [
        RefundPart(line_id, *share, withheld=lost.by_line.get(line_id, 0))
        for line_id, share in shares.items()
    ]
    if delivery:
        parts.append(RefundPart(None, Decimal(1), delivery))
    sell_gift_cards.take_back(order.id, lines, quantities, reason=reason)
    refunds = payments.intend_refunds(
        order_id=order.id, amount=amount, reason=reason, parts=parts, restock_at=way.restock_at,
        method=way.method, booking=way.booking,
    )  # fmt: skip
    orders.refund_lines(order, shares, shipping=delivery, withheld=lost.by_line)
    audit.record(
        "orders.refunded", object_type="order", object_id=order.id, reason=reason,
        after={"amount": amount, "currency": order.currency, **({"withheld": lost.amount} if lost.amount else {})},
    )  # fmt: skip
    return refunds


def _less(
    shares: Mapping[UUID, tuple[Decimal, int]], kept: Mapping[UUID, int]
) -> dict[UUID, tuple[Decimal, int]]:
    """The shares without what is kept back; what goes back after all may be of lines that nothing else is of."""
    nothing = (Decimal(0), 0)
    return {
        line: (shares.get(line, nothing)[0], shares.get(line, nothing)[1] - kept.get(line, 0))
        for line in (*shares, *(line for line in kept if line not in shares))
    }


def shares_of(
    order: Order, lines: Sequence[OrderLine], quantities: Mapping[UUID, Decimal]
) -> dict[UUID, tuple[Decimal, int]]:
    """Line id -> quantity and money of its share. A line whose refund is not settled waits: all stays to the cent.

    Raises WrongState.
    """
    under_way = payments.lines_under_way(order.id)
    shares: dict[UUID, tuple[Decimal, int]] = {}
    for line in lines:
        if line.id in under_way:
            raise WrongState(
                _("A refund of %(sku)s is still under way; try again in a minute", sku=line.sku),
                status=order.status,
            )
        try:
            share = refund_share(line, quantities[line.id], refunded=line.refunded)
        except ValueError:
            raise WrongState(
                _("More of %(sku)s than was sold cannot go back", sku=line.sku), status=order.status
            ) from None
        shares[line.id] = (share.quantity, share.total)
    return shares


def delivery_left(order: Order) -> int:
    """What was paid for delivery and not given back yet; tax on top where prices exclude it."""
    paid = order.shipping + (0 if order.prices_include_tax else order.shipping_tax)
    return paid - order.shipping_refunded


def carry_out(refund_id: UUID) -> bool:
    """Have a refund paid by its gateway; idempotent. False when it was refused.

    Raises GatewayTimeout; the intent stays for the sweeper.
    """
    require_no_unit("a gateway's call")
    with unit_of_work():
        refund = payments.find_refund(refund_id)
    if refund is None:
        return True
    tenant = refund.charge_key.split("-", 1)[0]
    outcome = registry.gateway(refund.method).refund(
        refund.key, refund.charge_key, refund.amount, refund.currency, tenant
    )
    fault("refund_order.paid_back")
    done = outcome.state == "paid"
    with unit_of_work():
        settle(refund, done=done, code=outcome.code)
    return done


def settle(refund: RefundOrder, *, done: bool, code: str = "") -> None:
    """Write a refund's outcome, once, with all that follows from it; in the caller's unit."""
    order = orders.lock(refund.order_id)
    if not done and not refund.whole:
        # Its other parts may be paid: no figure of the order would be right. A person has to look.
        log.error("refund %s, a part of booking %s, was refused: %s", refund.id, refund.booking, code)
        return
    if not payments.finish_refund(refund.id, done=done):
        return
    if done:
        _paid_back(order, refund)
    else:
        _refused(order, refund, code)


def _paid_back(order: Order, refund: RefundOrder) -> None:
    pay_with_cards.pay_back(order, refund)
    events.record(
        RefundSettled(
            refund_id=str(refund.id),
            order_id=str(refund.order_id),
            amount=refund.amount,
            currency=refund.currency,
        )
    )
    together = [part for part in payments.in_booking(refund.booking) if part.status != "failed"]
    if all(part.status == "done" for part in together):
        events.record(
            OrderRefunded(
                order_id=str(refund.order_id),
                refund_ids=[str(part.id) for part in together],
                amount=sum(part.amount for part in together),
                currency=refund.currency,
            )
        )
        pos.refund_answered(refund.booking, done=True)
    if refund.restock_at is not None:
        quantities = {part.line_id: part.quantity for part in refund.parts if part.line_id}
        _restock(refund.order_id, quantities, refund.restock_at, refund.reason)


def _refused(order: Order, refund: RefundOrder, code: str) -> None:
    """The money stays where it was: order and lines say so again, and no goods return."""
    shares = {part.line_id: (part.quantity, part.amount) for part in refund.parts if part.line_id}
    delivery = sum(part.amount for part in refund.parts if part.line_id is None)
    withheld = {part.line_id: part.withheld for part in refund.parts if part.line_id}
    orders.take_back_refund(order, shares, shipping=delivery, withheld=withheld)
    sold = {line_id: quantity for line_id, (quantity, _amount) in shares.items()}
    sell_gift_cards.restore(order.id, sold, reason=refund.reason)
    inventory.stays_sold(order.id)
    orders.note(
        order.id,
        "refund_refused",
        {"amount": refund.amount, "refund": str(refund.id), **({"code": code} if code else {})},
    )
    audit.record(
        "orders.refund_refused", object_type="order", object_id=order.id, reason=refund.reason,
        after={"amount": refund.amount, "currency": refund.currency, "code": code},
    )  # fmt: skip
    pos.refund_answered(refund.booking, done=False)


def carry_out_open() -> int:
    """Finish refunds that a crash or time-out left open; one that fails never holds up the others."""
    with unit_of_work():
        waiting = payments.open_refunds(timedelta(seconds=15))
    return sum(_try(refund_id) for refund_id in waiting)


def _try(refund_id: UUID) -> bool:
    try:
        return carry_out(refund_id)
    except GatewayTimeout:
        return False
    except Exception:
        log.exception("refund %s cannot be carried out now", refund_id)
        return False
