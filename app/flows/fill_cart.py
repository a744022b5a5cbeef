"""Put things into a cart and see what it costs. A quantity is refused, never shrunk in silence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from app.core.i18n import current_locale
from app.core.principal import current_principal
from app.domains.carts import service as carts
from app.domains.carts.service import Cart, CartLine
from app.domains.catalog import service as catalog
from app.domains.catalog.types import Chosen
from app.domains.inventory import service as inventory
from app.domains.pricing.engine import Quote
from app.flows.quote_cart import BasketLine, quote_cart, sold
from app.flows.route_order import out_of_stock
from app.queries import basket, sellables, selling_terms, sites
from app.queries.sellables import Sellable


@dataclass(frozen=True, slots=True)
class PricedCart:
    """A cart with what it costs now; `items` by variant id."""

    cart: Cart
    quote: Quote
    items: dict[UUID, Sellable]

    @property
    def titles(self) -> dict[str, str]:
        """Line id -> product title."""
        return {str(line.id): self.items[line.variant_id].title for line in self.cart.lines}

    @property
    def said(self) -> dict[str, list[Chosen]]:
        """Line id -> what the buyer said."""
        return {
            str(line.id): catalog.personal.known(self.items[line.variant_id].inputs, line.inputs)
            for line in self.cart.lines
        }


Wish = tuple[str, Decimal, *tuple[Mapping[str, str], ...]]
"""A SKU, how many of it, and what the buyer says to the product's inputs where it asks for something."""


def open_cart(channel: str, wanted: Sequence[Wish]) -> PricedCart:
    """A new cart; the same SKU twice adds up, unless the buyer said different things. Raises Invalid, OutOfStock."""
    quantities: dict[str, Decimal] = {}
    for sku, quantity, *_said in wanted:
        quantities[sku] = quantities.get(sku, Decimal(0)) + quantity
    site = sites.selling(channel)
    terms, found = basket.of_skus(
        list(quantities), channel=channel, currency=site.currency, country=site.country
    )
    for sku, quantity in quantities.items():
        check(sold(found.get(sku), sku), quantity)
    cart = carts.open_cart(
        channel_id=terms.channel_id, channel=channel, currency=terms.currency, locale=current_locale(),
        lines=_lines(wanted, found),
        customer_id=current_principal().customer_id,
    )  # fmt: skip
    return _priced(cart, terms, {item.variant_id: item for item in found.values()})


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
    check(item, _in_cart(cart, item.variant_id) + quantity)
    _let_go(cart)
    carts.put(cart, item.variant_id, quantity, inputs)
    return price(carts.read(cart_id))


def change_line(cart_id: UUID, line_id: UUID, quantity: Decimal) -> PricedCart:
    """Set a line's quantity; 0 removes it. Raises OutOfStock, UnknownLine, UnknownCart, AlreadyOrdered."""
    cart = carts.lock(cart_id)
    line = next((line for line in cart.lines if line.id == line_id), None)
    if line is not None and quantity > line.quantity:
        others = _in_cart(cart, line.variant_id) - line.quantity
        found = sellables.by_ids([line.variant_id], cart.currency, channel=cart.channel, held=cart.held)
        check(found[line.variant_id], others + quantity)
    _let_go(cart)
    carts.set_quantity(cart, line_id, quantity)
    return price(carts.read(cart_id))


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
        pictures=pictures,
    )  # fmt: skip
    return _priced(cart, terms, items)


def check(item: Sellable, quantity: Decimal) -> None:
    """Raises OutOfStock when less than `quantity` is free anywhere."""
    available = item.available()
    if available is not None and available < quantity:
        raise out_of_stock(item, quantity, available)


def _priced(cart: Cart, terms: selling_terms.Terms, items: dict[UUID, Sellable]) -> PricedCart:
    lines = [_basket_line(line, items[line.variant_id]) for line in cart.lines]
    return PricedCart(cart, quote_cart(lines, terms), items)


def _basket_line(line: CartLine, item: Sellable) -> BasketLine:
    return BasketLine(str(line.id), item, line.quantity, catalog.personal.known(item.inputs, line.inputs))
