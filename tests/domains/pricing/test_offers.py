"""What each kind of offer takes off, asked of both engines: the server's and the till's."""

from typing import Any

import pytest

from tests.domains.pricing.engines import Engine, Json, ask_javascript, ask_python

VAT = [{"id": "vat", "name": "VAT 19 %", "rate_micro": 190_000}]
HALF, ALL = 500_000, 1_000_000


@pytest.fixture(params=[ask_python, ask_javascript], ids=["python", "javascript"])
def engine(request: pytest.FixtureRequest) -> Engine:
    ask: Engine = request.param
    return ask


def line(key: str, price: int, quantity: Any = 1, *facts: str, **more: Any) -> Json:
    return {"key": key, "sku": key, "quantity": quantity, "unit_price": price, "facts": list(facts), **more}


def offer(*actions: Json, key: str = "p", **more: Any) -> Json:
    return {"id": key, "name": key, "actions": list(actions), **more}


def act(effect: str, value: int = 0, **more: Any) -> Json:
    return {"effect": effect, "value": value, **more}


def cart(lines: list[Json], *promotions: Json, **more: Any) -> Json:
    return {
        "currency": "EUR",
        "prices_include_tax": True,
        "lines": lines,
        "promotions": list(promotions),
        **more,
    }


def having(*facts: str) -> Json:
    return {"having": [[fact] for fact in facts]}


def discounts(quote: Json) -> dict[str, int]:
    return {row["key"]: row["discount"] for row in quote["lines"] if row["discount"]}


def reasons(quote: Json) -> dict[str, str]:
    return {row["name"]: row["reason"] for row in quote["trace"] if row["stage"] in ("promotion", "coupon")}


