"""What a basket costs: lines and terms in, one explained quote out. Every channel asks here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.money import RATE_ONE
from app.core.tenancy import current_tenant
from app.domains.catalog.types import Chosen
from app.domains.pricing import engine
from app.domains.pricing.engine import Quote
from app.domains.shipping.rules import price_for
from app.flows.find_offers import local_time
from app.queries.offers import NO_OFFERS, Offers
from app.queries.sellables import Sellable
from app.queries.selling_terms import Terms


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
    reach = {f"delivery:{delivery.method}"} if delivery else set[str]()
    return engine.price(
        engine.Context(
            currency=terms.currency,
            prices_include_tax=terms.tax_included,
            lines=tuple(_line(line, terms, offers) for line in lines),
            shipping=_shipping(delivery, terms) if delivery else None,
            discounts=tuple(discounts),
            channel=terms.channel,
            promotions=offers.promotions,
            coupons=offers.coupons,
            facts=offers.about | reach,
            orders=offers.orders,
            at=local_time(at),
            destination=engine.Destination(terms.country),
        )
    )


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
    if item.price is None:
        raise Invalid(
            _("%(sku)s has no price", sku=sku),
            fields={"sku": _("Choose another product")},
            code="pricing.no_price",
            sku=sku,
        )
    return item


def tax_rate_of(taxes: Sequence[engine.TaxShare]) -> int:
    """The combined rate of a line's taxes, millionths."""
    return min(RATE_ONE, sum(share.rate_micro for share in taxes))


def _line(line: BasketLine, terms: Terms, offers: Offers) -> engine.Line:
    item = sold(line.item, line.item.sku)
    extra = sum(each.surcharge for each in line.said)
    if extra and terms.currency != current_tenant().currency:
        raise Invalid(
            _("%(sku)s has no price for what you asked", sku=item.sku),
            fields={"sku": _("Choose another product")},
            code="pricing.no_price",
            sku=item.sku,
        )
    return engine.Line(
        key=line.key, sku=item.sku, quantity=line.quantity, unit_price=(item.price or 0) + extra,
        taxes=_taxes(item.tax_class, terms), compare_at=item.compare_at + extra if item.compare_at else None,
        facts=offers.facts.get(item.variant_id, frozenset()),
    )  # fmt: skip


def _taxes(tax_class: str, terms: Terms) -> tuple[engine.TaxRate, ...]:
    return tuple(
        engine.TaxRate(str(rate.id), rate.name, rate.rate_micro) for rate in terms.taxes.of(tax_class)
    )


def _shipping(delivery: Delivery, terms: Terms) -> engine.Shipping:
    return engine.Shipping(delivery.name, delivery.price, _taxes(delivery.tax_class, terms))
