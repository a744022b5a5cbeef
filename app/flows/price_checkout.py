"""What a cart costs and where its goods come from, once all is decided: an order is written from it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from app.core.errors import Conflict, Invalid
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.money import format_money
from app.core.principal import current_principal
from app.domains.carts import service as carts
from app.domains.catalog import service as catalog
from app.domains.inventory.errors import OutOfStock
from app.domains.orders.types import Contact
from app.domains.pricing.engine import Quote
from app.flows import pay_with_cards, route_order
from app.flows.find_offers import Buyer, offers_for
from app.flows.pay_with_cards import Share
from app.flows.quote_cart import (
    BasketLine,
    Delivery,
    all_digital,
    delivery_for,
    download,
    gift_lines,
    goods_of,
    quote_cart,
)
from app.flows.route_order import Routes
from app.queries import basket as baskets
from app.queries import sites
from app.queries.offers import Offers
from app.queries.sellables import Sellable
from app.queries.selling_terms import Terms


@dataclass(frozen=True, slots=True)
class Checkout:
    """What a buyer decides. `delivery`: a method's code, or `pickup` with a location's code.

    `cards` are codes of gift cards, `credit` spends the signed-in customer's own; `method` pays what these do not.
    `total`: what the buyer was shown and agreed to, in minor units; None: whatever it costs. `gifts`: the variants of
    the free gifts that were shown; None: whatever comes with it.
    """

    contact: Contact
    delivery: str
    location: str | None
    method: str
    token: str
    cards: tuple[str, ...] = ()
    credit: bool = False
    total: int | None = None
    gifts: frozenset[str] | None = None

    @property
    def credit_of(self) -> UUID | None:
        """Whose store credit pays."""
        return current_principal().customer_id if self.credit else None


class GiftGone(Conflict):
    """A free gift that was shown is not there any more."""

    code = "checkout.gift_gone"


class TotalChanged(Conflict):
    """The total is another than the one the buyer agreed to; `total` says it, in minor units."""

    code = "checkout.total_changed"


@dataclass(frozen=True, slots=True)
class Priced:
    """All that was found out about a cart that becomes an order."""

    cart: carts.Cart
    terms: Terms
    buyer: Buyer
    offers: Offers
    basket: list[BasketLine]
    delivery: Delivery
    quote: Quote
    routes: Routes
    shares: tuple[Share, ...]


def price_checkout(cart: carts.Cart, checkout: Checkout, person_id: UUID) -> Priced:
    """Price it for whoever buys. Raises Invalid, OutOfStock, TotalChanged, GiftGone."""
    terms, items = _facts(cart, checkout)
    basket = [_basket_line(place, line, items[line.variant_id]) for place, line in enumerate(cart.lines)]
    buyer = Buyer(
        current_principal().customer_id or cart.customer_id,
        cart.coupons,
        checkout.method,
        person_id,
        points=cart.points,
        visitor=cart.visitor,
        held=cart.held,
    )
    offers = offers_for(list(items), terms, buyer)
    delivery = _delivery(checkout, basket, terms, offers)
    quote, whole, routes = _routed(basket, terms, delivery, offers)
    shares = _shares(checkout, quote)
    if shares and buyer.payment and pay_with_cards.rest(shares, quote.totals.total) is None:
        offers = offers.unpaid()  # nothing is left to pay that way, so what asks for it does not hold
        quote, whole, routes = _routed(basket, terms, delivery, offers)
        shares = _shares(checkout, quote)
    check_total(quote, checkout.total)
    check_gifts([line.item.variant_id for line in whole[len(cart.lines) :]], checkout.gifts)
    pay_with_cards.check_goods(shares, list(items.values()))
    _check_payment(checkout.method, terms, pay_with_cards.rest(shares, quote.totals.total))
    return Priced(cart, terms, buyer, offers, whole, delivery, quote, routes, shares)


def _shares(checkout: Checkout, quote: Quote) -> tuple[Share, ...]:
    """What gift cards and credit pay of it."""
    asked = checkout.cards, quote.totals.total, quote.currency
    return pay_with_cards.shares(*asked, credit_of=checkout.credit_of)


def _routed(
    basket: list[BasketLine], terms: Terms, delivery: Delivery, offers: Offers
) -> tuple[Quote, list[BasketLine], Routes]:
    """The quote, the basket with its free gifts, and where all of it comes from. Gifts that no place has stay out."""
    quote = quote_cart(basket, terms, delivery=delivery, offers=offers)
    whole = [*basket, *gift_lines(quote, offers)]
    try:
        return quote, whole, _route(whole, terms, delivery)
    except OutOfStock:
        if len(whole) == len(basket):
            raise
    return _routed(basket, terms, delivery, replace(offers, gifts={}))


def _facts(cart: carts.Cart, checkout: Checkout) -> tuple[Terms, dict[UUID, Sellable]]:
    """Terms of where the goods go, and the goods."""
    to = checkout.contact
    country = sites.market(cart.channel).country if checkout.delivery == "pickup" else to.country
    return baskets.of_variants(
        [line.variant_id for line in cart.lines], channel=cart.channel, currency=cart.currency, country=country,
        region=to.region, pickup=checkout.location, held=cart.held, customer=cart.customer_id,
    )  # fmt: skip


def _basket_line(place: int, line: carts.CartLine, item: Sellable) -> BasketLine:
    """Raises InputsMissing where the buyer did not say what the product asks for by now."""
    said = catalog.personal.checked(item.inputs, line.inputs, prefix=f"lines.{place}.inputs.")
    return BasketLine(str(line.id), item, line.quantity, said)


def _delivery(checkout: Checkout, basket: list[BasketLine], terms: Terms, offers: Offers) -> Delivery:
    """Downloads need none, whatever was chosen. Raises Invalid at what is not offered."""
    if all_digital(basket):
        return download()
    return delivery_for(checkout.delivery, terms, _goods(basket, terms, offers))


def _goods(basket: list[BasketLine], terms: Terms, offers: Offers) -> int:
    """What the goods cost, where a delivery's price depends on it."""
    if all(method.free_from is None for method in terms.methods):
        return 0
    return goods_of(quote_cart(basket, terms, offers=offers))


def _route(basket: list[BasketLine], terms: Terms, delivery: Delivery) -> Routes:
    wanted = [(line.item, line.quantity) for line in basket]
    if delivery.kind == "pickup" and terms.store is not None:
        return route_order.hand_out_at(wanted, terms.store.id)
    return route_order.ship_from(wanted, terms.ships_from, terms.take_from)


def check_total(quote: Quote, agreed: int | None) -> None:
    """Raises TotalChanged when it costs something else than the buyer agreed to."""
    total = quote.totals.total
    if agreed is not None and agreed != total:
        words = _("The total is %(amount)s now", amount=format_money(total, quote.currency, current_locale()))
        raise TotalChanged(words, total=total)


def check_gifts(given: Iterable[UUID], agreed: frozenset[str] | None) -> None:
    """Raises GiftGone when a free gift is missing that the buyer was shown."""
    if agreed and not agreed <= {str(each) for each in given}:
        raise GiftGone(_("A free gift is not there any more. Look your order over, then order."))


def _check_payment(method: str, terms: Terms, rest: int | None) -> None:
    """Raises Invalid for a method that the site of this sale does not take; `rest` None: nothing is left to pay."""
    if rest is not None and not method:
        words = _("The gift cards do not cover all of it")
        raise Invalid(words, fields={"payment.method": _("Choose how to pay the rest")})
    if rest is not None and not terms.takes(method):
        words = _("This site does not take this payment method")
        raise Invalid(words, fields={"payment.method": _("Choose another method")})
