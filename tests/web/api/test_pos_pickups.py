# ruff: noqa: F811 - the fixtures
"""A till shows its store's pickups, and says what was not found there (UC-20)."""

import pytest

from app.core.db import unit_of_work
from app.domains.channels import service as channels
from app.domains.channels.types import StockRules
from app.domains.inventory import service as inventory
from app.domains.orders.models import Order
from app.flows.reconcile import reconcile
from app.outbound.notifications.models import Mail
from tests.flows.test_miss_pickup import figures, lie, link_of, one, picked, stores  # noqa: F401 - fixtures
from tests.support.clients import visit
from tests.support.tenantful import device_token

BASE = "/api/v1/pos/pickups"


def tablet_of(app, tenant, make, code):
    with unit_of_work():
        place = inventory.find_location(code)
    token = device_token(tenant, make, make.register(location=place))
    return visit(app, tenant, Authorization=f"Bearer {token}"), str(
        make.staff(role="store_associate", locations=[place]).id
    )


@pytest.fixture
def near(app, tenant, make, stores):
    return tablet_of(app, tenant, make, "near")


@pytest.mark.req("UC-20")
def test_not_found_at_the_till_asks_the_buyer_whose_link_moves_the_order(
    near,
    picked,
    lie,
    shop,
    run_jobs,
    stores,
    app,
    tenant,
    make,
):
    tablet, cashier = near
    lie(MUG_near=1, MUG_far=2, MUG_third=2, MUG_main=1)
    order, pickup = picked("MUG")
    (waiting,) = tablet.get(BASE).json["items"]
    assert (waiting["id"], waiting["status"], waiting["pieces"], waiting["asked"]) == (
        str(pickup),
        "new",
        1,
        False,
    )
    page = tablet.get(f"{BASE}/{pickup}").json
    assert ([line["sku"] for line in page["lines"]], page["question"]) == (["MUG"], None)

    said = {"cashier": cashier, "lines": [page["lines"][0]["line"]], "note": "Aisle 3"}
    assert tablet.post(f"{BASE}/{pickup}/missing", json=said).json == {"outcome": "asked"}
    assert tablet.post(f"{BASE}/{pickup}/missing", json=said).status_code == 409
    run_jobs()
    assert one(Mail, Mail.kind == "pickup_missing")
    asked = tablet.get(f"{BASE}/{pickup}").json
    assert (asked["asked"], asked["question"]["send"]["name"][:4]) == (True, "Main")
    assert [each["name"] for each in asked["question"]["stores"]] == ["The third one", "The far one"]

    where = {"what": "elsewhere", "place": str(stores["third"])}
    assert shop.post(f"{link_of(order)}/missing", data=where).status_code == 303
    assert tablet.get(BASE).json["items"] == []
    assert tablet.get(f"{BASE}/{pickup}").status_code == 404
    other, _cashier = tablet_of(app, tenant, make, "third")
    assert [each["id"] for each in other.get(BASE).json["items"]] == [str(pickup)]
    with unit_of_work():
        assert not reconcile().violations


@pytest.mark.req("UC-20")
def test_the_buyer_at_the_counter_chooses_another_store(near, picked, lie, stores):
    tablet, cashier = near
    lie(MUG_near=1, MUG_far=1)
    _order, pickup = picked("MUG")
    tablet.post(f"{BASE}/{pickup}/missing", json={"cashier": cashier})
    said = {"cashier": cashier, "what": "elsewhere", "place": str(stores["far"])}
    assert tablet.post(f"{BASE}/{pickup}/answers", json=said).json == {"outcome": "moved"}
    assert figures("MUG")["far"] == (1, 1, 0)


@pytest.mark.req("UC-20")
def test_where_nobody_has_it_it_is_paid_back_and_told(near, picked, lie, run_jobs):
    tablet, cashier = near
    lie(MUG_near=1)
    picked("MUG")
    (waiting,) = tablet.get(BASE).json["items"]
    answer = tablet.post(f"{BASE}/{waiting['id']}/missing", json={"cashier": cashier})
    assert answer.json == {"outcome": "refunded"}
    run_jobs()
    assert one(Order).payment_status == "refunded"
    assert one(Mail, Mail.kind == "order_cancelled")


def test_what_turned_up_waits_again(near, picked, lie):
    tablet, cashier = near
    lie(MUG_near=1, MUG_far=1)
    _order, pickup = picked("MUG")
    tablet.post(f"{BASE}/{pickup}/missing", json={"cashier": cashier})
    said = {"cashier": cashier, "what": "found"}
    assert tablet.post(f"{BASE}/{pickup}/answers", json=said).json == {"outcome": "found"}
    assert tablet.post(f"{BASE}/{pickup}/answers", json=said).status_code == 409
    assert tablet.get(f"{BASE}/{pickup}").json["question"] is None


def test_the_shops_rule_may_have_it_fetched(near, picked, lie):
    tablet, cashier = near
    with unit_of_work():
        channels.save(StockRules(missing="fetch"))
    lie(MUG_near=1, MUG_main=1)
    _order, pickup = picked("MUG")
    answer = tablet.post(f"{BASE}/{pickup}/missing", json={"cashier": cashier})
    assert answer.json == {"outcome": "fetched"}


def test_only_who_works_on_pickups_of_the_store_may(near, picked, lie, make, app, tenant, api):
    tablet, _cashier = near
    lie(MUG_near=1, MUG_far=1)
    _order, pickup = picked("MUG")
    other, stranger = tablet_of(app, tenant, make, "far")
    assert tablet.post(f"{BASE}/{pickup}/missing", json={"cashier": stranger}).status_code == 403
    assert other.post(f"{BASE}/{pickup}/missing", json={"cashier": stranger}).status_code == 404
    assert (other.get(BASE).json["items"], other.get(f"{BASE}/{pickup}").status_code) == ([], 404)
    assert api.get(BASE).status_code == 403
