"""What a basket costs: lines and terms in, one explained quote out. Every channel asks here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.money import RATE_ONE
from app.core.tenancy import current_tenant
from app.domains.catalog.types import Chosen
from app.domains.payments import service as payments
from app.domains.pricing import engine
from app.domains.pricing.engine import Quote, Result
from app.domains.pricing.engine.price_lists import Resolution
from app.domains.pricing.engine.taxing import taxes_of
from app.domains.shipping.rules import price_for
from app.flows import cross_border, free_gifts
from app.queries.offers import NO_OFFERS, Offers, local_time
from app.queries.sellables import Sellable
from app.queries.selling_terms import Terms, rates_of

NO_DUTIES: Mapping[UUID, engine.DutyRate] = {}


@dataclass(frozen=True, slots=True)
class BasketLine:
    """A sellable and how many of it; `key` ties the quote's line to it. `said` adds its surcharges to each unit."""

    key: str
    item: Sellable
    quantity: Decimal
    said: Sequence[Chosen] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """How it gets there: a shipping method, or pickup at a store. Price in minor units."""

    kind: str
    method: str
    name: str
    price: int
    tax_class: str


def quote_cart(
    lines: Sequence[BasketLine],
    terms: Terms,
    *,
    delivery: Delivery | None = None,
    discounts: Sequence[engine.Discount] = (),
    offers: Offers = NO_OFFERS,
    at: datetime | None = None,
) -> Quote:
    """Price a basket with the offers found for it. Raises Invalid for a line that has no price in the currency."""
    context = context_for(lines, terms, delivery=delivery, discounts=discounts, offers=offers, at=at)
    quote = free_gifts.with_those_there(
        engine.price(context), context, offers.gifts, [(line.item, line.quantity) for line in lines]
    )
    prices = resolved(lines)
    chosen = [entry for line in lines for entry in price_trace(line.key, prices[line.key], line.item)]
    return replace(quote, trace=(*chosen, *quote.trace)) if chosen else quote


def context_for(
    lines: Sequence[BasketLine],
    terms: Terms,
    *,
    delivery: Delivery | None = None,
    discounts: Sequence[engine.Discount] = (),
    offers: Offers = NO_OFFERS,
    at: datetime | None = None,
) -> engine.Context:
    """What the engine is told of a basket. Raises Invalid for a line that has no price in the currency."""
    reach = {f"delivery:{delivery.method}"} if delivery else set[str]()
    prices = resolved(lines)
    duties = _duties(lines, terms, delivery)
    return engine.Context(
        currency=terms.currency,
        prices_include_tax=terms.tax_included,
        lines=tuple(_line(line, prices[line.key], terms, offers, duties) for line in lines),
        shipping=_shipping(delivery, terms) if delivery else None,
        discounts=tuple(discounts),
        channel=terms.channel,
        promotions=offers.promotions,
        coupons=offers.coupons,
        gifts=tuple(_gift(item, terms) for item in offers.gifts.values()),
        facts=offers.about | reach,
        orders=offers.orders,
        at=local_time(at, terms.timezone),
        destination=engine.Destination(terms.country),
        rules=terms.rules,
        duties=engine.Collect(terms.border.collect) if duties and terms.border else engine.Collect.NO,
    )


def _duties(
    lines: Sequence[BasketLine], terms: Terms, delivery: Delivery | None
) -> Mapping[UUID, engine.DutyRate]:
    """What the border takes of each variant, if it is sent over one."""
    if terms.border is None or (delivery is not None and delivery.kind != "ship"):
        return NO_DUTIES
    return cross_border.duty_rates([(line.item, line.quantity) for line in lines], terms)


def _gift(item: Sellable, terms: Terms) -> engine.Line:
    line = BasketLine(item.sku, item, Decimal(1))
    return _line(line, item.priced(Decimal(1)), terms, NO_OFFERS)


