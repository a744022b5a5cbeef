"""Programs look units up by their numbers."""

import pytest

from app.domains.inventory import service as inventory
from app.flows import keep_serials

BASE = "/api/v1/serials"


@pytest.fixture
def lamps(make, unit, tenant):
    make.product(sku="LAMP", title="Lamp", stock=3)
    with unit(tenant):
        place = inventory.find_location("main").id
        keep_serials.begin(inventory.find_item("LAMP"), {place: ["A-1", "A-2", "B_1"]})


def codes(answer):
    assert answer.status_code == 200, answer.json
    return [row["code"] for row in answer.json["items"]]


def test_a_unit_is_found_by_number_with_its_story(api, lamps):
    assert codes(api.get(f"{BASE}?code=a-")) == ["A-1", "A-2"]
    assert codes(api.get(f"{BASE}?code=B%25")) == [], "a percent sign is a letter like any other"
    (unit,) = api.get(f"{BASE}?code=A-2&sku=LAMP&location=main&state=here").json["items"]
    assert (unit["sku"], unit["title"], unit["state"], unit["location"]) == ("LAMP", "Lamp", "here", "main")
    detail = api.get(f"{BASE}/{unit['id']}").json
    assert [step["delta"] for step in detail["history"]] == [1]


def test_pages_go_on_and_strangers_are_404(api, other_api, shop, lamps):
    first = api.get(f"{BASE}?limit=2").json
    assert codes(api.get(f"{BASE}?limit=2&cursor={first['next']}")) == ["B_1"]
    number = first["items"][0]["id"]
    assert other_api.get(f"{BASE}/{number}").status_code == 404
    assert other_api.get(BASE).json["items"] == []
    assert shop.get(BASE).status_code == 401
    assert api.get(f"{BASE}?sku=NONE").status_code == 404
    assert api.get(f"{BASE}?state=lost").status_code in (400, 422)
