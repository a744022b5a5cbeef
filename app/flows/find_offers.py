"""Which promotions may count for a basket, and how they are counted once it becomes an order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.core import clock
from app.core.i18n import gettext as _
from app.domains.customers import service as customers
from app.domains.experiments import rules as experiments
from app.domains.pricing.engine import Action, Effect, Promotion, Quote, Result
from app.domains.promotions import service as promotions
from app.domains.promotions.errors import Spent
from app.domains.promotions.types import Use
from app.flows import offer_words, promotion_terms, spend_points
from app.queries import offers, sellables
from app.queries.offers import NO_OFFERS, Offers
from app.queries.sellables import Sellable
from app.queries.selling_terms import Terms


@dataclass(frozen=True, slots=True)
class Buyer:
    """Whom a basket is for: a customer if signed in, the codes entered, the method of payment if chosen.

    `person_id`, or the `email` typed by a guest: whose uses and orders count. It opens nothing: who types an address
    need not own it.
    `points`: how many of the customer's are to be spent on it. `visitor`: who gets a variant of an A/B test.
    `held`: the cart that gifts may be held for already.
    """

    customer_id: UUID | None = None
    coupons: tuple[str, ...] = ()
    payment: str = ""
    person_id: UUID | None = None
    email: str = ""
    points: int = 0
    visitor: str = ""
    held: UUID | None = None


NOBODY = Buyer()
POINTS, LAST = "points", 2**31


def offers_for(
    variants: Sequence[UUID], terms: Terms, buyer: Buyer = NOBODY, *, at: datetime | None = None
) -> Offers:
    """What promotions there are for these variants: no statement where the shop has none and no code was entered."""
    spending = _points(buyer, terms)
    if not terms.offers and not buyer.coupons:
        return replace(NO_OFFERS, promotions=spending)
    found = offers.read(
        variants, at=at or clock.now(), customer_id=buyer.customer_id, codes=buyer.coupons,
        person_id=buyer.customer_id or buyer.person_id or (customers.named(buyer.email) if buyer.email else None),
        exact=terms.exact_codes,
    )  # fmt: skip
    about = {f"channel:{terms.channel}", f"country:{terms.country}"}
    if terms.store is not None:
        about.add(f"store:{terms.store.name}")
    if buyer.payment:
        about.add(f"payment:{buyer.payment}")
    if buyer.visitor:
        about |= experiments.facts(terms.tests, buyer.visitor)
    if buyer.customer_id is not None and (tier := spend_points.tier(buyer.customer_id)):
        about.add(f"tier:{tier}")
    given = _gifts(found.promotions, terms, buyer.held)
    return replace(found, about=found.about | about, promotions=(*found.promotions, *spending), gifts=given)


def _gifts(promotions: Sequence[Promotion], terms: Terms, held: UUID | None) -> dict[str, Sellable]:
    """What these promotions may give; no statement where none gives anything."""
    skus = {
        action.gift for each in promotions for action in each.actions if action.effect is Effect.FREE_GIFT
    }
    if not skus:
        return {}
    found = sellables.by_skus(sorted(skus), terms.currency, channel=terms.channel, held=held)
    return {
        sku: item for sku, item in found.items() if item.sold and item.price is not None and not item.inputs
    }


def _points(buyer: Buyer, terms: Terms) -> tuple[Promotion, ...]:
    """What the customer's points take off, after every other promotion."""
    if not buyer.points or buyer.customer_id is None:
        return ()
    off = spend_points.worth(buyer.points, terms.currency)
    return (
        (Promotion(POINTS, _("Points"), (Action(Effect.ORDER_FIXED, off),), priority=-LAST),) if off else ()
    )


def redeem(
    order_id: UUID, quote: Quote, found: Offers, customer_id: UUID | None, *, agreed: bool = False
) -> None:
    """Count each promotion that took something off an order, sale prices too, and spend its points.

    Raises Spent when one was used up meanwhile, or a code of the cart counts no more, unless the buyer `agreed` to this
    total: nobody pays more than was shown.
    """
    lost = next((coupon for coupon in found.coupons if coupon.problem), None)
    if lost and not agreed:
        raise Spent(offer_words.reason(lost.problem), coupon=lost.code, reason=lost.problem)
    amounts = {
        entry.id: entry.amount
        for entry in quote.trace
        if entry.stage == "promotion" and entry.result is Result.APPLIED
    }
    points = amounts.pop(POINTS, 0)
    terms = promotion_terms.told(found) if amounts else {}
    uses = [
        Use(UUID(key), amount, found.coupon_ids.get(key), terms.get(key))
        for key, amount in sorted(amounts.items())
    ]
    promotions.redeem(order_id, uses, customer_id=customer_id, currency=quote.currency)
    if points and customer_id is not None:
        spend_points.spend(order_id, customer_id, points)
