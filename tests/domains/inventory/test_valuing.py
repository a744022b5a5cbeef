"""Worth is exact whatever happens: layers sum to the quantity, nothing is lost to rounding, nothing falls below zero."""

from hypothesis import given
from hypothesis import strategies as st

from app.domains.inventory.valuing import Amounts, Worth

ARRIVAL = st.tuples(st.just("arrive"), st.integers(1, 50_000), st.integers(0, 10**7))
LEAVING = st.tuples(st.just("leave"), st.integers(1, 60_000), st.just(0))
LATE = st.tuples(st.just("revalue"), st.integers(0, 30), st.integers(-(10**6), 10**6))


@given(st.lists(st.one_of(ARRIVAL, LEAVING, LATE), max_size=40))
def test_worth_is_exact_and_never_negative(steps):
    worth, came, quantities = Worth(), {}, 0
    paid = left = Amounts()
    for number, (kind, first, second) in enumerate(steps):
        if kind == "arrive":
            paid += worth.arrive(number, first, Amounts(second, second))
            came[number], quantities = first, quantities + first
        elif kind == "leave":
            quantities -= first
            left += worth.leave(first)
        elif came:
            source = sorted(came)[first % len(came)]
            paid += worth.revalue(source, came[source], second)

        assert worth.quantity == quantities
        assert max(0, quantities) == sum(layer.quantity for layer in worth.layers)
        assert worth.amounts + left == paid
        assert worth.average >= 0
        assert all(layer.value >= 0 and layer.quantity > 0 for layer in worth.layers)
        assert quantities > 0 or worth.amounts == Amounts()


def test_average_and_fifo_by_hand():
    worth = Worth()
    worth.arrive(1, 10_000, Amounts(1000, 1000))
    worth.arrive(2, 5_000, Amounts(1000, 1000))

    assert worth.leave(12_000) == Amounts(1600, 1400)
    assert worth.amounts == Amounts(400, 600)


def test_what_makes_up_for_stock_below_zero_is_worth_nothing():
    worth = Worth()
    worth.arrive(1, 2_000, Amounts(200, 200))
    assert worth.leave(5_000) == Amounts(200, 200)
    assert (worth.quantity, worth.amounts) == (-3_000, Amounts())

    assert worth.arrive(2, 10_000, Amounts(1000, 1000)) == Amounts(700, 700)
    assert (worth.quantity, worth.amounts) == (7_000, Amounts(700, 700))


def test_a_late_cost_goes_to_what_is_left_of_its_arrival():
    worth = Worth()
    worth.arrive(1, 10_000, Amounts(1000, 1000))
    worth.arrive(2, 10_000, Amounts(2000, 2000))
    worth.leave(15_000)

    assert worth.revalue(1, 10_000, 300) == Amounts(150, 0)
    assert worth.revalue(2, 10_000, 300) == Amounts(150, 150)
