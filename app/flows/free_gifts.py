"""Free gifts as far as they are there: one that is sold out is left out, and the trace says so."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from app.domains.pricing import engine
from app.domains.pricing.engine import Quote, Result, TraceEntry
from app.queries.sellables import Sellable

STAGE, SOLD_OUT = "gift", "sold out"


def with_those_there(
    quote: Quote,
    context: engine.Context,
    items: Mapping[str, Sellable],
    wanted: Sequence[tuple[Sellable, Decimal]],
) -> Quote:
    """The quote without gifts that are short once all that is `wanted` is taken."""
    short = _short(quote, items, wanted)
    if not short:
        return quote
    kept = tuple(line for line in context.gifts if line.sku not in short)
    again = engine.price(replace(context, gifts=kept))
    left_out = [TraceEntry(STAGE, items[sku].title, Result.REJECTED, SOLD_OUT) for sku in sorted(short)]
    return replace(again, trace=(*again.trace, *left_out))


def _short(
    quote: Quote, items: Mapping[str, Sellable], wanted: Sequence[tuple[Sellable, Decimal]]
) -> set[str]:
    """SKUs of gifts that there are too few of. Parts of bundles are counted as what they draw."""
    needs: dict[UUID, Decimal] = {}
    gifts = [(items[line.sku], line.quantity) for line in quote.lines if line.gift]
    for item, quantity in [*wanted, *gifts] if gifts else []:
        for draw in item.limited:
            needs[draw.stock_item_id] = needs.get(draw.stock_item_id, Decimal(0)) + quantity * draw.quantity
    return {
        item.sku
        for item, _quantity in gifts
        for draw in item.limited
        if needs[draw.stock_item_id] > (item.available() or Decimal(0)) * draw.quantity
    }
