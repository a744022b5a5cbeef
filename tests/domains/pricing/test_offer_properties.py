"""What holds for any basket under any offers and conventions."""

import json
from decimal import Decimal
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.money import times
from app.domains.pricing.engine import Quote, price, refund_share
from app.domains.pricing.engine.wire import context_from_json, quote_to_json
from app.domains.pricing.engine.wire_offers import offer_to_json, promotion_from_json, read_coupon, read_rules
from tests.domains.pricing.engines import Json, random_basket
from tests.domains.pricing.offered import random_promotion, random_rules, with_offers

seeds = st.integers(0, 2**32).map(Random)
PLAIN = (
    "item_percent",
    "item_fixed",
    "item_price",
    "line_fixed",
    "order_percent",
    "order_fixed",
    "order_set_total",
)


def offered(random: Random) -> Json:
    return with_offers(random, random_basket(random))


def amounts(quote: Quote, stage: str, *, sales: bool = False) -> int:
    entries = [entry for entry in quote.trace if entry.stage == stage]
    return sum(entry.amount for entry in entries if (entry.reason == "sale price") == sales)


@given(seeds)
@settings(deadline=None, max_examples=400)
def test_the_parts_sum_to_the_whole_and_the_trace_explains_them(random: Random) -> None:
    context = context_from_json(offered(random))
    quote = price(context)
    priced = [*quote.lines, *([quote.shipping] if quote.shipping else [])]
    assert quote.totals.subtotal == sum(line.subtotal for line in quote.lines)
    assert quote.totals.discount == sum(line.discount for line in quote.lines)
    assert quote.totals.tax == sum(item.tax for item in priced) == sum(row.amount for row in quote.taxes)
    assert quote.totals.total == sum(item.total for item in priced)
    for item in priced:
        assert item.discount == sum(share.amount for share in item.discounts)
        assert item.tax == sum(share.amount for share in item.taxes)
    taken = amounts(quote, "promotion") + amounts(quote, "manual")
    assert taken == sum(item.discount for item in priced)
    assert quote.totals.subtotal == amounts(quote, "price") - amounts(quote, "promotion", sales=True)
    assert {entry.id for entry in quote.trace if entry.stage == "promotion"} == {
        p.id for p in context.promotions
    }


@given(seeds)
@settings(deadline=None, max_examples=400)
def test_no_line_falls_below_0_or_its_lowest_price(random: Random) -> None:
    facts = offered(random) | {"exempt": ""}
    context = context_from_json(facts)
    lines = {line.key: line for line in context.lines}
    quote = price(context)
    for sold in quote.lines:
        left, line = sold.subtotal - sold.discount, lines.get(sold.key)
        assert sold.discount >= 0
        assert all(share.amount >= 0 for share in sold.discounts)
        if sold.gift or line is None:
            assert left == 0
        elif not line.discountable or line.fee:
            assert (sold.discount, sold.unit_price) == (0, line.unit_price)
        elif line.unit_price >= 0:
            assert left >= min(times(line.unit_price, line.quantity), times(line.minimum, line.quantity))
    assert quote.shipping is None or 0 <= quote.shipping.discount <= quote.shipping.price


@given(seeds)
@settings(deadline=None, max_examples=200)
def test_an_offer_stays_within_its_limits(random: Random) -> None:
    context = context_from_json(offered(random))
    taken = {
        entry.id: entry.amount
        for entry in price(context).trace
        if entry.stage == "promotion" and entry.reason == "holds"
    }
    for promotion in context.promotions:
        gives = any(action.gift for action in promotion.actions)
        if promotion.most is not None and not gives:
            assert taken.get(promotion.id, 0) <= max(0, promotion.most)


def _filters(promotion: Json, key: str) -> list[Json]:
    found = promotion.get("when", {}).get(key, [])
    return [found] if isinstance(found, dict) else found


