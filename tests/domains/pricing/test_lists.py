"""Which price list wins, and what the trace says of those that did not: pure."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.ids import new_id
from app.domains.pricing.engine.lists import ended, resolve
from app.domains.pricing.engine.price_lists import (
    Base,
    Choice,
    Condition,
    Depth,
    Entry,
    Kind,
    PriceList,
    Rules,
    Wish,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
BASE = Base(1000, 1200)
VIP = Condition("group", frozenset(["vip"]))


def price_list(kind, name="", **facts):
    return PriceList(new_id(), name or kind, Kind(kind), **facts)


def wish(quantity=1, at=NOW, **facts):
    return Wish(at, Decimal(quantity), {name: frozenset([value]) for name, value in facts.items()})


def asked(lists, prices, wanted=None, rules=None, base=BASE):
    entries = {
        each.id: [price if isinstance(price, Entry) else Entry(price)] if price is not None else []
        for each, price in zip(lists, prices, strict=True)
    }
    return resolve(base, lists, entries, wanted or wish(), rules or Rules())


def test_without_lists_the_base_price_holds_with_its_former_price():
    found = asked([], [])
    assert (found.amount, found.compare_at, found.list, found.trace) == (1000, 1200, None, ())


@pytest.mark.req("PRC-02")
def test_kinds_compete_in_a_fixed_order_whatever_the_order_of_the_lists():
    kinds = ["contract", "segment", "sale", "channel", "market", "base"]
    lists = [price_list(kind) for kind in kinds]
    for ordered in permutations(lists, 6):
        found = asked(ordered, [500] * 6)
        assert found.list is not None
        assert found.list.kind == "contract"
    for place, kind in enumerate(kinds):
        assert asked(lists[place:], [500] * (6 - place)).list.kind == kind


@pytest.mark.req("PRC-02")
def test_the_trace_names_who_won_who_lost_and_why():
    lists = [
        price_list("market", "Germany", position=1),
        price_list("market", "Cheaper", position=2),
        price_list("segment", "Gold", conditions=(Condition("group", frozenset(["gold"])),)),
        price_list("sale", "Over", ends_at=NOW - timedelta(days=1)),
        price_list("channel", "Empty"),
    ]
    found = asked(lists, [900, 800, 100, 50, None])
    assert found.amount == 900
    assert {each.list.name: (each.result.value, each.reason, each.amount) for each in found.trace} == {
        "Germany": ("applied", "the strongest list", 900),
        "Cheaper": ("rejected", "another list stands before it", 800),
        "Gold": ("rejected", "not for this customer group", None),
        "Over": ("rejected", "ended", None),
        "Empty": ("rejected", "no price for it", None),
    }


def test_zero_is_a_price_and_none_is_not():
    assert asked([price_list("market")], [0]).amount == 0
    assert asked([], [], base=None).amount is None
    assert asked([price_list("market")], [0], base=None).amount == 0


def test_a_tie_goes_to_the_lower_price_and_says_so_or_is_refused():
    lists = [price_list("market", "A"), price_list("market", "B")]
    found = asked(lists, [900, 800])
    assert (found.amount, found.trace[0].reason) == (800, "as strong as another list, the lower price first")
    refused = asked(lists, [900, 800], rules=Rules(refuse_ties=True))
    assert (refused.amount, refused.conflict) == (None, True)


@pytest.mark.parametrize(
    ("choice", "amount"), [("kind", 700), ("specific", 900), ("position", 800), ("lowest", 600)]
)
def test_a_shop_chooses_how_lists_compete(choice, amount):
    lists = [
        price_list("contract", position=9),
        price_list("market", position=8, conditions=(VIP, Condition("channel", frozenset(["web"])))),
        price_list("market", position=1),
        price_list("channel", position=5),
    ]
    found = asked(lists, [700, 900, 800, 600], wish(group="vip", channel="web"), Rules(Choice(choice)))
    assert found.amount == amount


@pytest.mark.req("PRC-05")
@pytest.mark.parametrize(
    ("quantity", "amount"), [(1, 1000), (9, 1000), (10, 900), (49, 900), (50, 800), (500, 800)]
)
def test_tiers_by_quantity(quantity, amount):
    tiers = price_list("market")
    entries = {tiers.id: [Entry(900, min_quantity=Decimal(10)), Entry(800, min_quantity=Decimal(50))]}
    assert resolve(BASE, [tiers], entries, wish(quantity)).amount == amount


@pytest.mark.req("PRC-04")
def test_a_sale_holds_from_its_start_to_its_end_and_shows_the_price_before():
    start, end = NOW, NOW + timedelta(hours=1)
    sale = price_list("sale", starts_at=start, ends_at=end)
    market = price_list("market")
    second = timedelta(seconds=1)
    times = [(start - second, 950, None), (start, 700, 950), (end, 700, 950), (end + second, 950, None)]
    for at, amount, former in times:
        found = asked([sale, market], [700, 950], wish(at=at))
        assert (found.amount, found.compare_at) == (amount, former)


def test_a_percentage_is_taken_of_base_of_another_list_or_of_what_a_sale_replaces():
    market = price_list("market")
    off = price_list("segment", percent=100_000)
    on_market = price_list("segment", percent=100_000, based_on=market.id)
    sale = price_list("sale", percent=500_000)
    assert asked([off], [None]).amount == 900
    assert asked([market, on_market], [2000, None]).amount == 1800
    found = asked([market, sale], [2000, None])
    assert (found.amount, found.compare_at, found.original) == (1000, 2000, 2000)
    assert asked([price_list("market", percent=-250_000)], [None]).amount == 1250


def test_lists_that_build_on_each_other_have_no_price():
    one, other = new_id(), new_id()
    lists = [
        PriceList(one, "one", Kind.MARKET, percent=100_000, based_on=other),
        PriceList(other, "other", Kind.MARKET, percent=100_000, based_on=one),
    ]
    found = asked(lists, [None, None])
    assert (found.amount, found.list) == (1000, None)


@pytest.mark.parametrize(
    ("amount", "ending", "out"),
    [
        (1743, 99, 1699),
        (1750, 99, 1799),
        (1748, 99, 1699),
        (1749, 99, 1799),
        (20, 99, 99),
        (1743, 0, 1700),
        (0, 99, 0),
        (1743, 999, 1999),
        (7, None, 7),
    ],
)
def test_endings(amount, ending, out):
    assert ended(amount, ending) == out


def test_the_narrower_entry_of_a_list_wins_and_a_later_start_replaces_an_earlier_one():
    one = price_list("market")
    entries = [
        Entry(percent=500_000, depth=Depth.ALL), Entry(percent=200_000, depth=Depth.CATEGORY), Entry(900),
        Entry(850, starts_at=NOW), Entry(100, starts_at=NOW + timedelta(days=1)),
    ]  # fmt: skip
    for kept, amount in [(1, 500), (2, 800), (3, 900), (4, 850), (5, 850)]:
        assert resolve(BASE, [one], {one.id: entries[:kept]}, wish()).amount == amount


def test_any_of_several_conditions_and_anybody_with_an_account():
    conditions = (VIP, Condition("channel", frozenset(["pos"])))
    every, any_one = (
        price_list("segment", conditions=conditions),
        price_list("segment", conditions=conditions, match_any=True),
    )
    assert asked([every], [1], wish(channel="pos")).amount == 1000
    assert asked([any_one], [1], wish(channel="pos")).amount == 1
    signed_in = price_list("segment", conditions=(Condition("group", frozenset()),))
    assert asked([signed_in], [1], wish(channel="web")).amount == 1000
    assert asked([signed_in], [1], wish(customer="x")).amount == 1


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(Kind)),
            st.integers(0, 3),
            st.integers(0, 5000),
            st.sampled_from(["", "vip", "gold"]),
        ),
        max_size=6,
    ),
    st.sampled_from(list(Choice)),
    st.randoms(use_true_random=False),
)
def test_the_order_in_which_lists_are_told_changes_nothing(told, choice, chance):
    lists = [
        PriceList(
            new_id(),
            str(place),
            kind,
            position,
            conditions=(Condition("group", frozenset([group])),) if group else (),
        )
        for place, (kind, position, _amount, group) in enumerate(told)
    ]
    entries = {each.id: [Entry(amount)] for each, (_k, _p, amount, _g) in zip(lists, told, strict=True)}
    found = resolve(BASE, lists, entries, wish(group="vip"), Rules(choice))
    mixed = list(lists)
    chance.shuffle(mixed)
    again = resolve(BASE, mixed, entries, wish(group="vip"), Rules(choice))
    assert (found.amount, found.list, found.compare_at) == (again.amount, again.list, again.compare_at)
    assert found.amount is not None
    assert found.amount >= 0