SHIRT, MUG, CHEESE = (
    line("shirt", 1999, 3, "c:shirt"),
    line("mug", 1000, 2, "c:mug"),
    line("cheese", 1598, "0.250"),
)
BASKET = [SHIRT, MUG, CHEESE]  # 59.97, 20.00 and 4.00
EFFECTS: list[tuple[Json, dict[str, int]]] = [
    (act("item_percent", 125_000), {"shirt": 750, "mug": 250, "cheese": 50}),
    (act("item_percent", 125_000, where=having("c:shirt")), {"shirt": 750}),
    (act("item_percent", 125_000, where={"lacking": ["c:shirt"]}), {"mug": 250, "cheese": 50}),
    (act("item_percent", 2 * ALL), {"shirt": 5997, "mug": 2000, "cheese": 400}),
    (act("item_percent", HALF, where={"having": [["c:shirt", "c:mug"]]}), {"shirt": 2999, "mug": 1000}),
    (act("item_percent", HALF, where={"price_min": 1000, "price_max": 1598}), {"mug": 1000, "cheese": 200}),
    (act("item_percent", HALF, where={"cheapest": True}), {"mug": 1000}),
    (act("item_percent", HALF, max_units_per_line=1), {"shirt": 1000, "mug": 500, "cheese": 200}),
    (act("item_percent", HALF, max_units=2), {"mug": 1000}),
    (act("item_percent", HALF, max_units=2, dearest=True), {"shirt": 1999}),
    (
        act("item_percent", HALF, max_units=3, where={"lacking": [""]}),
        {"mug": 1000, "cheese": 200, "shirt": 750},
    ),
    (act("item_fixed", 300), {"shirt": 900, "mug": 600, "cheese": 75}),
    (act("item_fixed", 1500), {"shirt": 4500, "mug": 2000, "cheese": 375}),
    (act("item_fixed", 300, max_units=1), {"mug": 300}),
    (act("item_price", 1100), {"shirt": 2697, "cheese": 125}),
    (act("line_fixed", 500), {"shirt": 500, "mug": 500, "cheese": 400}),
    (act("unit_steps", 300, more=100), {"shirt": 500, "mug": 400}),
    (act("unit_steps", 300, more=100, max_units_per_line=2), {"shirt": 400, "mug": 400}),
    (act("order_percent", 100_000), {"shirt": 600, "mug": 200, "cheese": 40}),
    (act("order_percent", 100_000, where=having("c:mug")), {"mug": 200}),
    (act("order_fixed", 1000), {"shirt": 714, "mug": 238, "cheese": 48}),
    (act("order_fixed", 99_999), {"shirt": 5997, "mug": 2000, "cheese": 400}),
    (act("order_set_total", 5000, where=having("c:shirt")), {"shirt": 997}),
    (act("order_set_total", 9000), {}),
    (act("item_percent", 1, tiers=[[8000, HALF], [5000, 100_000]], where=having("c:mug")), {"mug": 1000}),
    (act("item_percent", HALF, tiers=[[9000, ALL]], where=having("c:mug")), {"mug": 1000}),
    (
        act("order_fixed", 1, tiers=[[2, 500], [3, 900]], tier_by="quantity", where=having("c:mug")),
        {"mug": 500},
    ),
    (act("order_fixed", 100, by_channel=[["pos", 700, "EUR"]], where=having("c:mug")), {"mug": 700}),
    (act("order_fixed", 100, by_channel=[["pos", 700, "USD"]], where=having("c:mug")), {}),
    (act("order_fixed", 100, by_channel=[["web", 700, "EUR"]], where=having("c:mug")), {"mug": 100}),
    (act("buy_get_percent", ALL, buy=having("c:shirt"), buy_units=2, where=having("c:mug")), {"mug": 1000}),
    (act("buy_get_fixed", 400, buy=having("c:shirt"), buy_units=1, where=having("c:mug")), {"mug": 800}),
    (
        act("buy_get_fixed", 400, buy=having("c:shirt"), buy_units=1, where=having("c:mug"), times=1),
        {"mug": 400},
    ),
    (
        act("buy_get_fixed", 4000, buy=having("c:shirt"), buy_units=1, where=having("c:mug"), times=1),
        {"mug": 1000},
    ),
    (act("buy_get_percent", ALL, buy_units=2, get_units=1), {"mug": 1000}),
    (act("buy_get_percent", ALL, buy_units=1, get_units=1), {"mug": 2000}),
    (act("buy_get_percent", ALL, buy_units=4, get_units=2), {}),
    (act("cheapest_free", group_size=3), {"mug": 1000}),
    (act("cheapest_free", group_size=3, per_group=True, where=having("c:shirt")), {"shirt": 1999}),
    (act("cheapest_free", group_size=2, times=1), {"mug": 1000}),
    (act("cheapest_free", group_size=2, per_group=True), {"mug": 1000, "shirt": 1999}),
    (act("group_price", 5000, group_size=3), {"shirt": 997}),
    (act("group_price", 2500, group_size=2), {"shirt": 1831, "mug": 166}),
    (act("group_price", 6000, group_size=3), {}),
    (act("group_fixed", 100, group_size=2), {"shirt": 300, "mug": 100}),
    (act("group_percent", HALF, group_size=5), {"shirt": 2999, "mug": 1000}),
    (act("group_percent", HALF, group_size=2, times=1), {"shirt": 1999}),
]


def test_what_each_effect_takes_off(engine: Engine) -> None:
    answers = engine([{"ask": "price", "context": cart(BASKET, offer(a), channel="pos")} for a, _ in EFFECTS])
    for (action, expected), answer in zip(EFFECTS, answers, strict=True):
        quote = answer["answer"]
        assert discounts(quote) == expected, action
        assert reasons(quote) == {"p": "holds" if expected else "nothing to take it off"}, action


def ask(engine: Engine, *args: Any, **more: Any) -> Json:
    quote: Json = engine([{"ask": "price", "context": cart(*args, **more)}])[0]["answer"]
    return quote


