"""The lines of an order as they are sold: facts of the catalogue and figures of the quote, copied for good.

A line is of one place: what is taken from several becomes as many lines, whose amounts add up to what was quoted.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.core.ids import new_id
from app.core.money import allocate
from app.domains.orders.types import Line
from app.domains.pricing.engine import DiscountShare, Quote, QuotedLine
from app.flows import line_facts, route_order
from app.flows.quote_cart import BasketLine, tax_rate_of
from app.flows.route_order import Leg, Routes
from app.queries.drawn import Awaited
from app.queries.sellables import Sellable

THOUSANDTHS = 1000


def order_lines(basket: Sequence[BasketLine], quote: Quote, routes: Routes) -> tuple[Line, ...]:
    """The basket's lines, in its order, each with the place that it comes from."""
    legs = route_order.by_line([(line.item, line.quantity) for line in basket], routes)
    waiting = _Waiting()
    return tuple(
        _line(line, part, leg, waiting.next(line.item, leg))
        for line, priced, own in zip(basket, quote.lines, legs, strict=True)
        for leg, part in zip(own, shares(priced, [leg.quantity for leg in own]), strict=True)
    )


def shares(priced: QuotedLine, quantities: Sequence[Decimal]) -> list[QuotedLine]:
    """A priced line in parts that add up to it."""
    if len(quantities) == 1:
        return [priced]
    weights = [int(quantity * THOUSANDTHS) for quantity in quantities]
    subtotals, discounts, taxes = (
        allocate(amount, weights) for amount in (priced.subtotal, priced.discount, priced.tax)
    )
    named = _named(priced, discounts)
    added = priced.total - priced.duties - priced.subtotal + priced.discount
    on_top = taxes if added == priced.tax else allocate(added, weights)
    duties = allocate(priced.duties, weights)
    return [
        replace(
            priced, quantity=quantity, subtotal=subtotal, discount=discount, tax=tax, discounts=own,
            total=subtotal - discount + more + border, duties=border,
        )
        for quantity, subtotal, discount, tax, more, border, own in zip(
            quantities, subtotals, discounts, taxes, on_top, duties, named, strict=True
        )
    ]  # fmt: skip


def _named(priced: QuotedLine, discounts: Sequence[int]) -> list[tuple[DiscountShare, ...]]:
    """The line's discounts by name, in parts that add up to each part's discount."""
    left, parts = list(discounts), [list[DiscountShare]() for _part in discounts]
    for share in priced.discounts:
        for place, amount in enumerate(allocate(share.amount, left)):
            left[place] -= amount
            parts[place] += [share._replace(amount=amount)] if amount else []
    return [tuple(part) for part in parts]


def plain(shares: Sequence[DiscountShare]) -> list[dict[str, Any]]:
    """Discounts as orders keep them."""
    return [{"id": share.id, "name": share.name, "amount": share.amount} for share in shares]


class _Waiting:
    """What of each line is not there yet where it goes from; lines of one article take from it in their order."""

    def __init__(self) -> None:
        self._before = defaultdict[tuple[UUID, UUID | None], Decimal](Decimal)

    def next(self, item: Sellable, leg: Leg) -> Awaited | None:
        at = item.variant_id, leg.location
        earlier = item.awaited(self._before[at], leg.location)
        self._before[at] += leg.quantity
        late = item.awaited(self._before[at], leg.location)
        return replace(late, quantity=late.quantity - earlier.quantity) if late and earlier else late


def _line(line: BasketLine, priced: QuotedLine, leg: Leg, late: Awaited | None) -> Line:
    item = line.item
    return Line(
        new_id(), item.variant_id, leg.location, item.sku, item.title, line_facts.words_of(item, line.said),
        leg.quantity, priced.unit_price, priced.subtotal, priced.discount, priced.tax, tax_rate_of(priced.taxes),
        priced.total, [[str(draw.stock_item_id), str(draw.quantity)] for draw in item.draws if draw.tracked],
        line_facts.parts_of(item), line_facts.said_of(line.said), item.digital, **line_facts.awaited_of(late),
        discounts=plain(priced.discounts), voucher=item.voucher, duties=priced.duties,
    )  # fmt: skip
