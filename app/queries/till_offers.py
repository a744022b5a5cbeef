"""The promotions that a till needs to reckon by itself: those that may hold at its store, now or later.

Those that need a code come only where a code of theirs may be used without end: what can be used up needs the network.

What is left of uses and budgets is not told, so that the set-up does not change with every sale: an offer that is used
up is left out, and the till hears of it with its next look.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import text

from app.core import clock
from app.core.db import run
from app.domains.pricing.engine import Promotion, Where
from app.domains.pricing.engine.wire_offers import offer_to_json
from app.queries.offers import promotion_of
from app.queries.selling_terms import Terms

POS, COLLECTION = "channel:pos", "collection:"
OFFERS = text(
    """
    select jsonb_build_object('id', p.id, 'name', p.name, 'priority', p.priority, 'needs_coupon', p.needs_coupon,
        'currency', p.currency, 'starts_at', p.starts_at, 'ends_at', p.ends_at, 'rule', p.rule) as offer
    from promotion p
    where p.status = 'active' and (p.ends_at is null or p.ends_at >= :now)
        and (p.uses_limit is null or p.uses < p.uses_limit) and (p.budget is null or p.spent < p.budget)
    order by p.priority desc, p.created_at, p.id
    """
)
CODES = text(
    """
    select c.code, c.promotion_id::text as promotion from coupon c join promotion p on p.id = c.promotion_id
    where c.promotion_id = any(cast(:promotions as uuid[])) and not c.stopped
        and c.uses_limit is null and c.customer_limit is null
        and p.uses_limit is null and p.customer_limit is null and p.budget is null
    order by c.code limit 200
    """
)
COLLECTIONS = text(
    """
    select k.slug, array_agg(cp.product_id::text order by cp.product_id) as products
    from collection k join collection_place cp on cp.collection_id = k.id
    where k.slug = any(cast(:slugs as text[])) group by k.slug
    """
)


def offers_of(terms: Terms, store: str) -> dict[str, Any] | None:
    """What the till keeps: promotions, facts of its sales, conventions; None where all is as by default."""
    found = at_tills() if terms.offers else []
    rules = offer_to_json(terms.rules)
    if not found and not rules:
        return None
    slugs = sorted(fact.removeprefix(COLLECTION) for fact in _facts(found) if fact.startswith(COLLECTION))
    codes = _codes([each.id for each in found if each.needs_coupon])
    rows = run(COLLECTIONS, {"slugs": slugs}).all() if slugs else []
    return {
        "promotions": [
            offer_to_json(each) for each in found if not each.needs_coupon or each.id in codes.values()
        ],
        "codes": codes,
        "exact_codes": terms.exact_codes,
        "facts": sorted(facts_of_sale(terms, store)),
        "collections": {COLLECTION + row.slug: row.products for row in rows},
        "rules": rules,
    }


def _codes(promotions: list[str]) -> dict[str, str]:
    """Codes that a till may take by itself, with the promotion each stands for."""
    if not promotions:
        return {}
    return {row.code: row.promotion for row in run(CODES, {"promotions": promotions}).all()}


def facts_of_sale(terms: Terms, store: str) -> frozenset[str]:
    """What is known of every sale over this counter."""
    return frozenset({POS, f"country:{terms.country}", f"store:{store}"})


def at_tills() -> list[Promotion]:
    """The promotions that may hold in the channel of tills."""
    found = [promotion_of(row.offer) for row in run(OFFERS, {"now": clock.now()}).all()]
    return [each for each in found if _may_hold(each)]


def asked() -> list[str]:
    """The facts of goods that they ask about, but for collections."""
    return sorted(fact for fact in _facts(at_tills()) if not fact.startswith(COLLECTION))


def _may_hold(promotion: Promotion) -> bool:
    elsewhere = (
        POS not in group and all(fact.startswith("channel:") for fact in group)
        for group in promotion.when.facts
    )
    return not any(elsewhere) and POS not in promotion.when.lacking


def _facts(promotions: Iterable[Promotion]) -> set[str]:
    return {
        fact for where in _filters(promotions) for group in (*where.having, where.lacking) for fact in group
    }


def _filters(promotions: Iterable[Promotion]) -> Iterator[Where]:
    for promotion in promotions:
        yield from (promotion.when.among, *promotion.when.contains)
        for action in promotion.actions:
            yield from (action.where, action.buy)
