"""Which promotions may count for a basket, and how they are counted once it becomes an order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from app.core import clock
from app.core.tenancy import current_tenant
from app.domains.pricing.engine import Quote
from app.domains.promotions import service as promotions
from app.domains.promotions.errors import Spent
from app.domains.promotions.types import Use
from app.flows import offer_words
from app.queries import offers
from app.queries.offers import NO_OFFERS, Offers
from app.queries.selling_terms import Terms


@dataclass(frozen=True, slots=True)
class Buyer:
    """Whom a basket is for: a customer if known, the codes entered, the method of payment if chosen."""

    customer_id: UUID | None = None
    coupons: tuple[str, ...] = ()
    payment: str = ""


NOBODY = Buyer()


def offers_for(
    variants: Sequence[UUID], terms: Terms, buyer: Buyer = NOBODY, *, at: datetime | None = None
) -> Offers:
    """What promotions there are for these variants: no statement where the shop has none and no code was entered."""
    if not terms.offers and not buyer.coupons:
        return NO_OFFERS
    found = offers.read(variants, at=at or clock.now(), customer_id=buyer.customer_id, codes=buyer.coupons)
    about = {f"channel:{terms.channel}", f"country:{terms.country}"}
    if terms.store is not None:
        about.add(f"store:{terms.store.name}")
    if buyer.payment:
        about.add(f"payment:{buyer.payment}")
    return replace(found, about=found.about | about)


def local_time(at: datetime | None = None) -> datetime:
    """A time as the shop's clocks show it: weekdays and hours of promotions are read off it."""
    return (at or clock.now()).astimezone(ZoneInfo(current_tenant().timezone))


def redeem(order_id: UUID, quote: Quote, found: Offers, customer_id: UUID | None) -> None:
    """Count each promotion that took something off an order.

    Raises Spent when one was used up meanwhile, or a code of the cart counts no more: nobody pays more than was shown.
    """
    if lost := next((coupon for coupon in found.coupons if coupon.problem), None):
        raise Spent(offer_words.reason(lost.problem), coupon=lost.code, reason=lost.problem)
    amounts = dict[str, int]()
    shares = [share for line in quote.lines for share in line.discounts]
    for share in (*shares, *(quote.shipping.discounts if quote.shipping else ())):
        if share.id:
            amounts[share.id] = amounts.get(share.id, 0) + share.amount
    uses = [Use(UUID(key), amount, found.coupon_ids.get(key)) for key, amount in sorted(amounts.items())]
    promotions.redeem(order_id, uses, customer_id=customer_id, currency=quote.currency)