@given(seeds)
@settings(deadline=None, max_examples=300)
def test_the_order_of_lines_moves_no_total(random: Random) -> None:
    """Equal lines have equal facts here, and nothing is filled or cut as the lines stand."""
    facts = offered(random)
    facts["rules"] = random_rules(random) | {"sharing": "largest_remainder", "fill_in_cart_order": False}
    facts["discounts"] = []
    lines = facts["lines"]
    for line in lines:
        line |= {"facts": ["category:shirts", "brand:acme"], "taxes": lines[0]["taxes"]}
        line |= {
            "tax_included": None,
            "minimum": 0,
            "on_sale": False,
            "compare_at": None,
            "discountable": True,
        }
    for promotion in facts["promotions"]:
        for action in promotion["actions"]:
            action.pop("where", None)
            action.pop("buy", None)
        for where in [when for key in ("contains", "among") for when in _filters(promotion, key)]:
            where.pop("cheapest", None)  # it means the first of equals
    shuffled = facts | {"lines": random.sample(lines, len(lines))}
    one, other = price(context_from_json(facts)), price(context_from_json(shuffled))
    assert one.totals == other.totals


@given(seeds)
@settings(deadline=None, max_examples=200)
def test_asking_twice_gives_one_answer_and_asking_changes_no_facts(random: Random) -> None:
    facts = offered(random)
    kept = json.dumps(facts)
    context = context_from_json(facts)
    assert price(context) == price(context) == price(context_from_json(json.loads(kept)))
    assert json.dumps(facts) == kept


@given(seeds)
@settings(deadline=None, max_examples=200)
def test_one_more_thing_raises_the_total_by_its_price_at_most(random: Random) -> None:
    """For one offer without a ceiling of its own; each line's share and tax may move by its rounding."""
    offer = random_promotion(random, "p1", PLAIN) | {"exclusive": False, "lane": ""}
    for key in ("cap", "budget_left"):
        offer.pop(key, None)
    for action in offer["actions"]:
        for key in ("tiers", "by_channel", "max_units", "gross"):
            action.pop(key, None)
        action["where"] = {}
    offer |= {
        "stage": "cart",
        "when": {"min_total": random.randint(0, 5000)},
        "actions": offer["actions"][:1],
    }
    facts = random_basket(random) | {"promotions": [offer], "discounts": [], "prices_include_tax": True}
    for line in facts["lines"]:
        line |= {"unit_price": random.randint(0, 20_000), "tax_included": None}
    line = {"key": "new", "sku": "NEW", "quantity": 1, "unit_price": random.randint(0, 9000)}
    before = price(context_from_json(facts)).totals.total
    after = price(context_from_json(facts | {"lines": [*facts["lines"], line]})).totals.total
    assert after - before <= line["unit_price"] + 1


@given(seeds)
@settings(deadline=None, max_examples=300)
def test_offers_come_back_from_json_as_they_were(random: Random) -> None:
    promotion = promotion_from_json(random_promotion(random, "p1"))
    assert promotion_from_json(json.loads(json.dumps(offer_to_json(promotion)))) == promotion
    rules = read_rules(random_rules(random))
    assert read_rules(json.loads(json.dumps(offer_to_json(rules)))) == rules
    coupon = read_coupon({"code": "TEN", "promotion": "p1"})
    assert read_coupon(offer_to_json(coupon)) == coupon


def test_amounts_beyond_what_javascript_holds_travel_as_text() -> None:
    huge = promotion_from_json({"id": "p", "name": "P", "actions": [], "cap": str(2**60), "budget_left": 5})
    written = offer_to_json(huge)
    assert written["cap"] == str(2**60)
    assert written["budget_left"] == 5
    assert promotion_from_json(written) == huge


@given(seeds)
@settings(deadline=None, max_examples=200)
def test_giving_all_lines_back_returns_what_was_paid(random: Random) -> None:
    quote = price(context_from_json(offered(random)))
    for line in quote.lines:
        whole = int(line.quantity * 1000)
        cuts = sorted({0, whole, *(random.randint(1, whole) for _ in range(3))})
        parts = [Decimal(cut) / 1000 for cut in cuts]
        shares = [refund_share(line, after - before, refunded=before) for before, after in pairwise(parts)]
        assert sum(share.total for share in shares) == line.total
        assert sum(share.tax for share in shares) == line.tax
        assert sum(share.discount for share in shares) == line.discount


@given(seeds)
@settings(deadline=None, max_examples=100)
def test_a_quote_is_plain_json(random: Random) -> None:
    quote = quote_to_json(price(context_from_json(offered(random))))
    assert json.loads(json.dumps(quote)) == quote
