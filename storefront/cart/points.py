"""Points in the cart: how many a signed-in member may spend on it, and how many are."""

from dataclasses import dataclass

from app.core.principal import current_principal
from app.flows import spend_points
from app.flows.find_offers import POINTS
from app.flows.preview_checkout import Basket


@dataclass(frozen=True, slots=True)
class Offer:
    """`most` points can be spent on this cart, worth so many minor units; `used` are, `off` is what they take off."""

    most: int
    worth: int
    used: int
    off: int


def offer(basket: Basket | None) -> Offer | None:
    """None where there is nothing to spend, or nobody who could."""
    customer = current_principal().customer_id
    if basket is None or not basket.lines or customer is None:
        return None
    off = sum(share.amount for line in basket.quote.lines for share in line.discounts if share.id == POINTS)
    goods = basket.quote.totals.subtotal - basket.quote.totals.discount + off
    most, worth = spend_points.room(customer, goods)
    return Offer(most, worth, basket.cart.points, off) if most else None