TEN = act("order_percent", 100_000)
CONDITIONS: list[tuple[Json, Json, str]] = [
    ({"facts": [["channel:web", "channel:pos"]]}, {"facts": ["channel:pos"]}, "holds"),
    ({"facts": [["channel:web"], ["group:gold"]]}, {"facts": ["channel:web"]}, "not for this sale"),
    ({"lacking": ["group:staff"]}, {"facts": ["group:staff"]}, "not for this sale"),
    ({"contains": [having("c:mug"), having("c:shirt")]}, {}, "holds"),
    ({"contains": [having("c:hat")]}, {}, "something it asks for is not in the cart"),
    ({"min_units": 5}, {}, "holds"),
    ({"min_units": 6}, {}, "too few pieces"),
    ({"min_units": 3, "among": having("c:mug")}, {}, "too few pieces"),
    ({"min_line_units": 3}, {}, "holds"),
    ({"min_line_units": 4}, {}, "too few pieces of one product"),
    ({"min_total": 8397}, {}, "holds"),
    ({"min_total": 8398}, {}, "the cart is worth too little"),
    ({"min_total": 2001, "among": having("c:mug")}, {}, "the cart is worth too little"),
    ({"min_total_gross": 8397}, {}, "holds"),
    ({"min_total_gross": 8398}, {}, "the cart is worth too little"),
    (
        {"min_total_gross": 1190},
        {"prices_include_tax": False, "lines": [line("a", 1000, taxes=VAT)]},
        "holds",
    ),
    ({"nth_order": 1}, {"facts": ["signed-in"]}, "holds"),
    ({"nth_order": 1}, {}, "not the order it is for"),
    ({"nth_order": 1}, {"facts": ["signed-in"], "orders": 1}, "not the order it is for"),
    ({"weekdays": [7]}, {"at": "2025-06-01T23:30:00-05:00"}, "holds"),
    ({"weekdays": [1]}, {"at": "2025-06-01T23:30:00-05:00"}, "not on this day"),
    ({"weekdays": [7]}, {}, "not on this day"),
    ({"opens": "09:00", "closes": "10:00"}, {"at": "2025-06-01T09:59:59+02:00"}, "holds"),
    ({"opens": "09:00", "closes": "10:00"}, {"at": "2025-06-01T10:00:00+02:00"}, "not at this hour"),
    ({"opens": "22:00", "closes": "02:00"}, {"at": "2025-06-01T01:00:00+02:00"}, "holds"),
    ({"opens": "22:00"}, {"at": "2025-06-01T01:00:00+02:00"}, "not at this hour"),
]
TERMS: list[tuple[Json, Json, str]] = [
    ({"starts_at": "2025-06-01T10:00:00+02:00"}, {"at": "2025-06-01T08:00:00Z"}, "holds"),
    ({"starts_at": "2025-06-01T10:00:00+02:00"}, {"at": "2025-06-01T07:59:59.999999Z"}, "not started"),
    ({"ends_at": "2025-06-01T10:00:00+02:00"}, {"at": "2025-06-01T08:00:00Z"}, "holds"),
    ({"ends_at": "2025-06-01T10:00:00+02:00"}, {"at": "2025-06-01T08:00:00.000001Z"}, "ended"),
    ({"uses_left": 0}, {}, "used up"),
    ({"budget_left": -4}, {}, "its budget is spent"),
    ({"currency": "USD"}, {}, "in another currency"),
    ({"needs_coupon": True}, {"coupons": [{"code": "TEN", "promotion": "other"}]}, "needs a code"),
]


def test_when_an_offer_holds(engine: Engine) -> None:
    given = [({"when": when}, sale, reason) for when, sale, reason in CONDITIONS] + TERMS
    questions = [{"ask": "price", "context": cart(BASKET, offer(TEN, **of)) | sale} for of, sale, _ in given]
    for (of, sale, reason), answer in zip(given, engine(questions), strict=True):
        quote = answer["answer"]
        assert reasons(quote)["p"] == reason, (of, sale)
        assert bool(discounts(quote)) == (reason == "holds")


