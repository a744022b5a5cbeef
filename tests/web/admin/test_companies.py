"""Companies and their members: by screen and by program, told in the audit log, on terms that end with them."""

import pytest
from sqlalchemy import select

from app.core.audit import AuditRow
from app.core.db import db, unit_of_work
from app.core.tenancy import tenant_scope
from app.domains.customers import service as customers


@pytest.fixture
def ann(make):
    return make.customer(email="ann@example.com", name="Ann")


def told(tenant, kind):
    with tenant_scope(tenant), unit_of_work():
        return list(
            db.session.scalars(
                select(AuditRow.action).where(AuditRow.object_type == kind).order_by(AuditRow.id)
            )
        )


def test_a_company_is_added_found_changed_and_archived(desk, tenant):
    made = desk.post(
        "/admin/companies/new", data={"name": " Acme  GmbH ", "code": "ACME", "vat_number": "de 123 456 789"}
    )
    assert made.status_code == 303
    page = desk.get(made.headers["Location"]).text
    assert "Acme GmbH" in page
    assert "DE123456789" in page
    desk.post("/admin/companies/new", data={"name": "Beta", "code": "beta"})
    for words in ("acme", "gmbh", "DE1234"):
        found = desk.get(f"/admin/companies/?q={words}").text
        assert ("Acme GmbH" in found, ">Beta<" in found) == (True, False)
    address = made.headers["Location"]
    assert desk.post(f"{address}/edit", data={"name": "Acme AG", "vat_number": ""}).status_code == 303
    assert desk.post(f"{address}/archive").status_code == 303
    assert "Acme AG" not in desk.get("/admin/companies/?state=active").text
    assert "Acme AG" in desk.get("/admin/companies/?state=archived").text
    assert desk.post(f"{address}/restore").status_code == 303
    assert told(tenant, "company").count("customers.company_changed") == 3


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"code": "acme"}, "name"),
        ({"name": "Acme", "code": "a b"}, "code"),
        ({"name": "Acme", "code": "new"}, "code"),
        ({"name": "Acme", "code": "taken"}, "code"),
        ({"name": "Acme", "code": "acme", "vat_number": "123"}, "vat_number"),
    ],
)
def test_what_a_company_must_be_like(desk, make, given, field):
    make.company(code="taken")
    refused = desk.post("/admin/companies/new", data=given)
    assert refused.status_code == 422
    assert f'id="f-{field}-error"' in refused.text


def test_members_come_and_go_on_the_companys_page_and_on_their_own(desk, make, tenant, ann):
    acme, beta = make.company(code="acme", name="Acme"), make.company(code="beta", name="Beta")
    address = f"/admin/companies/{acme.id}"
    refused = desk.post(f"{address}/members", data={"who": "nobody@example.com"})
    assert (refused.status_code, "No customer has this e-mail" in refused.text) == (422, True)
    desk.post(f"{address}/members", data={"who": "Ann@example.com"})
    assert "ann@example.com" in desk.get(address).text
    card = f"/admin/customers/{ann.id}"
    assert 'value="acme"' in desk.get(card).text
    assert desk.post(f"{card}/company", data={"company": "nobody"}).status_code == 422
    desk.post(f"{card}/company", data={"company": "BETA"})
    assert "ann@example.com" not in desk.get(address).text
    assert desk.post(f"{address}/members/{ann.id}/remove").status_code == 404
    assert desk.post(f"/admin/companies/{beta.id}/members/{ann.id}/remove").status_code == 303
    assert 'value="beta"' not in desk.get(card).text
    assert told(tenant, "company") == [
        "customers.member_joined", "customers.member_left", "customers.member_joined", "customers.member_left",
    ]  # fmt: skip


def test_who_is_erased_is_a_member_no_more(tenant, make, ann):
    acme = make.company()
    with tenant_scope(tenant), unit_of_work():
        customers.join_company(ann.id, acme.id)
        customers.erase(ann.id)
    with tenant_scope(tenant), unit_of_work():
        assert customers.company(acme.id).members == 0