def gift_lines(quote: Quote, offers: Offers) -> list[BasketLine]:
    """The free gifts in a quote as lines of the basket; they come last, as in the quote."""
    return [BasketLine(line.key, offers.gifts[line.sku], line.quantity) for line in quote.lines if line.gift]


def resolved(lines: Sequence[BasketLine]) -> dict[str, Resolution]:
    """The unit price of each line and why, by key; lines of the same article reach its tiers together."""
    many: dict[UUID, Decimal] = {}
    for line in lines:
        many[line.item.variant_id] = many.get(line.item.variant_id, Decimal(0)) + line.quantity
    return {line.key: line.item.priced(many[line.item.variant_id]) for line in lines}


def price_trace(key: str, price: Resolution, item: Sellable) -> list[engine.TraceEntry]:
    """The lists that were looked at for a line, and the exchange rate that its price came by: "1 EUR = ...; day source"."""
    found = list_trace(key, price, item)
    if price.rate and price.amount is not None:
        pair, _mark, source = price.rate.partition("; ")
        found.append(engine.TraceEntry("rate", pair, Result.APPLIED, source, price.amount, key))
    return found


def list_trace(key: str, price: Resolution, item: Sellable) -> list[engine.TraceEntry]:
    """The price lists that were looked at for a line, the winner first; nothing where the shop has none."""
    if not price.trace:
        return []
    found = [
        engine.TraceEntry("list", each.list.name, each.result, each.reason, each.amount or 0, key)
        for each in price.trace
    ]
    base = item.offer.base.amount if item.offer is not None and item.offer.base is not None else 0
    won = Result.APPLIED if price.list is None and price.amount is not None else Result.REJECTED
    reason = "no list holds" if price.list is None else "a price list holds"
    return [*found, engine.TraceEntry("list", "base price", won, reason, base, key)]


def delivery_for(code: str, terms: Terms, subtotal: int, *, field: str = "delivery.method") -> Delivery:
    """The chosen delivery at its price for a basket of `subtotal`. Raises Invalid at the field that is wrong."""
    if code == "pickup":
        if not terms.hands_out:
            raise Invalid(_("This site does not offer pickup"), fields={field: _("Choose another delivery")})
        if terms.store is None:
            raise Invalid(
                _("This store does not hand out orders"),
                fields={"delivery.location": _("Choose another store")},
            )
        return Delivery("pickup", "pickup", terms.store.name, 0, "standard")
    method = terms.method(code)
    if method is None:
        raise Invalid(_("This delivery is not offered there"), fields={field: _("Choose another delivery")})
    return Delivery("ship", method.code, method.name, price_for(method, subtotal), method.tax_class)


class RateTooOld(Invalid):
    """The price was converted by an exchange rate that is older than the shop allows."""

    code = "pricing.rate_too_old"


class NotOffered(Invalid):
    """The product is not in the assortment of the channel."""

    code = "catalog.not_offered"


def all_digital(lines: Sequence[BasketLine]) -> bool:
    """Whether nothing of it needs a way to the buyer."""
    return bool(lines) and all(line.item.digital for line in lines)


def download() -> Delivery:
    """How a basket of downloads is delivered."""
    return Delivery("download", "download", _("Download"), 0, "standard")


def sold(item: Sellable | None, sku: str) -> Sellable:
    """The item if it is for sale. Raises Invalid at `sku`, NotOffered where the channel's assortment lacks it."""
    if item is not None and not item.offered:
        raise NotOffered(
            _("%(sku)s is not sold here", sku=sku), fields={"sku": _("Choose another product")}, sku=sku
        )
    if item is None or not item.sold:
        raise Invalid(
            _("%(sku)s is not for sale", sku=sku),
            fields={"sku": _("Choose another product")},
            code="catalog.not_for_sale",
            sku=sku,
        )
    if item.too_old and not item.has_price:
        raise RateTooOld(
            _("%(sku)s cannot be sold in this currency at the moment", sku=sku),
            fields={"sku": _("Choose another product")}, sku=sku,
        )  # fmt: skip
    if not item.has_price:
        raise Invalid(
            _("%(sku)s has no price", sku=sku),
            fields={"sku": _("Choose another product")},
            code="pricing.no_price",
            sku=sku,
        )
    return item


