"""The offers of one basket at a till while it is online: with codes, for a customer, with points. Nothing is spent here."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.domains.loyalty import rules
from app.domains.loyalty import service as loyalty
from app.domains.pos.types import Till
from app.domains.pricing.engine.wire_offers import offer_to_json
from app.flows import find_offers, offer_words, spend_points
from app.flows.find_offers import Buyer
from app.flows.reward_orders import program
from app.queries import till_setup


def look_up(
    till: Till, codes: Sequence[str], customer_id: UUID | None, *, points: int, goods: int
) -> dict[str, Any]:
    """What the till prices the basket with; `goods` is what they cost, minor units."""
    terms = till_setup.terms_of(till)
    member = customer_id if customer_id is not None and program() is not None else None
    most, worth = spend_points.room(member, goods) if member is not None else (0, 0)
    found = find_offers.offers_for([], terms, Buyer(customer_id, tuple(codes), points=min(points, most)))
    return {
        "promotions": [offer_to_json(each) for each in found.promotions],
        "coupons": [
            {
                "code": each.code,
                "promotion": each.promotion,
                "problem": each.problem,
                "words": offer_words.reason(each.problem) if each.problem else "",
            }
            for each in found.coupons
        ],
        "facts": sorted(found.about),
        "orders": found.orders,
        "points": _points(member, goods, terms.currency, most, worth) if member is not None else None,
    }


def _points(member: UUID, goods: int, currency: str, most: int, worth: int) -> dict[str, int]:
    kept, balance = program(), loyalty.balance(member)
    earns = rules.earned(goods - worth, currency, balance.year, kept) if kept is not None else 0
    return {"available": balance.available, "most": most, "worth": worth, "earns": earns}
