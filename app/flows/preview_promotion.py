"""A promotion tried on a sample cart: priced as every channel prices, as if it were switched on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.domains.customers import service as customers
from app.domains.pricing.engine import Coupon, Promotion, Quote
from app.domains.pricing.engine.wire_offers import promotion_from_json
from app.domains.promotions.types import Promotion as Stored
from app.flows.find_offers import Buyer, offers_for
from app.flows.quote_cart import BasketLine, Delivery, delivery_for, quote_cart, sold
from app.queries import sellables, selling_terms, sites
from app.queries.offers import Offers
from app.queries.price_lists import asker
from app.queries.selling_terms import Terms

TRIED = "\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True, slots=True)
class Sample:
    """A cart to be tried: (SKU, quantity) each, who buys, where and when; `delivery` is a method's code or empty."""

    lines: Sequence[tuple[str, Decimal]]
    channel: str = "web"
    customer: str = ""
    delivery: str = ""
    at: datetime | None = None


def preview(promotion: Stored, sample: Sample) -> Quote:
    """The cart's price with the promotion. Raises Invalid at `lines`, `customer`, `channel` or `delivery.method`."""
    if not sample.lines:
        raise Invalid(_("Some fields need another look"), fields={"lines": _("Name at least one article")})
    site = sites.selling(sample.channel)
    customer = customers.meant_by(sample.customer) if sample.customer else None
    asks = asker(site.channel, customer=customer, at=sample.at)
    found = sellables.by_skus([sku for sku, _number in sample.lines], site.currency, asks=asks)
    try:
        items = [(sold(found.get(sku), sku), number) for sku, number in sample.lines]
    except Invalid as refusal:
        raise Invalid(refusal.message, fields={"lines": refusal.message}) from refusal
    basket = [BasketLine(str(place), item, number) for place, (item, number) in enumerate(items)]
    terms = selling_terms.terms(
        channel=site.channel, currency=site.currency, country=site.country, region="", pickup=None,
        today=sample.at.date() if sample.at else None,
    )  # fmt: skip
    variants = [item.variant_id for item, _number in items]
    found_offers = offers_for(variants, replace(terms, offers=True), Buyer(customer), at=sample.at)
    offers = _with(promotion, found_offers)
    delivery = _delivery(sample, basket, terms, offers)
    return quote_cart(basket, terms, delivery=delivery, offers=offers, at=sample.at)


def _delivery(sample: Sample, basket: Sequence[BasketLine], terms: Terms, offers: Offers) -> Delivery | None:
    if not sample.delivery:
        return None
    worth = quote_cart(basket, terms, offers=offers, at=sample.at).totals
    return delivery_for(sample.delivery, terms, worth.subtotal - worth.discount)


def _with(promotion: Stored, offers: Offers) -> Offers:
    """The offers and the one to be tried, its code entered where it needs one."""
    tried = engine_promotion(promotion)
    others = tuple(each for each in offers.promotions if each.id != tried.id)
    coupons = offers.coupons + ((Coupon(TRIED, tried.id),) if tried.needs_coupon else ())
    return replace(offers, promotions=(*others, tried), coupons=coupons)


def engine_promotion(promotion: Stored) -> Promotion:
    """A stored promotion as the engine reads it, its limits as far as they are not used."""
    draft = promotion.draft
    return replace(
        promotion_from_json({"actions": [], **draft.rule, "id": str(promotion.id), "name": draft.name}),
        priority=draft.priority, needs_coupon=draft.needs_coupon, currency=draft.currency,
        starts_at=draft.starts_at, ends_at=draft.ends_at,
        uses_left=None if draft.uses_limit is None else max(0, draft.uses_limit - promotion.uses),
        budget_left=None if draft.budget is None else max(0, draft.budget - promotion.spent),
    )  # fmt: skip
