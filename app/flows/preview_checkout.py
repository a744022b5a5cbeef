"""What a checkout would cost with the choices made so far: how it may come, from where, and every amount."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from app.core.principal import current_principal
from app.domains.carts import service as carts
from app.domains.carts.service import Cart, CartLine
from app.domains.catalog import service as catalog
from app.domains.catalog.errors import InputsMissing
from app.domains.catalog.types import Chosen
from app.domains.pricing.engine import Effect, Quote, QuotedLine
from app.domains.shipping import rules as shipping
from app.domains.shipping.types import Option
from app.flows import line_facts
from app.flows.find_offers import NOBODY, Buyer, offers_for
from app.flows.quote_cart import (
    BasketLine,
    Delivery,
    all_digital,
    delivery_for,
    download,
    goods_of,
    quote_cart,
)
from app.queries import sellables, selling_terms, shop_stores, sites
from app.queries.offers import NO_OFFERS, Offers
from app.queries.price_lists import asker
from app.queries.sellables import Sellable
from app.queries.selling_terms import Terms
from app.queries.shop_stores import PickupStore

OF_DELIVERY = {Effect.SHIPPING_FIXED, Effect.SHIPPING_PERCENT}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line of the cart as it stands today. `gone`: not sold any more; `left`: how many are, when too few.

    `unsaid`: what the product asks for by now and the buyer did not say, in words.
    """

    id: UUID
    item: Sellable
    quantity: Decimal
    gone: bool
    left: Decimal | None
    said: Sequence[Chosen] = ()
    unsaid: str = ""

    @property
    def words(self) -> str:
        """Options, what the buyer said and a bundle's parts."""
        return line_facts.words_of(self.item, self.said)

    @property
    def can_be_bought(self) -> bool:
        return not self.gone and self.left is None and not self.unsaid


@dataclass(frozen=True, slots=True)
class Basket:
    """A cart with its lines judged, at today's prices; lines that are gone cost nothing.

    `hoped`: the same with the cheapest delivery, where offers may lower that; codes are answered by it.
    """

    cart: Cart
    lines: tuple[Wanted, ...]
    quote: Quote
    terms: Terms
    offers: Offers = NO_OFFERS
    hoped: Quote | None = None

    @property
    def count(self) -> Decimal:
        return sum((line.quantity for line in self.lines), Decimal(0))

    @property
    def can_be_ordered(self) -> bool:
        return bool(self.lines) and all(line.can_be_bought for line in self.lines)

    @property
    def digital(self) -> bool:
        """Whether all of it is downloaded: nothing has to be delivered."""
        return all_digital(_sold(self.lines))

    @property
    def options(self) -> list[Option]:
        """How it may be delivered to where it goes, at today's prices."""
        return _options(self.terms, self.quote)

    @property
    def gifts(self) -> list[tuple[Sellable, QuotedLine]]:
        """The free gifts in it."""
        return [(self.offers.gifts[line.sku], line) for line in self.quote.lines if line.gift]

    @property
    def gift_ids(self) -> str:
        """The free gifts as a form carries them, so that none is missed in silence."""
        return ",".join(sorted(str(item.variant_id) for item, _line in self.gifts))


@dataclass(frozen=True, slots=True)
class Preview:
    """A basket with the chosen delivery in its quote; `delivery` None: none was chosen that can be had."""

    basket: Basket
    delivery: Delivery | None
    stores: Sequence[PickupStore]

    @property
    def quote(self) -> Quote:
        return self.basket.quote


def look_at(
    cart_id: UUID,
    *,
    country: str | None = None,
    region: str = "",
    pickup: str | None = None,
    buyer: Buyer = NOBODY,
) -> Basket:
    """The open cart. `buyer`: what is known beside the cart, payment and person. Raises UnknownCart, AlreadyOrdered."""
    cart = carts.read(cart_id)
    terms = selling_terms.terms(
        channel=cart.channel, currency=cart.currency, country=country or sites.market(cart.channel).country,
        region=region, pickup=pickup,
    )  # fmt: skip
    items = sellables.by_ids(
        [line.variant_id for line in cart.lines],
        cart.currency,
        channel=cart.channel,
        held=cart.held,
        pictures=True,
        asks=asker(cart.channel, customer=cart.customer_id),
    )
    lines = tuple(_judged(line, items[line.variant_id]) for line in cart.lines)
    known = current_principal().customer_id or cart.customer_id
    offers = offers_for(
        list(items),
        terms,
        replace(
            buyer,
            customer_id=known,
            coupons=cart.coupons,
            points=cart.points,
            visitor=cart.visitor,
            held=cart.held,
        ),
    )
    quote = quote_cart(_sold(lines), terms, offers=offers)
    return Basket(cart, lines, quote, terms, offers, _with_cheapest(lines, quote, terms, offers))


