"""Promotions as they stood when an order was placed: kept with its uses, so that a return is reckoned by them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from app.core.ids import parse_id
from app.domains.pricing.engine import Promotion
from app.domains.pricing.engine.offers import Facts, Stage
from app.domains.pricing.engine.wire_offers import offer_to_json, promotion_from_json
from app.queries.offers import Offers


@dataclass(frozen=True, slots=True)
class Frozen:
    """What an order's promotions were, what its goods and its sale were to them, and its buyer's earlier orders."""

    promotions: tuple[Promotion, ...] = ()
    facts: Mapping[UUID, Facts] = field(default_factory=dict)
    about: Facts = frozenset()
    orders: int = 0


def told(found: Offers) -> dict[str, dict[str, Any]]:
    """What is kept of each promotion that takes something off lines, by its id."""
    return {each.id: _terms(each, found) for each in found.promotions if each.stage is not Stage.CATALOG}


def _terms(promotion: Promotion, found: Offers) -> dict[str, Any]:
    """The promotion without its times and limits, and of the facts only those that it asks for."""
    bare = replace(
        promotion, needs_coupon=False, starts_at=None, ends_at=None, uses_left=None, budget_left=None
    )
    wheres = [promotion.when.among, *promotion.when.contains]
    wheres += [where for action in promotion.actions for where in (action.where, action.buy)]
    asked = frozenset[str]().union(*(group for each in wheres for group in (*each.having, each.lacking)))
    goods = {str(variant): sorted(facts & asked) for variant, facts in found.facts.items() if facts & asked}
    about = found.about & frozenset[str]().union(*promotion.when.facts, promotion.when.lacking)
    return {
        "promotion": offer_to_json(bare), "goods": goods, "sale": sorted(about), "orders": found.orders,
    }  # fmt: skip


def frozen(kept: Iterable[Mapping[str, Any]]) -> Frozen:
    """Read what was kept with an order."""
    promotions, facts, about, orders = list[Promotion](), dict[UUID, Facts](), frozenset[str](), 0
    for each in kept:
        promotions.append(promotion_from_json(each["promotion"]))
        about, orders = about | frozenset(each["sale"]), each["orders"]
        for variant, said in each["goods"].items():
            if (known := parse_id(variant)) is not None:
                facts[known] = facts.get(known, frozenset()) | frozenset(said)
    return Frozen(tuple(promotions), facts, about, orders)
