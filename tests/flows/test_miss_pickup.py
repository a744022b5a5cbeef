"""A store does not find what somebody comes for: elsewhere, sent, waited for, or paid back (UC-20)."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.db import db, unit_of_work
from app.domains.channels import service as channels
from app.domains.channels.types import StockRules
from app.domains.fulfillment import service as fulfillment
from app.domains.fulfillment.errors import WrongStep
from app.domains.fulfillment.models import MissingPickup, Pickup, Shipment
from app.domains.inventory import service as inventory
from app.domains.inventory.models import StockException, StockHold, StockTransfer
from app.domains.orders import service as orders
from app.domains.orders.models import Order
from app.flows import fill_cart, hand_over_pickup, miss_pickup, place_order, ship_order
from app.flows.reconcile import reconcile
from app.outbound.notifications.models import Mail
from app.queries.availability import availability
from app.queries.order_letter import order_letter
from tests.support.people import ANN

GUARD = {"csrf_token": "test-csrf"}


@pytest.fixture
def stores(make, inside):
    """A near and a far store, and the main warehouse; what lies where is each test's to say."""
    for sku in ("MUG", "CUP"):
        make.product(sku=sku, price=1000, stock=0)
    points = {"near": "50.94", "far": "48.14", "third": "50.73"}
    made = {
        code: make.location(
            code=code, name=f"The {code} one", kind="store", offers_pickup=True, ships=False,
            latitude=Decimal(north), longitude=Decimal("7.0"),
        ).id
        for code, north in points.items()
    }  # fmt: skip
    with unit_of_work():
        return made | {"main": inventory.find_location("main").id}


@pytest.fixture
def lie(stores):
    def say(**counts):
        with unit_of_work():
            for spot, units in counts.items():
                sku, code = spot.split("_")
                place, item = stores[code], inventory.find_item(sku).id
                inventory.receive({(item, place): Decimal(units)}, reason="test")

    return say


@pytest.fixture
def picked(lie, run_jobs):
    """picked("MUG", "CUP"): an order of one of each that waits at the near store; its id and its pickup's."""

    def order(*skus):
        with unit_of_work():
            cart = fill_cart.open_cart("web", [(sku, Decimal(1)) for sku in skus]).cart.id
        how = place_order.Checkout(ANN, "pickup", "near", "test", "tok_approve")
        placed = place_order.place_order(cart, how).order
        run_jobs()
        return placed.id, one(Pickup).id

    return order


def one(model, *where):
    with unit_of_work():
        return db.session.scalars(select(model).where(*where).execution_options(populate_existing=True)).one()


def miss(order_id, pickup_id, *skus):
    with unit_of_work():
        gone = [line.id for line in orders.lines_of(order_id) if line.sku in skus]
    return miss_pickup.report(pickup_id, gone, note="looked twice")


def figures(sku):
    with unit_of_work():
        terms = availability(sku).draws[0].terms
        return {term.location: (int(term.on_hand), int(term.allocated), int(term.held)) for term in terms}


def link_of(order_id):
    with unit_of_work():
        return f"/orders/{order_letter(order_id).link}"


@pytest.mark.req("UC-20")
def test_the_buyer_is_asked_and_moves_the_order_by_link(picked, lie, shop, admin, run_jobs, stores):
    lie(MUG_near=1, MUG_far=2, MUG_third=2, MUG_main=1)
    order, pickup = picked("MUG")
    page = f"/admin/pickups/{pickup}"
    with unit_of_work():
        line = str(orders.lines_of(order)[0].id)
    assert "What is missing" in admin.get(page).text
    assert admin.post(f"{page}/missing", data=GUARD).status_code == 422
    assert admin.post(f"{page}/missing", data={**GUARD, "lines": line, "note": "Aisle 3"}).status_code == 303
    run_jobs()

    assert one(Mail, Mail.kind == "pickup_missing")
    assert one(StockException).kind == "missing"
    assert figures("MUG")["near"] == (1, 1, 1)
    shown = admin.get(page).text
    assert "Found after all" in shown
    assert admin.post(f"{page}/readiness", data=GUARD).status_code == 409
    asked = shop.get(link_of(order)).text
    assert asked.index("The third one has all") < asked.index("The far one has all")

    where = {"what": "elsewhere", "place": str(stores["third"])}
    assert shop.post(f"{link_of(order)}/missing", data=where).status_code == 303
    assert figures("MUG")["near"] == (1, 0, 1)
    assert figures("MUG")["third"] == (2, 1, 0)
    moved = one(Pickup)
    assert (moved.location_id, moved.status) == (stores["third"], "new")
    assert "The third one" in shop.get(link_of(order)).text
    assert shop.post(f"{link_of(order)}/missing", data=where).status_code == 409

    with unit_of_work():
        hand_over_pickup.make_ready(pickup)
        code = fulfillment.pickup_code(db.session.get_one(Pickup, pickup))
        hand_over_pickup.hand_over(pickup, code=code)
    assert one(Order).status == "completed"
    assert figures("MUG")["third"] == (1, 0, 0)
    assert not reconcile().violations


