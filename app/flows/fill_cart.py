"""Put things into a cart and see what it costs. A quantity is refused, never shrunk in silence.

Where the shop says so (StockRules.short), a cart takes what there is instead: what it lacks is told with it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.carts import service as carts
from app.domains.carts.service import Cart, CartLine
from app.domains.catalog import service as catalog
from app.domains.catalog.types import Chosen
from app.domains.channels import service as channels
from app.domains.channels.types import StockRules
from app.domains.experiments import service as experiments
from app.domains.inventory import service as inventory
from app.domains.pricing.engine import Quote, Result
from app.domains.promotions.errors import CouponRefused
from app.flows import offer_words, spend_points
from app.flows.find_offers import Buyer, offers_for
from app.flows.quote_cart import (
    BasketLine,
    hopes,
    quote_cart,
    sold,
)
from app.flows.route_order import out_of_stock
from app.queries import basket, sellables, selling_terms, sites
from app.queries.offers import NO_OFFERS, Offers
from app.queries.price_lists import asker
from app.queries.sellables import Sellable

MOST_CODES = 10


@dataclass(frozen=True, slots=True)
class Shortfall:
    """More was wanted than there is: the cart took `given`, and there is no more."""

    item: Sellable
    requested: Decimal
    given: Decimal

    @property
    def words(self) -> str:
        """What the buyer reads."""
        if not self.given:
            return _("%(title)s is sold out and left your cart", title=self.item.title)
        return _(
            "%(title)s: only %(count)s left, and they are in your cart",
            title=self.item.title, count=f"{self.given.normalize():f}",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PricedCart:
    """A cart with what it costs now; `items` by variant id, `short`: what it was asked for in vain.

    `hopes`: what it would cost with each delivery and every payment, which are chosen later.
    `tested`: an A/B test runs.
    """

    cart: Cart
    quote: Quote
    items: dict[UUID, Sellable]
    short: tuple[Shortfall, ...] = ()
    hopes: Callable[[], Iterable[Quote]] = tuple
    offers: Offers = NO_OFFERS
    tested: bool = False

    @property
    def titles(self) -> dict[str, str]:
        """Line id -> product title, of free gifts too."""
        titles = {str(line.id): self.items[line.variant_id].title for line in self.cart.lines}
        return titles | {
            line.key: self.offers.gifts[line.sku].title for line in self.quote.lines if line.gift
        }

    @property
    def said(self) -> dict[str, list[Chosen]]:
        """Line id -> what the buyer said."""
        return {
            str(line.id): catalog.personal.known(self.items[line.variant_id].inputs, line.inputs)
            for line in self.cart.lines
        }


Wish = tuple[str, Decimal, *tuple[Mapping[str, str], ...]]
"""A SKU, how many of it, and what the buyer says to the product's inputs where it asks for something."""


def open_cart(channel: str, wanted: Sequence[Wish], visitor: str = "") -> PricedCart:
    """A new cart; the same SKU twice adds up, unless the buyer said different things. Raises Invalid, OutOfStock.

    `visitor` is who gets a variant of an A/B test, also with a later cart; without one it is the cart.
    """
    quantities: dict[str, Decimal] = {}
    for sku, quantity, *_said in wanted:
        quantities[sku] = quantities.get(sku, Decimal(0)) + quantity
    site = sites.selling(channel)
    terms, found = basket.of_skus(
        list(quantities), channel=channel, currency=site.currency, country=site.country
    )
    short = [
        lack for sku, quantity in quantities.items() if (lack := _short(sold(found.get(sku), sku), quantity))
    ]
    wanted = _cut(wanted, {lack.item.sku: lack.given for lack in short})
    cart = carts.open_cart(
        channel_id=terms.channel_id, channel=channel, currency=terms.currency, locale=current_locale(),
        lines=_lines(wanted, found),
        customer_id=current_principal().customer_id, visitor=visitor,
    )  # fmt: skip
    return _priced(cart, terms, {item.variant_id: item for item in found.values()}, short)