def test_a_condition_sees_what_earlier_offers_left(engine: Engine) -> None:
    first, second = offer(TEN, key="a", priority=1), offer(TEN, key="b", when={"min_total": 8000})
    assert reasons(ask(engine, BASKET, second, first))["b"] == "the cart is worth too little"
    assert reasons(ask(engine, BASKET, second))["b"] == "holds"


def test_cap_and_budget_limit_what_an_offer_takes(engine: Engine) -> None:
    for limits in ({"cap": 100}, {"budget_left": 100}, {"cap": 5000, "budget_left": 100}):
        quote = ask(engine, BASKET, offer(act("item_percent", HALF), **limits))
        assert discounts(quote) == {"shirt": 71, "mug": 24, "cheese": 5}


def test_an_exclusive_offer_that_holds_is_the_only_one(engine: Engine) -> None:
    alone = offer(act("item_fixed", 1), key="alone", exclusive=True)
    plain = offer(TEN, key="plain", priority=9)
    quote = ask(engine, BASKET, plain, alone)
    assert reasons(quote) == {"plain": "an exclusive promotion applies", "alone": "holds"}
    for idle in (alone | {"uses_left": 0}, alone | {"actions": [act("item_fixed", 1, where=having("none"))]}):
        assert reasons(ask(engine, BASKET, plain, idle))["plain"] == "holds"


def test_of_a_lane_each_line_keeps_the_largest(engine: Engine) -> None:
    three = [
        offer(act("item_fixed", 100), key="fixed", lane="sale"),
        offer(act("item_percent", 100_000, where=having("c:shirt")), key="percent", lane="sale"),
        offer(act("item_fixed", 1, where=having("c:shirt")), key="small", lane="sale"),
    ]
    quote = ask(engine, BASKET, *three)
    assert discounts(quote) == {"shirt": 600, "mug": 200, "cheese": 25}
    assert reasons(quote) == {
        "fixed": "holds", "percent": "holds", "small": "a larger discount of its kind applies",
    }  # fmt: skip


def test_what_lost_its_lane_uses_no_units_up(engine: Engine) -> None:
    group = offer(act("group_fixed", 1, group_size=2, where=having("c:mug")), key="group", lane="x")
    large = offer(act("item_percent", HALF), key="large", lane="x")
    later = offer(act("group_price", 10, group_size=2, where=having("c:mug")), key="later")
    quote = ask(engine, BASKET, group, large, later)
    assert reasons(quote)["group"] == "a larger discount of its kind applies"
    assert reasons(quote)["later"] == "holds"


def test_offers_shut_out_others(engine: Engine) -> None:
    first, other = offer(TEN, key="a", excludes=["b"]), offer(TEN, key="b")
    assert reasons(ask(engine, BASKET, first, other))["b"] == "shut out by another promotion"
    assert reasons(ask(engine, BASKET, other, first)) == {"a": "holds", "b": "holds"}
    stops = offer(TEN, key="a", stops=True)
    assert reasons(ask(engine, BASKET, stops, other))["b"] == "an earlier promotion ends the search"
    idle = offer(act("item_fixed", 0), key="a", stops=True)
    assert reasons(ask(engine, BASKET, idle, other))["b"] == "holds"


def test_units_serve_one_offer_only(engine: Engine) -> None:
    offers = [
        offer(
            act("buy_get_percent", ALL, buy_units=1, times=1, where=having("c:shirt"), buy=having("c:shirt")),
            key=key,
        )
        for key in "ab"
    ]
    quote = ask(engine, [SHIRT], *offers)
    assert (discounts(quote), reasons(quote)["b"]) == ({"shirt": 1999}, "nothing to take it off")
    four = [line("shirt", 1999, 4, "c:shirt")]
    assert discounts(ask(engine, four, *offers)) == {"shirt": 2 * 1999}
    halved = offer(act("item_percent", HALF), key="z")
    assert discounts(ask(engine, four, offers[0], halved, offers[1])) == {"shirt": 1999 + 2999 + 1000}


