"""A bundle draws its parts' stock, in every door, and comes back as its parts."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.db import db, unit_of_work
from app.core.errors import Invalid
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.catalog.errors import PartOfBundle
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import DrawsOthers, OutOfStock
from app.domains.inventory.models import StockItem, StockLevel
from app.domains.orders.models import OrderLine
from app.domains.orders.types import Contact
from app.flows import cancel_order, edit_product, fill_cart, place_order, reconcile, refund_order
from app.flows.compose_bundle import compose_bundle
from app.flows.price_checkout import Checkout
from app.queries import product_page, sellables

ANN = Contact(
    name="Ann", email="ann@example.com", line1="Hauptstr. 1", city="Berlin", postal_code="10115", country="DE"
)


@pytest.fixture
def selling(tenant):
    with tenant_scope(tenant), acting_as(system("test")):
        yield


@pytest.fixture
def tea_set(selling, make):
    """Two mugs and a pot for less."""
    made = make.product(sku="SET", price=5000, stock=0)
    mug, pot = make.product(sku="MUG", price=1500, stock=5), make.product(sku="POT", price=3000, stock=3)
    compose(made, ("MUG", 2), ("POT", 1))
    return made, mug, pot


def compose(product, *parts):
    with unit_of_work():
        compose_bundle(product.id, product.variant.id, [(sku, Decimal(n)) for sku, n in parts])


def order(*lines, delivery="standard", location=None, token="tok_approve"):
    with unit_of_work():
        cart = fill_cart.open_cart("web", [(sku, Decimal(quantity)) for sku, quantity in lines]).cart.id
    return place_order.place_order(cart, Checkout(ANN, delivery, location, "test", token))


def levels():
    with unit_of_work():
        rows = db.session.execute(
            select(StockItem.sku, StockLevel.on_hand, StockLevel.allocated, StockLevel.reserved)
            .join(StockLevel, StockLevel.stock_item_id == StockItem.id)
        ).all()  # fmt: skip
    return {sku: (int(there), int(allocated), int(reserved)) for sku, there, allocated, reserved in rows}


def available(sku):
    with unit_of_work():
        return sellables.by_skus([sku], "EUR")[sku].available()


def shown(product):
    with unit_of_work():
        return product_page.product(str(product.id))


def set_stock(sku, quantity, location="main"):
    with unit_of_work():
        inventory.set_on_hand(sku=sku, location_code=location, quantity=Decimal(quantity))


@pytest.mark.req("CAT-04")
def test_a_bundle_is_offered_as_often_as_its_scarcest_part_allows(tea_set):
    assert available("SET") == 2
    assert shown(tea_set[0]).variants[0].available == 2

    set_stock("POT", 0)

    assert available("SET") == 0
    assert not shown(tea_set[0]).in_stock


@pytest.mark.req("CAT-04")
def test_an_order_holds_the_parts_and_names_them(tea_set):
    placed = order(("SET", 2))

    assert levels() == {"SET": (0, 0, 0), "MUG": (5, 4, 0), "POT": (3, 2, 0)}
    with unit_of_work():
        line = db.session.scalars(select(OrderLine)).one()
    assert [(part["sku"], part["quantity"]) for part in line.components] == [("MUG", "2"), ("POT", "1")]
    assert (line.sku, line.quantity, line.total) == ("SET", 2, 10000)
    assert line.options.startswith("2 \N{MULTIPLICATION SIGN} ")
    assert placed.outcome == "paid"
    with unit_of_work():
        assert not reconcile.reconcile().violations


@pytest.mark.req("CAT-04")
def test_bundle_and_part_in_one_cart_share_the_shelf(tea_set):
    with pytest.raises(OutOfStock) as refusal:
        order(("SET", 2), ("MUG", 2))

    assert refusal.value.facts == {"sku": "MUG", "requested": 2, "available": 1}
    assert levels()["MUG"] == (5, 0, 0)
    assert order(("SET", 2), ("MUG", 1)).outcome == "paid"
    assert levels()["MUG"] == (5, 5, 0)


def test_a_bundle_comes_from_one_place(tea_set, make):
    store = make.location(code="s1", kind="store", offers_pickup=True, ships=False)
    make.stock_at(tea_set[2].stock_item, store, 9)
    set_stock("POT", 0)

    assert available("SET") == 0
    assert shown(tea_set[0]).variants[0].available == 0
    with pytest.raises(OutOfStock):
        order(("SET", 1), delivery="pickup", location="s1")

    make.stock_at(tea_set[1].stock_item, store, 9)
    assert available("SET") == 4
    assert order(("SET", 1), delivery="pickup", location="s1").outcome == "paid"


def test_what_is_cancelled_or_brought_back_is_parts_again(tea_set):
    first, second = order(("SET", 1)), order(("SET", 1))
    cancel_order.cancel_order(first.order.id, reason="changed her mind")
    assert levels() == {"SET": (0, 0, 0), "MUG": (5, 2, 0), "POT": (3, 1, 0)}

    with unit_of_work():
        place = inventory.find_location("main").id
    line = second.order.lines[0]
    refund_order.refund_order(
        second.order.id, {line.id: line.quantity}, shipping=False, reason="broken", restock_at=place
    )
    assert levels()["MUG"] == (7, 2, 0)


def test_a_declined_payment_gives_the_parts_back(tea_set):
    assert order(("SET", 1), token="tok_decline").outcome == "declined"
    assert levels()["POT"] == (3, 0, 0)


def test_a_bundle_has_no_stock_of_its_own(tea_set, make):
    with pytest.raises(DrawsOthers):
        set_stock("SET", 5)

    other = make.product(sku="TRAY", stock=4)
    with pytest.raises(Invalid) as refusal:
        compose(other, ("MUG", 1))
    assert set(refusal.value.fields) == {"parts"}
    set_stock("TRAY", 0)
    compose(other, ("MUG", 1))


def test_parts_that_cannot_be_are_refused_at_their_field(tea_set, make):
    made, _mug, _pot = tea_set
    with pytest.raises(Invalid) as unknown:
        compose(made, ("MUG", 1), ("NOPE", 1))
    with pytest.raises(Invalid) as itself:
        compose(made, ("SET", 1), ("MUG", 0), ("POT", 1), ("POT", 2))
    with pytest.raises(Invalid) as nested:
        compose(make.product(sku="BIG", stock=0), ("SET", 1))

    assert set(unknown.value.fields) == {"parts.1.sku"}
    assert set(itself.value.fields) == {"parts.0.sku", "parts.1.quantity", "parts.3.sku"}
    assert set(nested.value.fields) == {"parts.0.sku"}


def test_a_part_stays_while_a_bundle_needs_it(tea_set):
    with unit_of_work(), pytest.raises(PartOfBundle):
        edit_product.retire_product(tea_set[1].id)


def test_taken_apart_it_has_its_own_stock_again(tea_set):
    compose(tea_set[0])
    set_stock("SET", 7)

    assert available("SET") == 7


def test_saving_the_product_leaves_the_bundle_as_it_is(tea_set):
    made = tea_set[0]
    with unit_of_work():
        product = edit_product.catalog.product(made.id)
        inputs = [
            edit_product.replace(each, tracked=True, backorder=False)
            for each in edit_product.inputs_of(made.id)
        ]
        edit_product.update_product(made.id, edit_product.draft_of(product), inputs)

    assert available("SET") == 2


def test_a_part_that_is_not_counted_never_runs_out(tea_set, make):
    made = make.product(sku="CARD-SET", stock=0)
    make.product(sku="CARD", stock=None)
    compose(made, ("CARD", 3), ("POT", 1))

    assert available("CARD-SET") == 3
    assert order(("CARD-SET", 3)).outcome == "paid"
    assert levels()["POT"] == (3, 3, 0)