def _with_cheapest(lines: Sequence[Wanted], quote: Quote, terms: Terms, offers: Offers) -> Quote | None:
    """The quote with the cheapest delivery, if there are offers that it could matter to."""
    basket = _sold(lines)
    options = [] if not offers.promotions or all_digital(basket) else _options(terms, quote)
    if not options:
        return None
    code = min(options, key=lambda option: option.price).method.code
    delivery = delivery_for(code, terms, goods_of(quote))
    return quote_cart(basket, terms, delivery=delivery, offers=offers)


def _options(terms: Terms, quote: Quote) -> list[Option]:
    return shipping.options(
        list(terms.methods), country=terms.country, currency=terms.currency, goods=goods_of(quote)
    )


def lowered(basket: Basket) -> dict[str, int]:
    """What ways of delivery cost with the offers, by their code, where these take something off."""
    lines = _sold(basket.lines)
    if not any(action.effect in OF_DELIVERY for each in basket.offers.promotions for action in each.actions):
        return {}
    found: dict[str, int] = {}
    for option in basket.options:
        delivery = delivery_for(option.method.code, basket.terms, goods_of(basket.quote))
        sent = quote_cart(lines, basket.terms, delivery=delivery, offers=basket.offers).shipping
        if sent is not None and sent.discount:
            found[option.method.code] = sent.price - sent.discount
    return found


def preview(
    cart_id: UUID,
    *,
    country: str,
    region: str,
    delivery: str,
    location: str | None,
    buyer: Buyer = NOBODY,
) -> Preview:
    """The cart with a delivery: a method's code, or `pickup` with a store's. Raises UnknownCart, AlreadyOrdered."""
    picks = delivery == "pickup"
    basket = look_at(
        cart_id,
        country=None if picks else country,
        region=region,
        pickup=location if picks else None,
        buyer=buyer,
    )
    chosen = _chosen(basket, delivery)
    quote = quote_cart(_sold(basket.lines), basket.terms, delivery=chosen, offers=basket.offers)
    goods = [(line.item, line.quantity) for line in basket.lines if not line.gone]
    stores = shop_stores.stores_with(goods) if basket.terms.hands_out else []
    return Preview(replace(basket, quote=quote), chosen, stores)


def unpaid(found: Preview) -> Preview:
    """The same where gift cards pay all of it: promotions for a way to pay do not hold."""
    basket = replace(found.basket, offers=found.basket.offers.unpaid())
    quote = quote_cart(_sold(basket.lines), basket.terms, delivery=found.delivery, offers=basket.offers)
    return replace(found, basket=replace(basket, quote=quote))


def _chosen(basket: Basket, code: str) -> Delivery | None:
    if basket.digital:
        return download()
    if code == "pickup":
        can_be = basket.terms.hands_out and basket.terms.store is not None
        return delivery_for(code, basket.terms, 0) if can_be else None
    if basket.terms.method(code) is None:
        return None
    return delivery_for(code, basket.terms, goods_of(basket.quote))


def _judged(line: CartLine, item: Sellable) -> Wanted:
    available = item.available()
    short = available is not None and available < line.quantity
    try:
        said, unsaid = catalog.personal.checked(item.inputs, line.inputs), ""
    except InputsMissing as refusal:
        said, unsaid = catalog.personal.known(item.inputs, line.inputs), refusal.message
    gone = not item.sold or item.priced(line.quantity).amount is None
    return Wanted(line.id, item, line.quantity, gone, available if short else None, said, unsaid)


def _sold(lines: Sequence[Wanted]) -> list[BasketLine]:
    return [BasketLine(str(line.id), line.item, line.quantity, line.said) for line in lines if not line.gone]
