"""Groups of customers: set on their page and by programs, asked by promotions."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.core.db import unit_of_work
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.carts import service as carts
from app.domains.customers import service as customers
from app.domains.promotions import service as promotions
from app.domains.promotions.types import Draft
from app.flows import fill_cart


@pytest.fixture
def ann(tenant):
    with tenant_scope(tenant), unit_of_work():
        return customers.find_or_create(email="ann@example.com", name="Ann").id


def test_groups_are_set_on_the_customers_page(desk, ann):
    page = f"/admin/customers/{ann}"
    assert desk.post(f"{page}/groups", data={"groups": " Gold ,  Early  birds"}).status_code == 303
    assert 'value="Early birds, Gold"' in desk.get(page).text
    refused = desk.post(f"{page}/groups", data={"groups": "x" * 41})
    assert refused.status_code == 422
    assert "Up to 20 groups" in refused.text


def test_a_group_is_one_group_in_whatever_letters(desk, ann, tenant):
    with tenant_scope(tenant), unit_of_work():
        other = customers.find_or_create(email="bob@example.com").id
        customers.set_groups(other, ["Gold"])
        assert customers.set_groups(ann, ["GOLD", "gold"]) == ["Gold"]
        assert customers.all_groups() == ["Gold"]


def test_programs_read_and_set_groups(api, other_api, ann):
    address = f"/api/v1/customers/{ann}/groups"
    assert api.put(address, json={"groups": ["Gold"]}).json == {"groups": ["Gold"]}
    assert api.get(address).json == {"groups": ["Gold"]}
    assert api.put(address, json={"groups": ["x" * 41]}).status_code == 422
    assert other_api.get(address).status_code == 404
    assert other_api.put(address, json={"groups": []}).status_code == 404


@pytest.mark.req("PRC-11")
def test_who_leaves_a_group_loses_its_promotion(make, tenant, ann, desk):
    make.product(sku="MUG", price=1000, stock=5)
    rule = {
        "actions": [{"effect": "item_percent", "value": 100_000}], "when": {"facts": [["group:Gold"]]},
    }  # fmt: skip
    with tenant_scope(tenant), acting_as(system("test")), unit_of_work():
        made = promotions.write(Draft("Gold", rule))
        promotions.switch(made.id, "active")
        customers.set_groups(ann, ["Gold"])
        cart = fill_cart.open_cart("web", [("MUG", Decimal(1))]).cart.id

    def discount():
        with tenant_scope(tenant), acting_as(system("test")), unit_of_work():
            return fill_cart.price(replace(carts.read(cart), customer_id=ann)).quote.totals.discount

    assert discount() == 100
    desk.post(f"/admin/customers/{ann}/groups", data={"groups": ""})
    assert discount() == 0