def test_buying_and_getting_of_sets_that_overlap_in_part(engine: Engine) -> None:
    lines = [line("a", 1000, 1, "c:a", "c:all"), line("b", 2000, 1, "c:all")]
    action = act("buy_get_percent", ALL, buy=having("c:a"), buy_units=1, where=having("c:all"))
    assert discounts(ask(engine, lines, offer(action))) == {"b": 2000}
    apart = act("buy_get_percent", ALL, buy=having("c:x"), buy_units=1, where=having("c:all"), times=1)
    assert discounts(ask(engine, [*lines, line("x", 5, 1, "c:x")], offer(apart))) == {"b": 2000}


def test_groups_cost_their_price_to_the_cent(engine: Engine) -> None:
    lines = [line("a", 333, 3), line("b", 501, 1), line("c", 99, 1)]
    cents = offer(act("order_fixed", 7, where={"price_min": 300}), key="cents", priority=1)
    quote = ask(engine, lines, cents, offer(act("group_price", 100, group_size=1, times=4), key="group"))
    assert quote["totals"]["total"] == 400 + 99
    shares = discounts(ask(engine, lines, offer(act("group_price", 600, group_size=4))))
    assert shares == {"a": 599, "b": 301}  # 9.00 off 15.00: in proportion to what the group's units cost


def test_filling_groups_as_the_lines_stand(engine: Engine) -> None:
    lines, pair = (
        [line("a", 100, 1), line("b", 900, 1), line("c", 500, 1)],
        offer(act("group_fixed", 50, group_size=2)),
    )
    assert discounts(ask(engine, lines, pair)) == {"b": 50, "c": 50}
    assert discounts(ask(engine, lines, pair, rules={"fill_in_cart_order": True})) == {"a": 50, "b": 50}


def test_a_gift_is_a_line_that_costs_nothing(engine: Engine) -> None:
    gifts = [line("g", 400, 1) | {"sku": "STICKER"}, line("h", 0, 1) | {"sku": "FLYER"}]
    give = act("free_gift", gift="STICKER", per=2, where=having("c:shirt"))
    quote = ask(engine, BASKET, offer(give), gifts=gifts)
    *_, gift = quote["lines"]
    assert (gift["sku"], gift["quantity"], gift["subtotal"], gift["total"]) == ("STICKER", "1", 400, 0)
    assert gift["gift"] is True
    assert (quote["totals"]["discount"], quote["totals"]["total"]) == (400, 8397)
    assert [row["reason"] for row in quote["trace"] if row["line"] == gift["key"]] == ["free gift"]
    limited = offer(give | {"per": 1, "times": 2})
    assert ask(engine, BASKET, limited, gifts=gifts)["lines"][-1]["quantity"] == "2"
    free = ask(engine, BASKET, offer(give | {"gift": "FLYER"}), gifts=gifts)
    assert (len(free["lines"]), reasons(free)) == (4, {"p": "holds"})
    taken = [*BASKET, line("gift-p-STICKER", 100)]
    assert len(ask(engine, taken, offer(give, give), gifts=gifts)["lines"]) == 6
    gone = ask(engine, BASKET, offer(give | {"gift": "GONE"}), gifts=gifts)
    assert (len(gone["lines"]), reasons(gone)) == (3, {"p": "nothing to take it off"})


def test_delivery_is_discounted_by_offers_of_its_own_only(engine: Engine) -> None:
    shipping = {"name": "standard", "price": 490, "taxes": VAT}
    for action, left in (
        (act("shipping_percent", HALF), 245),
        (act("shipping_percent", 2 * ALL), 0),
        (act("shipping_fixed", 90), 400),
        (act("shipping_fixed", 900), 0),
        (act("order_percent", ALL), 490),
    ):
        assert ask(engine, BASKET, offer(action), shipping=shipping)["totals"]["shipping"] == left
    assert reasons(ask(engine, BASKET, offer(act("shipping_fixed", 9)))) == {"p": "nothing to take it off"}


