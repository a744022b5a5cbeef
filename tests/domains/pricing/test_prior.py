"""The lowest price of the 30 days before a reduction, as Article 6a of Directive 98/6/EC asks for it."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domains.pricing.prior import Step, prior_price, reduced_since

TODAY = datetime(2027, 5, 31, 12, tzinfo=UTC)


def steps(*told):
    """(days ago, amount, former), the oldest first."""
    return [Step(TODAY - timedelta(days=ago), *price) for ago, *price in told]


@pytest.mark.req("PRC-04")
@pytest.mark.parametrize(
    ("told", "lowest", "each"),
    [
        pytest.param([(99, 1000), (5, 800, 1000)], 1000, 1000, id="lowered once"),
        pytest.param(
            [(99, 1000), (20, 800, 1000), (10, 1000), (5, 700, 1000)], 800, 800, id="lowered, raised, lowered"
        ),
        pytest.param(
            [(99, 1000), (60, 800, 1000), (50, 1000), (5, 700, 1000)], 1000, 1000, id="lower long ago"
        ),
        pytest.param(
            [(99, 1000), (40, 800, 1000), (35, 900), (34, 1000), (5, 700, 1000)], 900, 900, id="window's edge"
        ),
        pytest.param([(99, 1000), (20, 900, 1000), (5, 700, 1000)], 1000, 900, id="progressive"),
        pytest.param([(99, 1000), (60, 900, 1000), (5, 700, 1000)], 1000, 900, id="progressive over months"),
        pytest.param(
            [(99, 1000), (20, 700, 1000), (5, 800, 1000)], 700, 700, id="raised within the reduction"
        ),
        pytest.param([(99, 900), (20, 1200), (5, 1000, 1200)], 900, 900, id="raised just before"),
        pytest.param([(99, 800), (5, 800, 1000)], 800, 800, id="announced without lowering"),
        pytest.param([(99, 1000), (20, 800), (5, 700, 1000)], 800, 800, id="lowered silently first"),
        pytest.param([(12, 1000), (5, 800, 1000)], 1000, 1000, id="sold for less than 30 days"),
        pytest.param([(5, 800, 1000)], 800, 800, id="never sold dearer"),
        pytest.param([(99, 1000), (80, None), (5, 700, 1000)], 1000, 1000, id="not sold in those days"),
        pytest.param([(99, 1000), (5, 800)], None, None, id="no reduction announced"),
        pytest.param([(99, 1000), (20, 800, 1000), (5, 1000)], None, None, id="a reduction that is over"),
        pytest.param([], None, None, id="nothing known"),
    ],
)
def test_the_lowest_price_of_thirty_days_before(told, lowest, each):
    assert prior_price(steps(*told), TODAY) == lowest
    assert prior_price(steps(*told), TODAY, first=False) == each


def test_it_stays_the_same_as_long_as_the_reduction_lasts_and_tells_when_that_began():
    known = steps((99, 1000), (90, 700, 1000), (80, 1000), (55, 800, 1000), (54, 750, 1000))
    assert {prior_price(known, TODAY - timedelta(days=ago)) for ago in (55, 40, 20, 0)} == {700}
    assert reduced_since(known, TODAY) == TODAY - timedelta(days=55)
    assert reduced_since(known, TODAY - timedelta(days=60)) is None
