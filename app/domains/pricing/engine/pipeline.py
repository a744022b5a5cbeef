"""Run the stages over a basket and freeze the result."""

from collections.abc import Sequence

from app.domains.pricing.engine.basket import Basket, Item
from app.domains.pricing.engine.inputs import Collect, Context
from app.domains.pricing.engine.quote import ImportCosts, Quote, QuotedLine, QuotedShipping, Totals
from app.domains.pricing.engine.stages import STAGES, Stage
from app.domains.pricing.engine.taxing import tax_summary


def price(context: Context, stages: Sequence[Stage] = STAGES) -> Quote:
    """Price a basket: the same facts give the same quote, on every channel and every day."""
    basket = Basket.of(context)
    for stage in stages:
        stage(context, basket)
    lines = tuple(_line(key, item) for key, item in basket.lines.items())
    delivery = _shipping(context, basket)
    return Quote(
        currency=context.currency,
        prices_include_tax=context.prices_include_tax,
        lines=lines,
        shipping=delivery,
        totals=_totals(lines, delivery),
        taxes=tuple(tax_summary(basket.items())),
        trace=tuple(basket.trace),
        imports=_imports(context, basket) if context.duties is not Collect.NO else None,
    )


def _line(key: str, item: Item) -> QuotedLine:
    return QuotedLine(
        key=key,
        sku=item.sku,
        quantity=item.quantity,
        unit_price=item.unit_price,
        subtotal=item.subtotal,
        discount=item.discount,
        tax=item.tax,
        total=item.total,
        discounts=tuple(item.discounts),
        taxes=tuple(item.tax_shares),
        gift=item.gift,
        duties=item.duties,
    )


def _imports(context: Context, basket: Basket) -> ImportCosts:
    lines = basket.lines.values()
    return ImportCosts(
        context.duties, sum(item.duty for item in lines), sum(item.import_tax for item in lines)
    )


def _shipping(context: Context, basket: Basket) -> QuotedShipping | None:
    item = basket.shipping
    if context.shipping is None or item is None:
        return None
    return QuotedShipping(
        name=context.shipping.name,
        price=item.subtotal,
        discount=item.discount,
        tax=item.tax,
        total=item.total,
        discounts=tuple(item.discounts),
        taxes=tuple(item.tax_shares),
    )


def _totals(lines: Sequence[QuotedLine], delivery: QuotedShipping | None) -> Totals:
    return Totals(
        subtotal=sum(line.subtotal for line in lines),
        discount=sum(line.discount for line in lines),
        shipping=delivery.price - delivery.discount if delivery else 0,
        tax=sum(line.tax for line in lines) + (delivery.tax if delivery else 0),
        total=sum(line.total for line in lines) + (delivery.total if delivery else 0),
        duties=sum(line.duties for line in lines),
    )