@pytest.mark.req("UC-20")
def test_what_no_place_has_is_paid_back_and_the_rest_handed_over(picked, lie, run_jobs):
    lie(MUG_near=1, CUP_near=1)
    order, pickup = picked("MUG", "CUP")
    assert miss(order, pickup, "MUG") == "refunded"
    run_jobs()

    paid = one(Order)
    assert (paid.refunded, paid.status) == (1000, "confirmed")
    assert one(Mail, Mail.kind == "order_partly_cancelled")
    assert figures("MUG")["near"] == (1, 0, 1)
    with unit_of_work():
        hand_over_pickup.hand_over(pickup, code=fulfillment.pickup_code(db.session.get_one(Pickup, pickup)))
    assert one(Order).status == "completed"
    assert not reconcile().violations


def test_it_is_sent_while_what_was_found_still_waits(picked, lie, shop, run_jobs):
    lie(MUG_near=1, CUP_near=1, MUG_main=1)
    order, pickup = picked("MUG", "CUP")
    assert miss(order, pickup, "MUG") == "asked"
    url = f"{link_of(order)}/missing"
    assert shop.post(url, data={"what": "send", "country": "DE"}).status_code == 422
    to = {"line1": "Long Lane 5", "postal_code": "50667", "city": "Köln", "country": "DE"}
    assert shop.post(url, data={"what": "send", **to}).status_code == 303

    with unit_of_work():
        about = order_letter(order)
        assert about.contact.line1 == "Long Lane 5"
        hand_over_pickup.hand_over(pickup, code=fulfillment.pickup_code(db.session.get_one(Pickup, pickup)))
    assert one(Order).fulfillment_status == "partial"
    with unit_of_work():
        ship_order.ship(db.session.scalars(select(Shipment.id)).one(), carrier="", tracking_number="")
    run_jobs()
    assert one(Order).fulfillment_status == "fulfilled"
    assert figures("MUG")["main"] == (0, 0, 0)
    assert not reconcile().violations


def test_sent_whole_the_pickup_ends(picked, lie):
    lie(MUG_near=1, MUG_main=1)
    order, pickup = picked("MUG")
    miss(order, pickup, "MUG")
    miss_pickup.answer(pickup, miss_pickup.Answer("send", to=ANN))
    assert one(Pickup).status == "cancelled"
    assert one(Order).delivery_kind == "ship"


def test_by_policy_another_place_sends_it_to_the_store(picked, lie, stores):
    lie(MUG_near=1, MUG_far=1, MUG_third=1)
    with unit_of_work():
        channels.save(StockRules(missing="fetch"))
    order, pickup = picked("MUG")
    assert miss(order, pickup, "MUG") == "fetched"
    sent = one(StockTransfer)
    assert (sent.source_id, sent.destination_id, sent.status) == (stores["third"], stores["near"], "approved")
    assert figures("MUG")["third"] == (1, 1, 0)
    with unit_of_work():
        hand_over_pickup.make_ready(pickup)
    assert not reconcile().violations


def test_found_after_all_nothing_changed(picked, lie, admin):
    lie(MUG_near=1, MUG_far=1)
    order, pickup = picked("MUG")
    miss(order, pickup, "MUG")
    with pytest.raises(WrongStep):
        miss(order, pickup, "MUG")
    assert admin.post(f"/admin/pickups/{pickup}/found", data=GUARD).status_code == 303
    assert figures("MUG")["near"] == (1, 1, 0)
    assert one(StockHold).released == 1
    assert one(StockException).resolved_at is not None
    assert one(MissingPickup).status == "found"


def test_a_place_that_sold_it_meanwhile_is_not_chosen(picked, lie, stores):
    lie(MUG_near=1, MUG_far=1)
    order, pickup = picked("MUG")
    miss(order, pickup, "MUG")
    with unit_of_work():
        inventory.set_on_hand(sku="MUG", location_code="far", quantity=Decimal(0), reason="sold")
    with pytest.raises(miss_pickup.Conflict):
        miss_pickup.answer(pickup, miss_pickup.Answer("elsewhere", stores["far"]))
    assert miss_pickup.answer(pickup, miss_pickup.Answer("refund")) == "refunded"
    assert one(Order).status == "cancelled"
    assert one(Pickup).status == "cancelled"
