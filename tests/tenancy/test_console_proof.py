"""Operators read in the console whether each tenant's books add up."""

import re

import pytest
from sqlalchemy import text

from app.core.db import db
from app.flows.prove_tenants import prove_tenants
from tenants import operators, proofs
from tenants.databases import owner_engine
from tests.support.clients import visit_host
from tests.support.units import control, unit

EMAIL, PASSWORD = "op@example.com", "an operator's own words"


@pytest.fixture
def console(app, database):
    operators.create(owner_engine(), email=EMAIL, name="Olga", password=PASSWORD)
    client = visit_host(app, "console.localhost")
    assert client.post("/console/sign-in", data={"email": EMAIL, "password": PASSWORD}).status_code == 303
    return client


def break_stock(tenant):
    with unit(tenant):
        db.session.execute(text("update stock_level set on_hand = on_hand + 1"))


def page(console, path):
    return console.get(path).get_data(as_text=True)


@pytest.mark.req("INV-01")
def test_a_break_is_named_where_operators_look(console, make, tenant, other_tenant):
    make.product(sku="MUG", stock=5)
    make.of(other_tenant).product(sku="CUP", stock=5)
    assert prove_tenants() == 0
    assert "No breaks" in page(console, "/console/health/")

    break_stock(tenant)
    assert prove_tenants() == 1

    assert f"{tenant.slug} (1)" in page(console, "/console/health/")
    shown = page(console, f"/console/tenants/{tenant.slug}")
    assert "stock ledger: MUG at main: on_hand is 6.000, its ledger sums to 5.000" in shown
    assert "No breaks" in page(console, f"/console/tenants/{other_tenant.slug}")


def test_an_operator_has_them_checked_now(console, make, tenant, run_jobs):
    make.product(sku="MUG", stock=5)
    break_stock(tenant)
    shown = page(console, f"/console/tenants/{tenant.slug}")
    assert "Not checked yet" in shown
    token = re.search(r'name="csrf_token" value="([^"]+)"', shown)[1]

    answer = console.post(f"/console/tenants/{tenant.slug}/proof", data={"csrf_token": token})

    assert answer.status_code == 303
    run_jobs()
    with control():
        assert proofs.latest(tenant.id).broken == 1
