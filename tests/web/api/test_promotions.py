"""Promotions through API v1: written, refused at the field, switched, opened by codes, seen by their shop alone."""

import pytest

from app.domains.promotions.models import Coupon, Promotion
from tests.support.clients import program

RULE = {"actions": [{"effect": "item_percent", "value": 100_000}]}
PATH = "/api/v1/promotions"


def write(api, **fields):
    body = {"name": "Ten off", "rule": RULE, "ends_at": "2099-06-08T00:00:00Z"} | fields
    return api.post(PATH, json=body)


@pytest.fixture
def made(api, make):
    make.product(sku="MUG", price=1000, stock=5)
    answer = write(api)
    assert answer.status_code == 201, answer.json
    return answer.json


def discount(shop):
    cart = shop.post("/api/v1/carts", json={"lines": [{"sku": "MUG", "quantity": 1}]})
    return cart.json["totals"]["discount"]["amount"]


@pytest.mark.req("PRC-08")
def test_a_promotion_is_written_switched_and_ended(api, shop, made):
    assert (made["status"], made["state"], made["version"]) == ("draft", "draft", 1)
    assert made["words"].startswith("10% off everything")
    assert discount(shop) == 0
    switched = api.post(f"{PATH}/{made['id']}/switches", json={"to": "active"})
    assert (switched.status_code, switched.json["state"]) == (200, "running")
    assert discount(shop) == 100
    assert [each["name"] for each in api.get(f"{PATH}?state=running").json["items"]] == ["Ten off"]
    assert api.post(f"{PATH}/{made['id']}/switches", json={"to": "ended"}).json["state"] == "ended"
    assert discount(shop) == 0


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"rule": {"actions": [{"effect": "nothing"}]}}, "rule"),
        ({"rule": {"actions": [{"effect": "item_percent", "value": -1}]}}, "rule"),
        ({"rule": RULE | {"priority": 5}}, "rule"),
        ({"rule": {"actions": [], "lane": "a\u0000b"}}, "rule"),
        ({"starts_at": "2099-06-09T00:00:00Z"}, "ends_at"),
        ({"uses_limit": 0}, "uses_limit"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_at_its_field(api, count, fields, field):
    refused = write(api, **fields)
    assert refused.status_code in (400, 422)
    assert field in {error["field"].split(".")[0] for error in refused.json["errors"]}
    assert count(Promotion) == 0


def test_what_is_not_whole_is_not_switched_on(api):
    draft = write(api, ends_at=None).json
    refused = api.post(f"{PATH}/{draft['id']}/switches", json={"to": "active"})
    assert (refused.status_code, refused.json["code"]) == (422, "promotions.incomplete")
    assert [error["field"] for error in refused.json["errors"]] == ["ends_at"]


def test_a_stale_version_changes_nothing(api, made):
    body = {"name": "Twenty off", "rule": RULE, "version": 1}
    assert api.put(f"{PATH}/{made['id']}", json=body).json["version"] == 2
    refused = api.put(f"{PATH}/{made['id']}", json=body)
    assert (refused.status_code, refused.json["code"]) == (409, "promotions.changed")


def test_codes_are_made_all_or_none(api, made, count):
    path = f"{PATH}/{made['id']}/codes"
    answer = api.post(path, json={"codes": ["SUMMER", "AUTUMN"], "uses_limit": 5})
    assert answer.status_code == 201
    assert {each["code"] for each in answer.json["items"]} == {"SUMMER", "AUTUMN"}
    assert api.post(path, json={"codes": ["WINTER", "summer"]}).status_code == 422
    assert count(Coupon) == 2
    assert [each["uses_limit"] for each in api.get(f"{path}?q=sum").json["items"]] == [5]


def test_a_draft_is_deleted(api, made, count):
    assert api.delete(f"{PATH}/{made['id']}").status_code == 204
    assert count(Promotion) == 0


def test_scopes_and_strangers(app, tenant, api, other_api, made):
    reader = program(app, tenant, "promotions:read")
    assert reader.get(f"{PATH}/{made['id']}").status_code == 200
    assert write(reader).status_code == 403
    assert program(app, tenant, "orders:write").get(PATH).status_code == 403
    assert other_api.get(f"{PATH}/{made['id']}").status_code == 404
    assert other_api.delete(f"{PATH}/{made['id']}").status_code == 404
    assert other_api.post(f"{PATH}/{made['id']}/codes", json={"codes": ["ABC"]}).status_code == 404
