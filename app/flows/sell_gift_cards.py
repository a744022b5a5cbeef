"""Gift cards as products: made when they are paid for, mailed to the buyer, gone when the money goes back."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.core import events
from app.core.events import on_several
from app.core.money import allocate
from app.domains.catalog import service as catalog
from app.domains.giftcards import sold
from app.domains.giftcards.errors import Spent
from app.domains.giftcards.events import GiftCardsSold
from app.domains.orders import downloads
from app.domains.orders import service as orders
from app.domains.orders.errors import WrongState
from app.domains.orders.events import OrderPaid
from app.domains.orders.models import OrderLine


@on_several(OrderPaid)
def make_sold_cards(told: Sequence[OrderPaid]) -> None:
    """Each unit of a gift card that was paid for becomes a card, worth what was paid for it."""
    for order_id in sorted(downloads.sold_in([UUID(paid.order_id) for paid in told])):
        order = orders.lock(order_id)
        if order.status == "cancelled":
            continue
        lines = list(_card_lines(order_id))
        loads = sold.loads_of([line.id for line in lines])
        made = [
            card_id
            for line in lines
            if line.id not in loads
            for card_id in make(order_id, line, order.currency, order.tax_summary)
        ]
        if made:
            orders.note(order_id, "gift_cards_made", {"cards": len(made)})
            tell(order_id, made)


def make(order_id: UUID, line: OrderLine, currency: str, taxes: Sequence[Mapping[str, Any]]) -> list[UUID]:
    """The cards of a line that are not there yet, each worth what was paid for it; returns the new ones."""
    return sold.issue(order_id, line.id, _worth(line), currency, taxed=_taxed(line, taxes))


def tell(order_id: UUID, card_ids: Sequence[UUID]) -> None:
    """Have the codes mailed to the buyer."""
    events.record(GiftCardsSold(order_id=str(order_id), card_ids=[str(each) for each in card_ids]))


class CardsSpent(WrongState):
    """Something was paid with the gift cards of a line: its money stays."""

    code = "giftcards.spent"


def _card_lines(order_id: UUID) -> Iterator[OrderLine]:
    for line in orders.lines_of(order_id):
        product = catalog.product_of(line.variant_id) if line.digital and line.variant_id else None
        if line.voucher or (product is not None and product.gift_card):
            yield line


def _worth(line: OrderLine) -> list[int]:
    """What each unit that is still sold is worth: the line's own money, to the cent."""
    units = int(line.quantity)
    kept = units - int(max(line.cancelled, line.refunded))
    return allocate(line.total, [1] * units)[:kept] if units else []


def _taxed(line: OrderLine, taxes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What each unit of single-purpose cards was taxed with, to the cent; nothing for multi-purpose ones."""
    if line.voucher != "single":
        return []
    names = [tax["name"] for tax in taxes if tax["rate"] == line.tax_rate]
    units = [1] * int(line.quantity)
    return [
        {"name": names[0] if names else "", "rate": line.tax_rate, "tax": tax, "total": total}
        for tax, total in zip(allocate(line.tax, units), allocate(line.total, units), strict=True)
    ]


def take_back(
    order_id: UUID, lines: Sequence[OrderLine], quantities: Mapping[UUID, Decimal], *, reason: str
) -> None:
    """The money for lines goes back: their cards end, what they loaded is off again.

    Raises CardsSpent where something was paid with them.
    """
    for line in lines:
        if not line.digital:
            continue
        try:
            sold.take_back(line.id, int(quantities[line.id]), order_id=order_id, reason=reason)
            sold.take_back_load(line.id, order_id=order_id, reason=reason)
        except Spent as refusal:
            raise CardsSpent(refusal.message, status="paid") from None


def restore(order_id: UUID, quantities: Mapping[UUID, Decimal], *, reason: str) -> None:
    """The gateway refused: what `take_back` ended pays again."""
    for line_id, quantity in quantities.items():
        sold.restore(line_id, int(quantity), order_id=order_id, reason=reason)
        sold.restore_load(line_id, order_id=order_id, reason=reason)
