"""What the shop would have asked for a sale over the counter, and the promotions, codes and points that the till gave."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from app.core.errors import Invalid
from app.domains.loyalty.errors import TooFewPoints
from app.domains.orders.types import Order
from app.domains.pos.payloads import Sale
from app.domains.promotions import service as promotions
from app.domains.promotions.errors import Spent
from app.domains.promotions.types import Use
from app.flows import change_price_at_till, find_offers, offer_words, promotion_terms, spend_points
from app.flows.find_offers import POINTS, Buyer
from app.flows.quote_cart import BasketLine, quote_cart
from app.flows.till_work import Work
from app.queries import till_offers, till_setup
from app.queries.offers import NO_OFFERS, Offers
from app.queries.selling_terms import Terms

PROMOTION = "promotion"


def remark(work: Work, sale: Sale, basket: Sequence[BasketLine], terms: Terms, found: Offers) -> str | None:
    """Whether the shop would have asked for something else, or does not sell an article any more."""
    changes = change_price_at_till.discounts(sale)
    try:
        quote = quote_cart(basket, terms, discounts=changes, offers=found, at=work.operation.at)
    except Invalid:
        return "pos.not_for_sale"
    return None if quote.totals.total == sale.totals.total.amount else "pos.price_differs"


def offers(work: Work, sale: Sale, basket: Sequence[BasketLine], terms: Terms) -> Offers:
    """The promotions of that time, for the customer who was found and the codes that were entered."""
    if not terms.offers and not sale.coupons and not sale.points:
        return NO_OFFERS
    buyer = Buyer(_member(sale), tuple(sale.coupons), points=sale.points)
    found = find_offers.offers_for(
        [line.item.variant_id for line in basket], terms, buyer, at=work.operation.at
    )
    here = till_offers.facts_of_sale(terms, till_setup.store_name(work.till))
    return replace(found, about=found.about | here)


def _member(sale: Sale) -> UUID | None:
    """A customer of whom the till knew offers: one that was found, not one who only left an address."""
    return sale.customer.id if sale.customer else None


def count(work: Work, order: Order, sale: Sale, found: Offers) -> str | None:
    """Count what promotions took off, as the till says, and spend codes and points.

    What the buyer has is counted also beyond a limit, with a remark. Raises Spent, TooFewPoints unless it was sold offline.
    """
    sums = _given(sale)
    coded = {UUID(each.id) for each in found.promotions if each.needs_coupon and each.id != POINTS}
    terms = promotion_terms.told(found) if sums else {}
    uses = [
        Use(key, sums[key], None, terms.get(str(key))) for key in sorted(sums.keys() - coded) if sums[key]
    ]
    promotions.count_given(order.id, uses, customer_id=order.customer_id, currency=order.currency)
    used_up = _use_codes(work, order, {key: sums[key] for key in sorted(sums.keys() & coded)}, found)
    return used_up or _spend_points(work, order, sale)


def _given(sale: Sale) -> Counter[UUID]:
    """What each promotion took off, minor units."""
    sums = Counter[UUID]({each.id: max(0, each.amount.amount) for each in sale.offered})
    for share in (share for line in sale.lines for share in line.discounts if share.source == PROMOTION):
        with suppress(ValueError):
            sums[UUID(share.id)] += max(0, share.amount.amount)
    return sums


def _use_codes(work: Work, order: Order, sums: dict[UUID, int], found: Offers) -> str | None:
    lost = next((coupon for coupon in found.coupons if coupon.problem), None)
    if lost and not work.operation.offline:
        raise Spent(offer_words.reason(lost.problem), coupon=lost.code, reason=lost.problem)
    terms = promotion_terms.told(found) if sums else {}
    uses = [
        Use(key, amount, found.coupon_ids.get(str(key)), terms.get(str(key))) for key, amount in sums.items()
    ]
    if lost or work.operation.offline:
        promotions.count_given(order.id, uses, customer_id=order.customer_id, currency=order.currency)
    else:
        promotions.redeem(order.id, uses, customer_id=order.customer_id, currency=order.currency)
    return "pos.code_used_up" if lost else None


def _spend_points(work: Work, order: Order, sale: Sale) -> str | None:
    """Points beyond what the member has are a remark on a sale made offline: the buyer has left with the goods."""
    shares = [share for line in sale.lines for share in line.discounts if share.id == POINTS]
    member, amount = _member(sale), sum(share.amount.amount for share in shares)
    if amount <= 0:
        return None
    if member is None or member != order.customer_id:
        return "pos.points_short"
    try:
        spend_points.spend(order.id, member, amount)
    except TooFewPoints:
        if not work.operation.offline:
            raise
        return "pos.points_short"
    return None