def test_programs_keep_companies(api, other_api, make, ann):
    made = api.post("/api/v1/companies", json={"code": "acme", "name": "Acme", "vat_number": "DE123456789"})
    assert made.status_code == 201
    address = f"/api/v1/companies/{made.json['id']}"
    again = api.post("/api/v1/companies", json={"code": "ACME", "name": "Other"})
    assert (again.status_code, again.json["errors"][0]["field"]) == (422, "code")
    assert api.put(address, json={"name": "Acme AG", "active": False}).json["active"] is False
    assert api.get("/api/v1/companies?state=archived").json["items"][0]["name"] == "Acme AG"
    assert api.put(f"{address}/members/{ann.id}").json["email"] == "ann@example.com"
    assert [each["id"] for each in api.get(f"{address}/members").json["items"]] == [str(ann.id)]
    assert api.delete(f"{address}/members/{ann.id}").status_code == 204
    assert api.delete(f"{address}/members/{ann.id}").status_code == 404
    assert api.get(address).json["members"] == 0
    assert other_api.get(address).status_code == 404
    assert other_api.put(f"{address}/members/{ann.id}").status_code == 404


@pytest.mark.req("B2B-03")
def test_the_prices_of_a_company_end_with_it(desk, api, make, tenant, ann):
    make.product(sku="MUG", price=1000, stock=5)
    acme = make.company(code="acme")
    with tenant_scope(tenant), unit_of_work():
        customers.join_company(ann.id, acme.id)
    listed = {
        "name": "Contract",
        "code": "acme-prices",
        "kind": "contract",
        "status": "active",
        "percent": "20",
    }
    wrong = desk.post("/admin/prices/new", data=listed | {"company": "nobody"})
    assert (wrong.status_code, "Not known here: nobody" in wrong.text) == (422, True)
    assert desk.post("/admin/prices/new", data=listed | {"company": "Acme"}).status_code == 303

    def quoted():
        asked = {"lines": [{"sku": "MUG", "quantity": 1}], "customer": "ann@example.com"}
        told = api.post("/api/v1/quotes", json=asked).json
        why = next(each["reason"] for each in told["trace"] if each["name"] == "Contract")
        return told["lines"][0]["unit_price"]["amount"], why

    assert quoted() == (800, "the only list that holds")
    assert "Contract" in desk.get(f"/admin/companies/{acme.id}").text
    desk.post(f"/admin/companies/{acme.id}/archive")
    assert quoted() == (1000, "not for this company")


@pytest.mark.req("PRC-11")
def test_a_promotion_for_a_company_is_built_said_and_given_to_its_members_alone(desk, api, make, tenant, ann):
    make.product(sku="MUG", price=1000, stock=5)
    make.customer(email="bob@example.com", company_id=make.company(code="beta").id)
    with tenant_scope(tenant), unit_of_work():
        customers.join_company(ann.id, make.company(code="acme", name="Acme GmbH").id)
    wanted = {"name": "For Acme", "does": "percent", "percent": "10", "uses_limit": "9", "company": "nobody"}
    refused = desk.post("/admin/promotions/new", data=wanted)
    assert (refused.status_code, "Not known here: nobody" in refused.text) == (422, True)
    made = desk.post("/admin/promotions/new", data=wanted | {"company": "ACME"})
    page = desk.get(made.location).text
    assert "for the company Acme GmbH" in page
    assert 'value="acme"' in page
    desk.post(f"{made.location}/switch", data={"to": "active"})

    def discount(customer):
        asked = {"lines": [{"sku": "MUG", "quantity": 1}], "customer": customer}
        told = api.post("/api/v1/quotes", json=asked).json
        why = next(each["reason"] for each in told["trace"] if each["name"] == "For Acme")
        return told["totals"]["discount"]["amount"], why

    assert discount("ann@example.com")[0] == 100
    assert discount("bob@example.com") == (0, "not for this sale")