def _cut(wanted: Sequence[Wish], given: Mapping[str, Decimal]) -> list[Wish]:
    """The wishes, with so many of these SKUs and no more, the first wishes first."""
    left, kept = dict(given), list[Wish]()
    for sku, quantity, *said in wanted:
        units = min(quantity, left.get(sku, quantity))
        if sku in left:
            left[sku] -= units
        if units:
            kept.append((sku, units, *said))
    return kept


def _lines(
    wanted: Sequence[Wish], found: Mapping[str, Sellable]
) -> list[tuple[UUID, Decimal, dict[str, str]]]:
    """Variant, quantity and what was said; equal wishes together. Raises InputsMissing at `lines.<place>.inputs`."""
    sums: dict[tuple[UUID, tuple[tuple[str, str], ...]], Decimal] = {}
    for place, (sku, quantity, *given) in enumerate(wanted):
        said = said_to(found[sku], given[0] if given else {}, prefix=f"lines.{place}.inputs.")
        key = (found[sku].variant_id, tuple(said.items()))
        sums[key] = sums.get(key, Decimal(0)) + quantity
    return [(variant, quantity, dict(said)) for (variant, said), quantity in sums.items()]


def said_to(item: Sellable, given: Mapping[str, str], *, prefix: str = "inputs.") -> dict[str, str]:
    """What was said, as a cart keeps it. Raises InputsMissing."""
    return {each.code: each.value for each in catalog.personal.checked(item.inputs, given, prefix=prefix)}


def add_line(cart_id: UUID, sku: str, quantity: Decimal, said: Mapping[str, str] | None = None) -> PricedCart:
    """Add to a cart. Raises Invalid, InputsMissing, OutOfStock, UnknownCart, AlreadyOrdered."""
    cart = carts.lock(cart_id)
    item = sold(sellables.by_skus([sku], cart.currency, channel=cart.channel, held=cart.held).get(sku), sku)
    inputs = said_to(item, said or {})
    lack = _short(item, quantity, beside=_in_cart(cart, item.variant_id))
    _let_go(cart)
    carts.put(cart, item.variant_id, lack.given if lack else quantity, inputs)
    return replace(price(carts.read(cart_id)), short=(lack,) if lack else ())


def change_line(cart_id: UUID, line_id: UUID, quantity: Decimal) -> PricedCart:
    """Set a line's quantity; 0 removes it. Raises OutOfStock, UnknownLine, UnknownCart, AlreadyOrdered."""
    cart = carts.lock(cart_id)
    line = next((line for line in cart.lines if line.id == line_id), None)
    lack = _short_line(cart, line, quantity) if line is not None and quantity else None
    _let_go(cart)
    carts.set_quantity(cart, line_id, lack.given if lack else quantity)
    return replace(price(carts.read(cart_id)), short=(lack,) if lack else ())


def enter_code(cart_id: UUID, code: str) -> PricedCart:
    """Use a code for the cart. Raises CouponRefused at `code`, with the reason, for one that takes nothing off."""
    cart = carts.lock(cart_id)
    code = code.strip()
    kept = [each for each in cart.coupons if each.lower() != code.lower()]
    if len(kept) >= MOST_CODES:
        raise CouponRefused(
            _("That is enough codes for one cart"), fields={"code": _("Take another code out first")}
        )
    priced = price(replace(cart, coupons=(*kept, code)))
    refused = _refusal(priced.quote, code)
    if refused and not any(not _refusal(each, code) for each in priced.hopes()):
        words = offer_words.reason(refused)
        raise CouponRefused(words, fields={"code": words}, reason=refused)
    carts.set_coupons(cart_id, priced.cart.coupons)
    return priced


def _refusal(quote: Quote, code: str) -> str:
    """Why a code takes nothing off, as the engine says it; empty: it does."""
    return next(
        (entry.reason for entry in quote.trace if entry.stage == "coupon" and entry.result is Result.REJECTED
         and entry.name.lower() == code.lower()), "",
    )  # fmt: skip