def goods_of(quote: Quote) -> int:
    """What the goods cost before discounts of the cart: free delivery is judged by it. Gifts are not bought."""
    return sum(line.subtotal for line in quote.lines if not line.gift)


def hopes(lines: Sequence[BasketLine], terms: Terms, offers: Offers, quote: Quote) -> Iterator[Quote]:
    """The basket with each way in which it may come and be paid."""
    paid = {f"payment:{method}" for method in payments.online() if terms.takes(method)}
    hopeful = replace(offers, about=offers.about | paid)
    if all_digital(lines):
        yield quote_cart(lines, terms, delivery=download(), offers=hopeful)
    elif terms.hands_out:
        yield quote_cart(
            lines, terms, delivery=Delivery("pickup", "pickup", "", 0, "standard"), offers=hopeful
        )
    for method in terms.methods:
        if terms.method(method.code) is not None:
            delivery = delivery_for(method.code, terms, goods_of(quote))
            yield quote_cart(lines, terms, delivery=delivery, offers=hopeful)


def tax_rate_of(taxes: Sequence[engine.TaxShare]) -> int:
    """The combined rate of a line's taxes, millionths."""
    return min(RATE_ONE, sum(share.rate_micro for share in taxes))


def _line(
    line: BasketLine,
    price: Resolution,
    terms: Terms,
    offers: Offers,
    duties: Mapping[UUID, engine.DutyRate] = NO_DUTIES,
) -> engine.Line:
    item = sold(line.item, line.item.sku)
    extra = sum(each.surcharge for each in line.said)
    if price.amount is None or (extra and terms.currency != current_tenant().currency):
        words = _("%(sku)s has no price", sku=item.sku)
        raise Invalid(
            _("%(sku)s has no price for what you asked", sku=item.sku) if extra else words,
            fields={"sku": _("Choose another product")}, code="pricing.no_price", sku=item.sku,
        )  # fmt: skip
    amount = _in_mode(price.amount, price, item, terms)
    former = _in_mode(price.compare_at, price, item, terms) if price.compare_at is not None else None
    return engine.Line(
        key=line.key, sku=item.sku, quantity=line.quantity, unit_price=amount + extra,
        taxes=_taxes_of(item, terms), compare_at=former + extra if former is not None else None,
        facts=offers.facts.get(item.variant_id, frozenset()), discountable=not item.gift_card,
        duty=duties.get(item.variant_id),
    )  # fmt: skip


def _in_mode(amount: int, price: Resolution, item: Sellable, terms: Terms) -> int:
    """A unit price in the tax mode of the sale, when its list is in the other; abroad by the shop's rule."""
    if item.untaxed:
        return amount
    taxes = _taxes(item.tax_class, terms)
    included = price.list.tax_included if price.list is not None else None
    if included is not None and included is not terms.tax_included:
        tax = sum(taxes_of(amount, taxes, included=included))
        return amount - tax if included else amount + tax
    if terms.home_taxes is None or not terms.tax_included or item.gift_card:
        return amount
    net = amount - sum(taxes_of(amount, rates_of(terms.home_taxes, item.tax_class), included=True))
    return net + sum(taxes_of(net, taxes, included=False))


def _taxes_of(item: Sellable, terms: Terms) -> tuple[engine.TaxRate, ...]:
    """A multi-purpose gift card is no sale yet: tax is due when goods are bought with it."""
    return () if item.untaxed else _taxes(item.tax_class, terms)


def _taxes(tax_class: str, terms: Terms) -> tuple[engine.TaxRate, ...]:
    return rates_of(terms.taxes, tax_class)


def _shipping(delivery: Delivery, terms: Terms) -> engine.Shipping:
    return engine.Shipping(delivery.name, delivery.price, _taxes(delivery.tax_class, terms))
