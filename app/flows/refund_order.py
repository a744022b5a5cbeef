"""Money back for lines of an order: their stored shares, to the cent. Goods may come back to the shelf with it.

In three steps: the intent is written here (order, lines, refunds); carry_out_refund asks the gateway and settles
its answer. Only then goods return and papers are written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from app.core import audit
from app.core.db import unit_of_work
from app.core.errors import Invalid
from app.core.faults import fault
from app.core.i18n import gettext as _
from app.domains.orders import service as orders
from app.domains.orders.errors import WrongState
from app.domains.orders.models import Order, OrderLine
from app.domains.payments import service as payments
from app.domains.payments.errors import RefundRefused
from app.domains.payments.ports import GatewayTimeout
from app.domains.payments.service import RefundPart
from app.domains.pricing.engine import refund_share
from app.flows import carry_out_refund, lost_benefit, pay_with_cards, return_serials, sell_gift_cards
from app.flows.lost_benefit import NOTHING


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
        return carry_out_refund.carry_out(refund_id)
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
        carry_out_refund.restock(
            order_id, {line.id: quantities[line.id] for line in lines}, way.restock_at, reason
        )
    return refunds


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
                state=order.status,
            )
        try:
            share = refund_share(line, quantities[line.id], refunded=line.refunded)
        except ValueError:
            raise WrongState(
                _("More of %(sku)s than was sold cannot go back", sku=line.sku), state=order.status
            ) from None
        shares[line.id] = (share.quantity, share.total)
    return shares


def delivery_left(order: Order) -> int:
    """What was paid for delivery and not given back yet; tax on top where prices exclude it."""
    paid = order.shipping + (0 if order.prices_include_tax else order.shipping_tax)
    return paid - order.shipping_refunded