def test_unit_prices_are_lowered_before_anything_else(engine: Engine) -> None:
    sale = offer(act("item_percent", 150_000), key="sale", stage="catalog")
    quote = ask(engine, [line("a", 999, 3), line("b", 500, discountable=False)], sale)
    assert [row["unit_price"] for row in quote["lines"]] == [849, 500]
    assert (quote["totals"]["subtotal"], quote["totals"]["discount"]) == (3047, 0)
    assert reasons(quote) == {"sale": "sale price"}
    full = offer(act("item_percent", HALF, where={"full_priced": True}), key="full")
    assert reasons(ask(engine, [line("a", 999)], sale, full))["full"] == "nothing to take it off"
    coded = sale | {"needs_coupon": True}
    assert reasons(ask(engine, BASKET, coded)) == {"sale": "needs a code"}
    quote = ask(engine, BASKET, coded, coupons=[{"code": "TEN", "promotion": "sale"}])
    assert reasons(quote) == {"sale": "sale price", "TEN": "valid"}


def test_sales_one_after_the_other_and_from_the_former_price(engine: Engine) -> None:
    former = [line("a", 10_000, compare_at=12_000)]
    twice = [offer(act("item_percent", 100_000), key=key, stage="catalog") for key in "ab"]
    assert ask(engine, former, *twice)["totals"]["total"] == 8100
    rules = {"from_compare_at": True}
    assert ask(engine, former, *twice, rules=rules)["totals"]["total"] == 9720
    assert ask(engine, former, twice[0], rules=rules)["totals"]["total"] == 10_000
    for action, price in ((act("item_fixed", 4000), 8000), (act("item_price", 700), 700)):
        assert ask(engine, former, offer(action, stage="catalog"), rules=rules)["totals"]["total"] == price


def test_no_offer_goes_below_the_lowest_price(engine: Engine) -> None:
    low, free = line("low", 1000, 2, minimum=900), line("free", 1000, 2)
    for action in (
        act("item_percent", HALF),
        act("group_percent", HALF, group_size=1),
        act("item_price", 500),
    ):
        assert discounts(ask(engine, [low, free], offer(action))) == {"low": 200, "free": 1000}
    order = offer(act("order_fixed", 1000))
    assert discounts(ask(engine, [low, free], order)) == {"low": 200, "free": 500}
    assert discounts(ask(engine, [low, free], order, rules={"pass_on": True})) == {"low": 200, "free": 800}
    full = line("low", 1000, 2, minimum=1000)
    assert discounts(ask(engine, [full, free], order)) == {"free": 500}
    sale = offer(act("item_percent", HALF), stage="catalog")
    assert [row["unit_price"] for row in ask(engine, [low, free], sale)["lines"]] == [900, 500]


def test_fees_deductions_and_what_takes_no_discount_stay_as_they_are(engine: Engine) -> None:
    lines = [
        line("fee", 500, fee=True),
        line("deposit", -100),
        line("book", 900, discountable=False),
        line("a", 100),
    ]
    quote = ask(engine, lines, offer(act("order_percent", HALF), when={"min_total": 900}))
    assert discounts(quote) == {"a": 50}
    assert (
        reasons(ask(engine, lines, offer(TEN, when={"min_total": 901})))["p"]
        == "the cart is worth too little"
    )


def test_codes(engine: Engine) -> None:
    needs = offer(TEN, needs_coupon=True)

    def told(*codes: Json, **more: Any) -> dict[str, str]:
        return reasons(ask(engine, BASKET, needs, coupons=list(codes), **more))

    good, late = {"code": "TEN", "promotion": "p"}, {"code": "OLD", "promotion": "p", "problem": "expired"}
    assert told(good, good) == {"p": "holds", "TEN": "valid"}
    assert told(late) == {"p": "expired", "OLD": "expired"}
    assert told(late, good) == {"p": "holds", "OLD": "expired", "TEN": "valid"}
    assert told(good, {"code": "ten", "promotion": "p"})["ten"] == "another code of the promotion counts"
    assert told({"code": "X"}) == {"p": "needs a code", "X": "unknown code"}
    by_hand = {"kind": "amount", "value": 100, "reason": "friend", "line": None}
    rules = {"manual_suspends_coupons": True}
    assert told(good, discounts=[by_hand], rules=rules)["TEN"] == "suspended by a discount typed by staff"
    assert told(good, discounts=[by_hand | {"value": 0}], rules=rules)["TEN"] == "valid"
    assert told(good, discounts=[by_hand])["TEN"] == "valid"


