"""A/B tests: the same visitor gets the same variant, on one channel only, until the test stops."""

from decimal import Decimal
from random import Random

import pytest
from scipy import stats

from app.core.db import unit_of_work
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.channels import service as channels
from app.domains.experiments import rules
from app.domains.experiments import service as experiments
from app.domains.experiments.models import ExperimentOrder, Exposure
from app.domains.experiments.types import Group
from app.domains.promotions import service as promotions
from app.domains.promotions.types import Draft
from app.flows import fill_cart, place_order
from app.flows.place_order import Checkout
from tests.support.people import ANN

VISITORS = 1000


@pytest.fixture(autouse=True)
def selling(tenant, make):
    make.product(sku="MUG", price=1000, stock=5000)
    with tenant_scope(tenant), acting_as(system("test")):
        yield


@pytest.fixture
def running():
    """A test that gives B ten percent."""
    with unit_of_work():
        web = channels.channel("web").id
        test = experiments.write(code="ten", name="Ten percent", channel_id=web, share=50)
        rule = {
            "when": {"facts": [["test:ten=b"]]},
            "actions": [{"effect": "item_percent", "value": 100_000}],
        }
        offer = promotions.write(Draft("Ten for B", rule))
        promotions.switch(offer.id, "active")
        experiments.start(test.id)
    return test.id


def total(visitor, channel="web"):
    with unit_of_work():
        return fill_cart.open_cart(channel, [("MUG", Decimal(1))], visitor).quote.totals.total


@pytest.mark.req("PRC-18")
def test_a_thousand_visitors_split_in_halves_and_stay(running):
    drawn = [rules.variant(running, 50, f"visitor {at}") for at in range(VISITORS)]
    assert 450 <= drawn.count("b") <= 550
    assert drawn == [rules.variant(running, 50, f"visitor {at}") for at in range(VISITORS)]


@pytest.mark.req("PRC-18")
def test_a_variant_has_its_price_until_the_test_stops_and_other_channels_notice_nothing(running, count):
    wanted = {rules.variant(running, 50, f"v{at}"): f"v{at}" for at in range(20)}
    assert (total(wanted["a"]), total(wanted["b"]), total(wanted["b"])) == (1000, 900, 900)
    assert total(wanted["b"], "pos") == 1000
    assert count(Exposure) == 2

    with unit_of_work():
        experiments.stop(running)

    assert total(wanted["b"]) == 1000


def test_orders_count_for_the_variant_and_cancelled_ones_do_not(running, count):
    with unit_of_work():
        cart = fill_cart.open_cart("web", [("MUG", Decimal(1))], "kim").cart
    placed = place_order.place_order(cart.id, Checkout(ANN, "standard", None, "test", "tok_approve"))
    assert count(ExperimentOrder, ExperimentOrder.amount == placed.order.total) == 1
    with unit_of_work():
        groups = dict(zip("ab", experiments.result(running, "EUR"), strict=True))
    mine = groups[rules.variant(running, 50, "kim")]
    assert (mine.visitors, mine.buyers, mine.spent) == (1, 1, placed.order.total)


def test_an_interval_is_newcombes():
    """The worked example of Newcombe 1998, table II, method 10: 56/70 against 48/80."""
    found = rules.rate_difference(Group(80, 48, 0, 0), Group(70, 56, 0, 0))
    assert tuple(round(each, 4) for each in (found.low, found.value, found.high)) == (0.0524, 0.2, 0.3339)
    assert found.proven
    assert not rules.enough(Group(99, 50, 0, 0), Group(500, 50, 0, 0))


def test_spending_that_differs_by_chance_proves_nothing():
    same = Group(1000, 500, 500_000, 500_000_000)
    more = Group(1000, 500, 650_000, 845_000_000)
    assert rules.spend_difference(same, same).proven is False
    assert rules.spend_difference(same, more).proven is True


def test_bounds_are_those_of_a_statistics_library():
    drawn = Random(7)
    spent = [[drawn.choice((0, 0, 0, 1999, 4500)) for _ in range(size)] for size in (140, 220)]
    a, b = (Group(len(each), sum(map(bool, each)), sum(each), sum(x * x for x in each)) for each in spent)
    found = rules.spend_difference(a, b)
    told = stats.ttest_ind(spent[1], spent[0], equal_var=False).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((told.low, told.high))
    shares = [
        stats.binomtest(group.buyers, group.visitors).proportion_ci(0.95, method="wilson") for group in (a, b)
    ]
    assert [rules._wilson(group.buyers, group.visitors) for group in (a, b)] == [
        pytest.approx((share.low, share.high)) for share in shares
    ]
