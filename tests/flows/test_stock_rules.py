"""What the shop does when stock is short, and where it takes it from: its own settings, through every front door."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.db import db, unit_of_work
from app.domains.channels import service as channels
from app.domains.channels.types import StockRules
from app.domains.fulfillment.models import Shipment
from app.domains.inventory import locations
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import BelowThreshold, BelowZero, OutOfStock
from app.domains.inventory.models import Location, StockLevel
from app.domains.inventory.service import PastZero
from app.domains.inventory.types import Change
from app.domains.orders import service as orders
from app.flows import adjust_stock, cancel_order, fill_cart, hold_cart, place_order, ship_order, value_stock
from app.flows.reconcile import reconcile
from app.queries.availability import availability
from tests.support.people import ANN
from tests.web.shop.test_cart import line_of

GUARD = {"csrf_token": "test-csrf"}


@pytest.fixture
def rules(inside):
    def save(**facts):
        with unit_of_work():
            channels.save(StockRules(**facts))

    return save


@pytest.fixture
def three_places(make, inside):
    """3 in the main place, 9 in the south, 4 in the north; asked in the order main, north, south."""
    make.product(sku="MUG", price=1190, stock=3)
    with unit_of_work():
        for code, priority, units in (("south", 300, 9), ("north", 200, 4)):
            place = inventory.add_location(code=code, name=code, kind="warehouse", priority=priority)
            inventory.receive({(inventory.find_item("MUG").id, place.id): Decimal(units)}, reason="test")
    return {"south": 9, "north": 4, "main": 3}


def cart(quantity):
    with unit_of_work():
        return fill_cart.open_cart("web", [("MUG", Decimal(quantity))]).cart.id


def buy(cart_id):
    how = place_order.Checkout(ANN, "standard", None, "test", "tok_approve")
    return place_order.place_order(cart_id, how).order


def taken(order):
    with unit_of_work():
        names = {place.id: place.code for place in locations.every_location()}
        return [(names[line.location_id], int(line.quantity)) for line in orders.lines_of(order.id)]


def held(cart_id):
    with unit_of_work():
        hold_cart.hold_cart(cart_id)
        names = {place.id: place.code for place in locations.every_location()}
        return {names[each.location_id]: int(each.quantity) for each in inventory.held_by(cart_id)}


@pytest.mark.req("INV-06")
@pytest.mark.parametrize(
    ("rule", "wanted", "sources"),
    [
        ("one_place", 3, [("main", 3)]),
        ("one_place", 5, [("south", 5)]),
        ("in_order", 5, [("main", 3), ("north", 2)]),
        ("in_order", 2, [("main", 2)]),
        ("most_stock", 3, [("south", 3)]),
        ("most_stock", 14, [("south", 9), ("north", 4), ("main", 1)]),
    ],
)
def test_an_order_is_taken_from_where_the_shop_says(three_places, rules, rule, wanted, sources):
    rules(take_from=rule)
    mine = cart(wanted)

    assert held(mine) == dict(sources)
    order = buy(mine)

    assert taken(order) == sources
    with unit_of_work():
        assert availability("MUG").available == 16 - wanted
    assert reconcile().violations == []


def test_a_line_over_two_places_costs_what_was_quoted(three_places, rules):
    rules(take_from="in_order")
    with unit_of_work():
        quoted = fill_cart.open_cart("web", [("MUG", Decimal(5))]).quote.totals
    order = buy(cart(5))

    with unit_of_work():
        lines = orders.lines_of(order.id)
        assert [(int(line.quantity), line.subtotal) for line in lines] == [(3, 3570), (2, 2380)]
        assert sum(line.total for line in lines) == quoted.subtotal == 5950
        assert sum(line.tax for line in lines) == quoted.tax
    cancel_order.cancel_order(order.id, reason="test")
    with unit_of_work():
        assert availability("MUG").available == 16


def test_more_than_all_places_have_is_refused_with_what_there_is(three_places, rules, shop):
    rules(take_from="in_order")
    refused = shop.post("/api/v1/carts", json={"lines": [{"sku": "MUG", "quantity": 17}]})
    assert (refused.status_code, refused.json["available"]) == (409, 16)


def test_what_lies_there_goes_before_what_is_sold_past_zero(three_places, rules):
    rules(take_from="in_order")
    with unit_of_work():
        inventory.sell_past_zero(inventory.find_item("MUG"), PastZero(allowed=True, limit=Decimal(5)))
    order = buy(cart(18))

    assert taken(order) == [("main", 5), ("north", 4), ("south", 9)]
    with unit_of_work():
        assert [int(line.awaited) for line in orders.lines_of(order.id)] == [2, 0, 0]


def test_backorders_are_held_unless_the_shop_says_no(make, rules):
    make.product(sku="MUG", price=1190, stock=1)
    with unit_of_work():
        inventory.sell_past_zero(inventory.find_item("MUG"), PastZero(allowed=True))
    assert held(cart(4)) == {"main": 4}
    rules(hold_past_zero=False)
    mine = cart(4)
    assert held(mine) == {}
    with unit_of_work():
        assert hold_cart.hold_cart(mine).lost is False
    assert taken(buy(mine)) == [("main", 4)]


def test_programs_get_what_there_is_and_are_told(make, rules, shop):
    rules(short="take")
    make.product(sku="MUG", title="Mug", stock=3)
    made = shop.post("/api/v1/carts", json={"lines": [{"sku": "MUG", "quantity": 5}]})

    assert made.status_code == 201
    line = made.json["lines"][0]
    assert line["quantity"] == 3
    assert made.json["notices"] == [
        {
            "code": "inventory.out_of_stock",
            "detail": "Mug: only 3 left, and they are in your cart",
            "sku": "MUG",
            "requested": 5,
            "available": 3,
        }
    ]
    url = f"/api/v1/carts/{made.json['id']}/lines"
    assert shop.post(url, json={"sku": "MUG", "quantity": 1}).status_code == 409
    assert shop.patch(f"{url}/{line['id']}", json={"quantity": 2}).json["notices"] == []
    with unit_of_work():
        inventory.set_on_hand(sku="MUG", location_code="main", quantity=Decimal(0), reason="test")
    gone = shop.patch(f"{url}/{line['id']}", json={"quantity": 1}).json
    assert (gone["lines"], gone["notices"][0]["available"]) == ([], 0)


def test_shoppers_get_what_there_is_and_are_told(make, rules, shop):
    rules(short="take")
    make.product(slug="rare", sku="RARE", title="Rare thing", stock=3)
    htmx = {"HX-Request": "true"}
    added = shop.post("/cart/lines", data={"product": "rare", "quantity": "4"}, headers=htmx)
    assert (added.status_code, "only 3 left, and they are in your cart" in added.text) == (200, True)
    line = f"/cart/lines/{line_of(shop)}"
    changed = shop.post(line, data={"quantity": "9"})
    assert (changed.status_code, "only 3 left" in changed.text, 'value="3"' in changed.text) == (
        200,
        True,
        True,
    )
    with unit_of_work():
        inventory.set_on_hand(sku="RARE", location_code="main", quantity=Decimal(0), reason="test")
    gone = shop.post(line, data={"quantity": "2"})
    assert "Rare thing is sold out and left your cart" in gone.text
    assert "Your cart is empty" in gone.text


def lower(quantity):
    with unit_of_work():
        adjust_stock.count(sku="MUG", location="main", quantity=Decimal(quantity), reason="test")


def level():
    with unit_of_work():
        row = db.session.scalars(select(StockLevel)).one()
        return int(row.on_hand), int(row.free)


def test_stock_may_be_below_zero_as_far_as_it_is_sold_past_zero(make, rules):
    make.product(sku="MUG", price=1190, stock=3)
    with unit_of_work():
        inventory.sell_past_zero(inventory.find_item("MUG"), PastZero(allowed=True, limit=Decimal(20)))
    with pytest.raises(BelowZero):
        lower(-10)
    rules(count_below_zero=True)
    with pytest.raises(BelowThreshold):
        lower(-21)
    lower(-10)
    assert level() == (-10, 10)

    with unit_of_work():
        item, place = inventory.find_item("MUG").id, inventory.find_location("main").id
        inventory.receive({(item, place): Decimal(4)}, reason="test")
    assert level() == (-6, 14)
    with pytest.raises(BelowZero), unit_of_work():
        inventory.change([Change(item, place, on_hand=Decimal(-1))], kind="write_off")
    with unit_of_work():
        adjust_stock.adjust(sku="MUG", location="main", delta=Decimal(-2), reason="test")
        inventory.receive({(item, place): Decimal(9)}, reason="test")
    with unit_of_work():
        assert value_stock.value_stock()
    assert level() == (1, 21)
    assert not reconcile().violations


def test_a_cart_takes_what_a_level_below_zero_leaves(make, rules):
    rules(count_below_zero=True)
    make.product(sku="MUG", price=1190, stock=0)
    with unit_of_work():
        inventory.sell_past_zero(inventory.find_item("MUG"), PastZero(allowed=True, limit=Decimal(5)))
    lower(-3)
    with pytest.raises(OutOfStock):
        cart(3)
    assert taken(buy(cart(2))) == [("main", 2)]
    assert level() == (-3, 0)


def test_what_is_not_sold_past_zero_is_never_below_it(make, rules):
    rules(count_below_zero=True)
    make.product(sku="MUG", price=1190, stock=3)
    with pytest.raises(BelowZero):
        lower(-1)


def test_one_location_may_send_what_others_promised(three_places, rules, admin, run_jobs):
    rules(take_from="in_order")
    order = buy(cart(6))
    run_jobs()
    with unit_of_work():
        boxes = dict(
            db.session.execute(
                select(Location.code, Shipment.id).join(Location, Location.id == Shipment.location_id)
            ).all()
        )
    page = f"/admin/shipments/{boxes['north']}"
    assert "Send it from here, too" not in admin.get(page).text
    assert admin.post(f"{page}/rest", data=GUARD).status_code == 409

    rules(take_from="in_order", send_for_others=True)
    assert "Send it from here, too" in admin.get(page).text
    assert admin.post(f"{page}/rest", data=GUARD).status_code == 303
    with pytest.raises(OutOfStock), unit_of_work():
        ship_order.ship(boxes["north"], carrier="", tracking_number="")
    with unit_of_work():
        item, place = inventory.find_item("MUG").id, inventory.find_location("north").id
        inventory.receive({(item, place): Decimal(3)}, reason="test")
    with unit_of_work():
        ship_order.ship(boxes["north"], carrier="", tracking_number="")
    with unit_of_work():
        found = availability("MUG").draws[0].terms
        figures = {term.location: (int(term.on_hand), int(term.allocated)) for term in found}
        assert figures == {"main": (3, 0), "north": (1, 0), "south": (9, 0)}
        assert {line.fulfilled for line in orders.lines_of(order.id)} == {Decimal(3)}
        assert db.session.get(Shipment, boxes["main"]).status == "cancelled"
    assert not reconcile().violations