def test_a_discount_typed_by_staff_can_cover_the_delivery(engine: Engine) -> None:
    shipping = {"name": "standard", "price": 1000}
    by_hand = [{"kind": "amount", "value": 100, "reason": "friend", "line": None}]
    quote = ask(
        engine,
        [line("a", 1000)],
        shipping=shipping,
        discounts=by_hand,
        rules={"manual_covers_shipping": True},
    )
    assert (discounts(quote), quote["shipping"]["discount"]) == ({"a": 50}, 50)


def test_several_actions_follow_each_other_or_add_up(engine: Engine) -> None:
    twice = offer(act("item_percent", 100_000), act("item_percent", 200_000))
    assert discounts(ask(engine, [line("a", 1000)], twice)) == {"a": 280}
    assert discounts(ask(engine, [line("a", 1000)], twice, rules={"add_percents": True})) == {"a": 300}


def test_items_before_the_order_where_the_shop_says_so(engine: Engine) -> None:
    order, item = offer(act("order_fixed", 100), key="o"), offer(act("item_percent", HALF), key="i")
    assert ask(engine, [line("a", 1000)], order, item)["totals"]["total"] == 450
    assert ask(engine, [line("a", 1000)], order, item, rules={"items_first": True})["totals"]["total"] == 400


def test_how_percentages_are_rounded(engine: Engine) -> None:
    lines = [line("a", 5), line("b", 5), line("c", 5)]
    for rounding, expected in (("discount", 3), ("price", 0), ("down", 1)):
        quote = ask(engine, lines, offer(act("item_percent", 100_000)), rules={"percent_rounding": rounding})
        assert quote["totals"]["discount"] == expected
    for rounding, expected in (("discount", 2), ("price", 1), ("down", 1)):
        quote = ask(engine, lines, offer(TEN), rules={"percent_rounding": rounding})
        assert quote["totals"]["discount"] == expected


def test_how_odd_cents_are_shared(engine: Engine) -> None:
    lines = [line("a", 100), line("b", 100), line("c", 100)]
    for sharing, of, expected in (
        ("largest_remainder", 50, [17, 17, 16]),
        ("last", 50, [17, 17, 16]),
        ("last", 100, [33, 33, 34]),
        ("first", 50, [17, 17, 16]),
        ("first", 100, [34, 33, 33]),
    ):
        quote = ask(engine, lines, offer(act("order_fixed", of)), rules={"sharing": sharing})
        assert [row["discount"] for row in quote["lines"]] == expected, sharing
    steep = [line("a", 100, taxes=[{"id": "x", "name": "x", "rate_micro": ALL}]), line("b", 100)]
    net: Json = {"prices_include_tax": False, "rules": {"weigh_gross": True}}
    assert discounts(ask(engine, steep, offer(act("order_fixed", 90)), **net)) == {"a": 60, "b": 30}
    assert discounts(ask(engine, steep, offer(act("order_fixed", 200)), **net)) == {"a": 100, "b": 100}


def test_how_taxes_are_rounded(engine: Engine) -> None:
    lines = [line(key, 31, 10, taxes=[{"id": "t", "name": "t", "rate_micro": 82_500}]) for key in "abc"]
    for rounding, tax in (("line", 78), ("unit", 90), ("order", 77)):
        quote = ask(engine, lines, prices_include_tax=False, rules={"tax_rounding": rounding})
        assert quote["totals"]["tax"] == tax
    before = {"tax_before_discount": True}
    quote = ask(engine, lines, offer(act("order_percent", HALF)), prices_include_tax=False, rules=before)
    assert (quote["totals"]["tax"], quote["totals"]["discount"]) == (78, 465)
    stacked = [line("a", 115, taxes=[{"id": key, "name": key, "rate_micro": 30_000} for key in "xy"])]
    assert ask(engine, stacked, prices_include_tax=False)["totals"]["tax"] == 6
    one = ask(engine, stacked, prices_include_tax=False, rules={"stacked_rates_as_one": True})
    assert [row["amount"] for row in one["taxes"]] == [4, 3]


