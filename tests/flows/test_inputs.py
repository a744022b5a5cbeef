"""What buyers say when they order: checked, priced, kept apart, and written on the order."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.db import db, unit_of_work
from app.core.errors import Invalid
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.catalog.errors import InputsMissing
from app.domains.catalog.types import InputSpec
from app.domains.inventory.errors import OutOfStock
from app.domains.orders.models import Order, OrderLine
from app.flows import fill_cart, place_order, reconcile, refund_order
from app.flows.ask_buyers import ask_buyers
from app.flows.compose_bundle import compose_bundle
from tests.flows.test_place_order import checkout

NAME = InputSpec(
    "", {"en": "Name", "de": "Name"}, "text", required=True, surcharge=500, longest=8, allowed="letters"
)
WRAP = InputSpec("", {"en": "Wrapping"}, "choice", choices=["Plain", "Gift"])
DAY = InputSpec("", {"en": "Day"}, "date")


@pytest.fixture
def selling(tenant):
    with tenant_scope(tenant), acting_as(system("test")):
        yield


@pytest.fixture
def ring(selling, make):
    made = make.product(sku="RING", price=2000, stock=9)
    with unit_of_work():
        ask_buyers(made.id, [NAME, WRAP, DAY])
    return made


def cart(*wishes):
    with unit_of_work():
        return fill_cart.open_cart("web", [(sku, Decimal(n), said) for sku, n, said in wishes])


@pytest.mark.req("CAT-04")
def test_what_must_be_said_is_refused_at_its_field(ring, count):
    with pytest.raises(InputsMissing) as refusal:
        cart(("RING", 1, {"wrapping": "Gift"}))

    assert refusal.value.fields == {"lines.0.inputs.name": "Name is needed to make it for you"}
    assert count(Order) == 0


@pytest.mark.req("CAT-04")
def test_an_order_is_refused_when_the_product_came_to_ask_for_more(ring, make, count):
    plain = make.product(sku="MUG", stock=3)
    filled = cart(("MUG", 1, {})).cart.id
    with unit_of_work():
        ask_buyers(plain.id, [NAME])

    with pytest.raises(InputsMissing) as refusal:
        place_order.place_order(filled, checkout())

    assert set(refusal.value.fields) == {"lines.0.inputs.name"}
    assert count(Order) == 0


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"name": "K1m"}, "name"),
        ({"name": "Maximilian"}, "name"),
        ({"name": "Kim", "wrapping": "Paper"}, "wrapping"),
        ({"name": "Kim", "day": "2030-02-31"}, "day"),
        ({"name": "Kim", "colour": "red"}, "colour"),
        ({"name": "   "}, "name"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(ring, said, wrong):
    with pytest.raises(InputsMissing) as refusal:
        cart(("RING", 1, said))

    assert set(refusal.value.fields) == {f"lines.0.inputs.{wrong}"}


@pytest.mark.req("CAT-04")
def test_two_names_are_two_lines_and_the_same_name_is_one(ring):
    priced = cart(("RING", 1, {"name": "Kim"}), ("RING", 1, {"name": "Åse"}), ("RING", 2, {"name": " Kim "}))

    assert [(line.quantity, dict(line.inputs)) for line in priced.cart.lines] == [
        (3, {"name": "Kim"}), (1, {"name": "Åse"}),
    ]  # fmt: skip
    with unit_of_work():
        again = fill_cart.add_line(priced.cart.id, "RING", Decimal(1), {"name": "Åse"})
    assert [line.quantity for line in again.cart.lines] == [3, 2]
    assert again.quote.totals.subtotal == 5 * 2500


def test_the_surcharge_is_in_the_price_and_goes_back_with_it(ring):
    placed = place_order.place_order(
        cart(("RING", 2, {"name": "Kim", "wrapping": "Gift"})).cart.id, checkout()
    )

    with unit_of_work():
        line = db.session.scalars(select(OrderLine)).one()
    assert (line.unit_price, line.total) == (2500, 5000)
    assert line.options == "Name: Kim · Wrapping: Gift"
    assert line.inputs == [
        {"code": "name", "label": "Name", "value": "Kim", "surcharge": 500},
        {"code": "wrapping", "label": "Wrapping", "value": "Gift", "surcharge": 0},
    ]
    refund_order.refund_order(placed.order.id, {line.id: Decimal(1)}, shipping=False, reason="misspelt")
    with unit_of_work():
        assert db.session.get(Order, placed.order.id).refunded == 2500
        assert not reconcile.reconcile().violations


def test_all_lines_of_a_variant_share_its_shelf(ring):
    with pytest.raises(OutOfStock) as refusal:
        cart(("RING", 5, {"name": "Kim"}), ("RING", 5, {"name": "Åse"}))

    assert refusal.value.facts["requested"] == 10


def test_a_part_of_a_bundle_asks_for_nothing_that_must_be_said(ring, make):
    box = make.product(sku="BOX", stock=0)
    with unit_of_work(), pytest.raises(Invalid) as refusal:
        compose_bundle(box.id, box.variant.id, [("RING", Decimal(1))])
    assert set(refusal.value.fields) == {"parts.0.sku"}

    plain = make.product(sku="MUG", stock=1)
    with unit_of_work():
        compose_bundle(box.id, box.variant.id, [("MUG", Decimal(1))])
    with unit_of_work(), pytest.raises(Invalid) as refusal:
        ask_buyers(plain.id, [NAME])
    assert set(refusal.value.fields) == {"inputs"}


def test_questions_that_make_no_sense_are_refused_at_their_field(ring):
    wrong = [
        InputSpec("", {}), InputSpec("", {"en": "Size"}, "choice"), InputSpec("", {"en": "Size"}, longest=0),
        InputSpec("", {"en": "Day"}, surcharge=-1),
    ]  # fmt: skip
    with unit_of_work(), pytest.raises(Invalid) as refusal:
        ask_buyers(ring.id, wrong)

    assert set(refusal.value.fields) == {
        "inputs.0.label", "inputs.1.choices", "inputs.2.label", "inputs.2.longest", "inputs.3.surcharge",
    }  # fmt: skip