def drop_code(cart_id: UUID, code: str) -> PricedCart:
    """Use it no more; one that is not in use is no matter."""
    cart = carts.lock(cart_id)
    kept = tuple(each for each in cart.coupons if each.lower() != code.strip().lower())
    carts.set_coupons(cart_id, kept)
    return price(replace(cart, coupons=kept))


def use_points(cart_id: UUID, points: int) -> PricedCart:
    """Spend so many of its customer's points on the cart; 0: none. Raises Invalid at `points`, TooFewPoints."""
    cart = carts.lock(cart_id)
    if points:
        spend_points.check(cart.customer_id or current_principal().customer_id, points)
    carts.set_points(cart_id, points)
    return price(replace(cart, points=points))


def _short_line(cart: Cart, line: CartLine, quantity: Decimal) -> Shortfall | None:
    """What a line cannot have. Fewer than before are never refused."""
    found = sellables.by_ids([line.variant_id], cart.currency, channel=cart.channel, held=cart.held)
    item, beside = found[line.variant_id], _in_cart(cart, line.variant_id) - line.quantity
    room = _room(item, beside)
    if room is None or room >= quantity or (quantity <= line.quantity and not _takes_what_there_is()):
        return None
    return _short(item, quantity, beside=beside, sold_out=True)


def _let_go(cart: Cart) -> None:
    """What was held for the checkout is no longer what the cart wants: the next look at the checkout holds anew."""
    if cart.held is not None:
        inventory.let_go(cart.id)
        carts.note_hold(cart.id, None)


def _in_cart(cart: Cart, variant_id: UUID) -> Decimal:
    return sum((line.quantity for line in cart.lines if line.variant_id == variant_id), Decimal(0))


def price(cart: Cart, *, pictures: bool = False) -> PricedCart:
    """What the cart costs now. Lines whose variant is gone from sale stay, and checkout names them."""
    country = cart.country or sites.market(cart.channel).country
    terms = selling_terms.terms(channel=cart.channel, currency=cart.currency, country=country)
    items = sellables.by_ids(
        [line.variant_id for line in cart.lines], cart.currency, channel=cart.channel, held=cart.held,
        pictures=pictures, asks=asker(cart.channel, customer=cart.customer_id),
    )  # fmt: skip
    return _priced(cart, terms, items)


def _short(
    item: Sellable, quantity: Decimal, *, beside: Decimal = Decimal(0), sold_out: bool = False
) -> Shortfall | None:
    """What a cart that has so many `beside` cannot have; None when it can have all.

    Raises OutOfStock unless the shop takes what there is; `sold_out`: even when that is nothing.
    """
    room = _room(item, beside)
    if room is None or room >= quantity:
        return None
    if not (room or sold_out) or not _takes_what_there_is():
        raise out_of_stock(item, beside + quantity, item.available() or Decimal(0))
    return Shortfall(item, quantity, room)


def _room(item: Sellable, beside: Decimal) -> Decimal | None:
    """How many more than `beside` there are; None = without limit."""
    available = item.available()
    return None if available is None else max(Decimal(0), available - beside)


def _takes_what_there_is() -> bool:
    return channels.setting(StockRules).short == "take"


def _priced(
    cart: Cart, terms: selling_terms.Terms, items: dict[UUID, Sellable], short: Sequence[Shortfall] = ()
) -> PricedCart:
    lines = [_basket_line(line, items[line.variant_id]) for line in cart.lines]
    customer = cart.customer_id or current_principal().customer_id
    buyer = Buyer(customer, cart.coupons, points=cart.points, visitor=cart.visitor, held=cart.held)
    experiments.meet(terms.tests, cart.visitor)
    offers = offers_for(list(items), terms, buyer)
    quote = quote_cart(lines, terms, offers=offers)
    return PricedCart(
        cart,
        quote,
        items,
        tuple(short),
        lambda: hopes(lines, terms, offers, quote),
        offers,
        bool(terms.tests),
    )


def _basket_line(line: CartLine, item: Sellable) -> BasketLine:
    return BasketLine(str(line.id), item, line.quantity, catalog.personal.known(item.inputs, line.inputs))