def test_taxes_on_taxes(engine: Engine) -> None:
    taxes = [{"id": key, "name": key, "rate_micro": 100_000, "compound": key != "a"} for key in "abc"]
    on_top = ask(engine, [line("x", 1_000_000, taxes=taxes)], prices_include_tax=False)
    assert [row["amount"] for row in on_top["taxes"]] == [100_000, 110_000, 121_000]
    inside = ask(engine, [line("x", 1_331_000, taxes=taxes)])
    assert [row["amount"] for row in inside["taxes"]] == [100_000, 110_000, 121_000]


def test_a_percentage_of_amounts_with_tax(engine: Engine) -> None:
    lines = [line("a", 10_000, taxes=VAT)]
    for effect in ("item_percent", "order_percent"):
        quote = ask(engine, lines, offer(act(effect, 100_000, gross=True)), prices_include_tax=False)
        assert (quote["totals"]["discount"], quote["totals"]["total"]) == (1000, 10_710)
    two = [line("a", 10_000, 2, taxes=VAT)]
    once = offer(act("item_percent", 100_000, gross=True, max_units=1))
    assert discounts(ask(engine, two, once, prices_include_tax=False)) == {"a": 1000}


def test_the_lowest_price_is_freed_of_tax_too_where_the_buyer_owes_none(engine: Engine) -> None:
    lines = [line("a", 1190, minimum=595, taxes=VAT)]
    assert (
        ask(engine, lines, offer(act("item_percent", ALL)), exempt="reverse charge")["totals"]["total"] == 500
    )


BAD: list[Json] = [
    offer(act("item_fixed", -1)),
    offer(act("gift")),
    offer(act("item_fixed", 1, tiers=[[0, -1]])),
    offer(act("item_fixed", 1, tiers=[[0]])),
    offer(act("item_fixed", 1, by_channel=[["pos", -1, "EUR"]])),
    offer(act("item_fixed", 1, max_units=-1)),
    offer(act("item_fixed", 1, max_units_per_line=-1)),
    offer(act("cheapest_free", times=-1)),
    offer(act("cheapest_free", group_size=0)),
    offer(act("buy_get_fixed", 1, buy_units=-1)),
    offer(act("buy_get_fixed", 1, get_units=0)),
    offer(act("free_gift", per=0)),
    offer(act("unit_steps", 1, more=-1)),
    offer(TEN, cap=-1),
    offer(TEN, stage="catalog"),
    offer(TEN, stage="later"),
    offer(TEN, starts_at="2025-06-01T10:00:00"),
    offer(TEN, ends_at="2025-02-30T10:00:00Z"),
    offer(TEN, ends_at="2025-06-01T10:00:00+24:00"),
    offer(TEN, when={"colour": "red"}),
    offer(TEN, when={"facts": ["channel:web"]}),
    offer(TEN, when={"weekdays": ["Monday"]}),
    {"id": "p", "name": "p"},
]


def test_offers_that_contradict_themselves_are_refused(engine: Engine) -> None:
    contexts = [*(cart(BASKET, bad) for bad in BAD)]
    contexts += [cart(BASKET, at="2025-06-01T10:00:00"), cart(BASKET, rules={"tax_rounding": "never"})]
    contexts += [cart(BASKET, rules={"cheap": True}), cart(BASKET, coupons=[{"promotion": "p"}])]
    for context, answer in zip(
        contexts, engine([{"ask": "price", "context": each} for each in contexts]), strict=True
    ):
        assert "refused" in answer, context["promotions"]
