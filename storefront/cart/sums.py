"""What a basket costs as it is shown to who asks: with tax inside the prices or on top. The total is what is paid."""

from dataclasses import dataclass
from uuid import UUID

from app.core.market import current_market
from app.core.tenancy import current_tenant
from app.domains.catalog.goods import UnitPrice, unit_price
from app.domains.pricing.engine import Quote
from app.domains.pricing.engine.offers import Stage
from app.domains.pricing.engine.quote import QuotedLine
from app.domains.taxes.borders import crosses
from app.flows.explain_quote import Told, told_with
from app.flows.preview_checkout import Basket, Wanted
from app.flows.turn_quote import turned
from app.queries import listing_offers
from app.queries.offered import tells_lowest
from app.queries.price_lists import asker
from app.queries.sellables import Sellable
from app.queries.shown_prices import Showing, showing
from storefront.browse.promises import tax_suffix


@dataclass(frozen=True, slots=True)
class Sums:
    """`former`, `lowest` and `units`: what one of a line was before, the lowest price of 30 days told beside it, and what
    a kilogram of it costs, by the line's id.

    `estimate` is the cheapest delivery, `suffix` says how prices are shown where that is not the site's own way.
    `border`: it crosses one, and the shop knows nothing of what that costs.
    """

    quote: Quote
    hoped: Quote | None
    told: Told
    estimate: int | None
    former: dict[UUID, int]
    lowest: dict[UUID, int]
    units: dict[UUID, UnitPrice | None]
    gifts: list[tuple[Sellable, QuotedLine]]
    suffix: str | None
    border: bool = False


def shown(basket: Basket) -> Sums:
    """What a page tells of what a basket costs."""
    view = showing()
    quote, hoped = _shown(basket.quote, view), basket.hoped and _shown(basket.hoped, view)
    return Sums(
        quote, hoped, told_with(quote, hoped), _estimate(basket, view),
        {line.id: former for line in basket.lines if (former := _former(line, view)) is not None},
        _lowest(basket),
        {line.id: _unit(line, view) for line in basket.lines},
        [(basket.offers.gifts[line.sku], line) for line in quote.lines if line.gift], tax_suffix(),
        basket.terms.border is None and not basket.digital and crosses(current_tenant().country, basket.terms.country),
    )  # fmt: skip


def _shown(quote: Quote, view: Showing) -> Quote:
    return turned(quote, view.included) if view.is_own else quote


def _estimate(basket: Basket, view: Showing) -> int | None:
    options = [_sent(option.price, option.method.tax_class, view) for option in basket.options]
    return min(options, default=None)


def _sent(price: int, tax_class: str, view: Showing) -> int:
    return view.of(price, tax_class) if view.is_own else price


def _former(line: Wanted, view: Showing) -> int | None:
    price = line.item.priced(line.quantity)
    return None if price.compare_at is None else view.of(price.compare_at, _class(line), price)


def _lowest(basket: Basket) -> dict[UUID, int]:
    """As on the products' pages: of prices that anyone sees, where the site tells it; no statement without any."""
    site = current_market()
    on_sale = any(each.stage is Stage.CATALOG for each in basket.offers.promotions)
    reduced = [
        line.item for line in basket.lines
        if not line.gone and (on_sale or line.item.priced(line.quantity).compare_at is not None)
    ]  # fmt: skip
    mine = asker(basket.cart.channel, customer=basket.cart.customer_id).customer is not None
    if not reduced or mine or basket.cart.channel != site.channel or not tells_lowest():
        return {}
    told = listing_offers.lowest_now(sorted({item.product_id for item in reduced}), site)
    known = {item.variant_id for item in reduced}
    return {
        line.id: told[line.item.variant_id]
        for line in basket.lines
        if line.item.variant_id in known & told.keys()
    }


def _unit(line: Wanted, view: Showing) -> UnitPrice | None:
    item = line.item
    if item.price is None or not view.is_own:
        return item.unit_price
    return unit_price(view.of(item.price, _class(line), item.priced(None)), item.content, item.content_unit)


def _class(line: Wanted) -> str | None:
    return None if line.item.untaxed else line.item.tax_class
