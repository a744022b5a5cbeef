"""A basket of a case at a shop's checkout: its goods, taxes, delivery, buyer and codes, as real rows; then its facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from uuid import UUID
from zlib import crc32

from sqlalchemy import select, update

from app.conformance.amounts import minor, of_rate
from app.conformance.cart_words import CartGiven, LineGiven, SurchargeGiven, Taxed
from app.conformance.cases import Unfit
from app.conformance.offer_desk import SALE, Names, gift_sku
from app.conformance.shelf import BUYER
from app.core import clock
from app.core.db import db, unit_of_work
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.money import minor_digits
from app.core.tenancy import current_tenant
from app.domains.carts import service as carts
from app.domains.catalog import service as catalog
from app.domains.catalog import tree
from app.domains.catalog.models import Category
from app.domains.catalog.types import ProductDraft
from app.domains.channels import sites
from app.domains.channels.types import Site
from app.domains.customers import service as customers
from app.domains.customers.models import Customer
from app.domains.pricing import engine
from app.domains.pricing import service as pricing
from app.domains.pricing.engine.rounding import TaxRounding
from app.domains.pricing.types import Price
from app.domains.shipping import service as shipping
from app.domains.shipping.types import Method
from app.domains.taxes import service as taxes
from app.domains.taxes.types import NO_TAX, Rate
from app.flows import cancel_order, fill_cart, place_order, preview_checkout
from app.flows.edit_product import create_product
from app.flows.place_order import Placed
from app.flows.price_checkout import Checkout
from app.flows.product_content import VariantInput
from app.flows.quote_cart import BasketLine, context_for, delivery_for
from app.queries import selling_terms

MOST_ORDERS = 20


def rules_now() -> engine.Rules:
    """How the shop reckons at this moment."""
    home = current_tenant()
    with unit_of_work():
        return selling_terms.terms(channel="web", currency=home.currency, country=home.country).rules


@dataclass
class Counter:
    """One case's goods and terms. `key` sets cases apart; `rates` and `method` are gone with the case."""

    key: str
    given: CartGiven
    rates: list[UUID] = field(default_factory=list)
    classes: dict[object, str] = field(default_factory=dict)
    method: UUID | None = None
    customer_id: UUID | None = None

    def open(self) -> None:
        """Put everything there but the promotions."""
        given = self.given
        with unit_of_work():
            for name in {
                given.channel or "",
                *(each for offer in given.promotions for each in self._reach(offer)),
            }:
                self._open_channel(name)
        with unit_of_work():
            for place, line in enumerate(given.lines):
                self._article(place, line)
            if given.shipping is not None:
                self._delivery(given.shipping.price, self._tax_class(given.shipping))
        if given.customer is not None:
            self._buyer()

    def close(self) -> None:
        """Take away what other cases would see."""
        with unit_of_work():
            for rate in self.rates:
                taxes.remove(rate)
            if self.method is not None:
                shipping.remove(self.method)

    @property
    def names(self) -> Names:
        """What promotions call these goods and terms."""
        skus: dict[str, set[str]] = {}
        for place, line in enumerate(self.given.lines):
            skus.setdefault(line.sku, set()).add(self.sku(place))
        wanted = {line.category for line in self.given.lines if line.category}
        with unit_of_work():
            ids = tree.ensure([(name,) for name in wanted])
            slugs = {
                row.id: row.slug
                for row in db.session.scalars(select(Category).where(Category.id.in_(ids.values())))
            }
        channels = {
            name: self.channel(name) for offer in self.given.promotions for name in self._reach(offer)
        }
        method = self.given.shipping.method if self.given.shipping else None
        return Names(
            {name: frozenset(found) for name, found in skus.items()},
            {path[0]: slugs[made] for path, made in ids.items()},
            channels,
            {method: self.code} if method is not None else {},
        )

    @property
    def code(self) -> str:
        """The delivery's."""
        return f"case-{self.key}"

    def sku(self, place: int) -> str:
        """The article of a line."""
        return f"C{self.key}-{place}"

    def channel(self, name: str) -> str:
        """The code of a channel with this name, currency and basis of prices."""
        basis = "g" if self.given.prices_include_tax else "n"
        return f"k{crc32(name.encode()):x}-{self.given.currency.lower()}-{basis}"

    def _reach(self, offer: object) -> list[str]:
        return [*(getattr(offer, "channels", None) or ()), *getattr(offer, "amounts_by_channel", {})]

    def _open_channel(self, name: str) -> None:
        code, given = self.channel(name), self.given
        try:
            sites.site(code)
        except NotFound:
            site = Site(
                code, name or "Case", given.currency, tax_included=given.prices_include_tax, locale="en", kind="api",
            )  # fmt: skip
            sites.open_site(site)
            sites.let_sell(code, True)

    def _article(self, place: int, line: LineGiven) -> None:
        """A product at its price; what costs less than nothing is priced 0 here, see `_line`."""
        tags = [*([line.tag] if line.tag else ()), *([SALE] if line.on_sale else ())]
        places = list(tree.ensure([(line.category,)]).values()) if line.category else []
        draft = ProductDraft(line.sku, status="active", tags=tags, tax_class=self._tax_class(line))
        create_product(
            draft, [VariantInput(sku=self.sku(place), price=0, tracked=False)], category_ids=places
        )
        price = max(0, self._minor(line.price))
        former = None if line.former is None or line.price < 0 else self._minor(line.former)
        former = former if former is not None and former > price else None
        variant = catalog.find_variant(self.sku(place)).id
        pricing.set_base_prices([Price(variant, self.given.currency, price, former)])

    def _tax_class(self, taxed: Taxed) -> str:
        """A class of goods with these rates, in the case's country."""
        rates = taxed.rates(self.given.zone)
        if not rates:
            return NO_TAX
        known = (
            *((each.rate, each.valid_from, each.valid_to) for each in rates),
            bool(taxed.tax_rates_compound),
        )
        if known in self.classes:
            return self.classes[known]
        made = self.classes[known] = f"{self.code}-{len(self.classes)}"
        for place, each in enumerate(rates):
            tax = f"Tax {place + 1}" if taxed.several else "Tax"
            rate = Rate(
                new_id(),
                self.given.country,
                "",
                made,
                tax,
                of_rate(each.rate),
                each.valid_from,
                each.valid_to,
                compound=bool(taxed.tax_rates_compound) and place > 0,
            )
            self.rates.append(taxes.save(rate).id)
        return made

    def _delivery(self, price: Decimal, tax_class: str) -> None:
        method = Method(
            new_id(), self.code, self.code, self.given.currency, self._minor(price), tax_class=tax_class
        )
        self.method = shipping.save(method).id

    def _buyer(self) -> None:
        """A customer with an account, groups and earlier orders, some of them cancelled."""
        told = self.given.customer
        if told is None:
            return
        if told.placed_orders > MOST_ORDERS:
            raise Unfit(f"customer.placed_orders above {MOST_ORDERS}")
        with unit_of_work():
            made = customers.find_or_create(email=f"case-{self.key}@example.com", name="Case Buyer").id
            groups = [told.group] if told.group is not None else []
            db.session.execute(update(Customer).where(Customer.id == made).values(groups=groups))
            self.customer_id = made
            if told.placed_orders:
                draft = ProductDraft("earlier", status="active")
                create_product(draft, [VariantInput(sku=self.sku(-1), price=100, tracked=False)])
        for number in range(told.placed_orders):
            with unit_of_work():
                cart = fill_cart.open_cart("web", [(self.sku(-1), Decimal(1))]).cart.id
                carts.adopt(cart, made)
            placed = place_order.place_order(cart, Checkout(BUYER, "standard", None, "test", "tok_approve"))
            if number < told.cancelled_orders and isinstance(placed, Placed):
                cancel_order.cancel_order(placed.order.id, reason="case")

    def facts(
        self, codes: Sequence[str], removed: Sequence[str], discounts: Sequence[engine.Discount]
    ) -> engine.Context:
        """Fill a cart, enter codes, take some away again, go to the checkout: what the engine is told there."""
        given = self.given
        with unit_of_work():
            wanted = [
                (self.sku(place), Decimal(line.qty)) for place, line in enumerate(given.lines) if line.qty
            ]
            cart = fill_cart.open_cart(self.channel(given.channel or ""), wanted).cart
            if self.customer_id is not None:
                carts.adopt(cart.id, self.customer_id)
            carts.set_coupons(cart.id, [*codes, *removed])
            for code in removed:
                fill_cart.drop_code(cart.id, code)
            basket = preview_checkout.look_at(cart.id, country=given.country)
            lines = [BasketLine(str(line.id), line.item, line.quantity, line.said) for line in basket.lines]
            way = (
                delivery_for(self.code, basket.terms, basket.quote.totals.subtotal)
                if given.shipping
                else None
            )
            context = context_for(
                lines, basket.terms, delivery=way, discounts=discounts, offers=basket.offers, at=clock.now()
            )
        return self._completed(context)

    def _completed(self, context: engine.Context) -> engine.Context:
        """The same with what a shop does not keep: the rest comes from its rows."""
        given, told = self.given, {self.sku(place): line for place, line in enumerate(self.given.lines)}
        exact = not given.counts_pieces and context.rules.tax_rounding is not TaxRounding.UNIT
        lines = tuple(self._line(line, told[line.sku], exact=exact) for line in context.lines)
        way = context.shipping
        if way is not None and given.shipping is not None:
            # a shop's deliveries are priced as its goods are: with tax inside, or without
            included = True if given.shipping.gross else given.shipping.tax_included
            way = replace(way, tax_included=included)
        # fees that a shop adds to a sale are no lines that it keeps
        known = {tax.rate_micro: tax for line in lines for tax in line.taxes}
        fees = tuple(self._fee(place, each, known) for place, each in enumerate(given.surcharges))
        return replace(context, lines=lines + fees, shipping=way, gifts=self._gifts())

    def _line(self, line: engine.Line, told: LineGiven, *, exact: bool) -> engine.Line:
        """No shop keeps prices below 0, a lowest price, what is never reduced, or another basis for one article."""
        price, many = self._fine(told.price) if exact else (self._minor(told.price), 1)
        return replace(
            line, unit_price=price if price < 0 or many > 1 else line.unit_price, quantity=line.quantity / many,
            tax_included=told.tax_included, discountable=told.discountable, on_sale=told.on_offer,
            minimum=0 if told.minimum_price is None else self._minor(told.minimum_price) * many,
        )  # fmt: skip

    def _fine(self, price: Decimal) -> tuple[int, int]:
        """A price in minor units, one that is finer as the price of ten, a hundred or a thousand pieces."""
        exact = price.scaleb(minor_digits(self.given.currency))
        many = next((many for many in (1, 10, 100, 1000) if exact * many == int(exact * many)), 1)
        return (int(exact * many), many) if many > 1 else (self._minor(price), 1)

    def _fee(self, place: int, told: SurchargeGiven, known: Mapping[int, engine.TaxRate]) -> engine.Line:
        micro = None if told.tax_rate is None else of_rate(told.tax_rate)
        rates = () if micro is None else (known.get(micro, engine.TaxRate("fee", "Tax", micro)),)
        return engine.Line(
            f"fee-{place}", "FEE", Decimal(1), self._minor(told.price), rates, told.tax_included, fee=True
        )

    def _gifts(self) -> tuple[engine.Line, ...]:
        """The lines that promotions may add."""
        told = [
            each.gift for offer in self.given.promotions for each in offer.doings if each.gift is not None
        ]
        found = {gift.sku: gift for gift in told}
        return tuple(
            engine.Line(
                f"gift-{name}",
                gift_sku(self.key, name),
                Decimal(1),
                self._minor(gift.unit_price),
            )
            for name, gift in found.items()
        )

    def _minor(self, amount: Decimal) -> int:
        return minor(amount, self.given.currency)
