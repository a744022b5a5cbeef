"""Staff see orders come in, and act on them."""

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.fulfillment import service as fulfillment
from app.domains.fulfillment.models import Pickup, Shipment
from app.domains.inventory.models import StockItem, StockLevel
from app.domains.orders.models import Order
from app.domains.payments.models import Refund
from app.flows import place_order
from tests.flows.test_place_order import cart_of, checkout


@pytest.fixture
def placed(make, tenant, run_jobs):
    make.product(sku="MUG", price=1190, stock=5)
    with tenant_scope(tenant), acting_as(system("test")):
        order = place_order.place_order(cart_of(("MUG", 2)), checkout()).order
    run_jobs()
    return order


def one(model, unit, tenant, *where):
    with unit(tenant):
        return db.session.scalars(select(model).where(*where)).one()


def test_an_order_shows_in_its_list_and_on_its_page(desk, placed):
    page = desk.get("/admin/orders/")
    assert page.status_code == 200
    assert f"#{placed.number}" in page.text
    assert "Ann Buyer" in page.text
    shown = desk.get(f"/admin/orders/{placed.id}")
    assert shown.status_code == 200
    assert "ann@example.com" in shown.text
    assert desk.get("/admin/").status_code == 200


def test_the_list_hears_of_news_without_reload(desk, placed):
    first = desk.get("/admin/orders/")
    mark = first.text.split("/admin/orders/news?mark=")[1].split('"')[0]
    assert desk.get(f"/admin/orders/news?mark={mark}").status_code == 204
    assert desk.get("/admin/orders/news?mark=old").headers["HX-Trigger"] == "orders-changed"


def test_cancelling_pays_back_and_frees_the_stock(desk, placed, unit, tenant):
    answer = desk.post(f"/admin/orders/{placed.id}/cancellation", data={"reason": "out of luck"})
    assert answer.status_code == 303
    order = one(Order, unit, tenant, Order.id == placed.id)
    assert (order.status, order.payment_status, order.refunded) == ("cancelled", "refunded", placed.total)
    assert one(Refund, unit, tenant).status == "done"
    level = one(
        StockLevel,
        unit,
        tenant,
        StockLevel.stock_item_id.in_(select(StockItem.id).where(StockItem.sku == "MUG")),
    )
    assert (level.on_hand, level.allocated) == (5, 0)


@pytest.mark.req("ROL-04")
def test_cancelling_without_a_reason_is_refused_and_changes_nothing(desk, placed, unit, tenant):
    answer = desk.post(f"/admin/orders/{placed.id}/cancellation", data={"reason": " "})
    assert answer.status_code == 422
    assert "Say why" in answer.text
    assert one(Order, unit, tenant, Order.id == placed.id).status == "confirmed"


def test_a_line_is_refunded_to_the_cent_and_goes_back_to_the_shelf(desk, placed, unit, tenant):
    line = placed.lines[0]
    filled = {f"quantity-{line.id}": "1", "restock_at": "", "reason": "scratched"}
    nowhere = desk.post(f"/admin/orders/{placed.id}/refund", data=filled | {"restock_at": "the shelf"})
    assert (nowhere.status_code, "Choose one of the options" in nowhere.text) == (422, True)

    answer = desk.post(f"/admin/orders/{placed.id}/refund", data=filled)
    assert answer.status_code == 303
    order = one(Order, unit, tenant, Order.id == placed.id)
    assert (order.payment_status, order.refunded) == ("partially_refunded", 1190)


def test_a_parcel_goes_through_its_steps_and_takes_the_stock_along(desk, placed, unit, tenant):
    shipment = one(Shipment, unit, tenant)
    for step in ("picking", "packing"):
        assert desk.post(f"/admin/shipments/{shipment.id}/{step}").status_code == 303
    assert desk.get("/admin/shipments/").status_code == 200
    assert desk.get(f"/admin/shipments/{shipment.id}").status_code == 200
    answer = desk.post(
        f"/admin/shipments/{shipment.id}/dispatch", data={"carrier": "DHL", "tracking_number": "JJD1"}
    )
    assert answer.status_code == 303
    order = one(Order, unit, tenant, Order.id == placed.id)
    assert (order.status, order.fulfillment_status) == ("shipped", "fulfilled")
    level = one(
        StockLevel,
        unit,
        tenant,
        StockLevel.stock_item_id.in_(select(StockItem.id).where(StockItem.sku == "MUG")),
    )
    assert (level.on_hand, level.allocated) == (3, 0)
    assert desk.post(f"/admin/shipments/{shipment.id}/dispatch", data={}).status_code == 409


@pytest.mark.req("OMS-06")
def test_a_pickup_is_reserved_made_ready_and_handed_over_by_code(desk, make, tenant, unit, run_jobs):
    store = make.location(code="store-1", name="First store", kind="store", offers_pickup=True)
    make.product(sku="CUP", price=990, stock=0)
    with unit(tenant):
        from decimal import Decimal

        from app.domains.inventory import service as inventory

        inventory.set_on_hand(sku="CUP", location_code="store-1", quantity=Decimal(2))
    with tenant_scope(tenant), acting_as(system("test")):
        order = place_order.place_order(
            cart_of(("CUP", 1)), checkout(delivery="pickup", location="store-1")
        ).order
    run_jobs()
    assert order.location_id == store.id
    pickup = one(Pickup, unit, tenant)
    with unit(tenant):
        code = fulfillment.pickup_code(db.session.get_one(Pickup, pickup.id))
    assert desk.get(f"/admin/pickups/{pickup.id}").status_code == 200
    assert desk.post(f"/admin/pickups/{pickup.id}/readiness").status_code == 303
    wrong = desk.post(f"/admin/pickups/{pickup.id}/handover", data={"code": "x"})
    assert wrong.status_code == 422
    assert one(Pickup, unit, tenant).attempts == 1
    assert desk.post(f"/admin/pickups/{pickup.id}/handover", data={"code": code}).status_code == 303
    assert one(Order, unit, tenant, Order.id == order.id).status == "completed"
    level = one(StockLevel, unit, tenant, StockLevel.location_id == store.id)
    assert (level.on_hand, level.allocated, level.reserved) == (1, 0, 0)
    assert desk.post(f"/admin/pickups/{pickup.id}/handover", data={"code": code}).status_code == 409


def test_customers_are_found_by_whole_email_and_shown(desk, placed):
    found = desk.get("/admin/customers/?q=ann@example.com")
    assert "Ann Buyer" in found.text
    assert "Nobody fits" in desk.get("/admin/customers/?q=bob@example.com").text
    assert desk.get(f"/admin/customers/{placed.customer_id}").status_code == 200
