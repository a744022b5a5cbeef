"""Customers at the till: found or captured, never twice, and nobody reads them in the journal."""

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.customers import service as customers
from app.domains.customers.models import Customer
from app.domains.orders.models import Order
from app.domains.pos.models import PosOperation
from app.flows import apply_pos_operation
from app.queries import till_customers
from tests.support.till import make_till

ANN = {"name": "Ann Buyer", "email": "ann@example.com", "phone": "+49 30 1234567"}


@pytest.fixture
def till(make):
    found = make_till(make)
    found.open(10_000)
    make.product(sku="MUG", price=1190, stock=9, location=found.store)
    return found


def sale(till, customer, **given):
    return till.sale(("MUG", 1, 1190), customer=customer, **given)


def known(unit, till):
    with unit(till.tenant):
        return [each.email for each in customers.search("").items], [
            order.customer_id for order in db.session.scalars(select(Order).order_by(Order.placed_at))
        ]


def test_a_captured_customer_owns_the_sale_and_is_found_again(till, unit):
    assert till.send(sale(till, ANN))[0].status == "accepted"
    with unit(till.tenant):
        by_phone, by_name = till_customers.find("+49 30 1234567"), till_customers.find("ann b")
        by_mail = till_customers.find("ANN@example.com")
    assert by_phone == by_name == by_mail
    assert (by_mail[0].email, by_mail[0].phone) == ("a•••@example.com", "•••567")

    till.send(sale(till, {"id": str(by_mail[0].id)}))
    emails, owners = known(unit, till)
    assert emails == ["ann@example.com"]
    assert owners == [by_mail[0].id] * 2


@pytest.mark.req("POS-11")
def test_a_queue_sent_twice_makes_one_customer_and_merges_with_a_known_one(till, unit, tenant):
    with tenant_scope(tenant), acting_as(system("shop")), unit(tenant):
        there = customers.find_or_create(email="ANN@example.com", name="Ann of the web").id
    queue = [sale(till, ANN, offline=True), sale(till, ANN | {"email": "bo@example.com"}, offline=True)]
    first = till.send(*queue)
    assert till.send(*queue) == first

    assert [(verdict.status, verdict.code) for verdict in first] == [
        ("accepted_with_exception", "pos.customer_known"),
        ("accepted", None),
    ]
    with unit(till.tenant):
        assert db.session.scalar(select(func.count()).select_from(Customer)) == 2
        assert db.session.scalars(select(Order).order_by(Order.placed_at)).first().customer_id == there
        assert customers.customer(there).name == "Ann of the web"


def test_a_bad_address_never_stops_a_sale(till, unit):
    verdict = till.send(sale(till, ANN | {"email": "nonsense"}))[0]
    assert (verdict.status, verdict.code) == ("accepted_with_exception", "pos.customer_invalid")
    assert known(unit, till) == ([], [None])


def test_the_journal_tells_nobody_who_it_was(till, unit, tenant):
    good, short = sale(till, ANN), till.sale(("MUG", 50, 1190), customer=ANN | {"email": "bo@example.com"})
    assert [verdict.status for verdict in till.send(good, short)] == ["accepted", "refused"]
    with unit(till.tenant):
        written = [str(row.payload) for row in db.session.scalars(select(PosOperation))]
    assert not any(word in text for text in written for word in ("ann@", "bo@", "Ann", "1234567"))

    with tenant_scope(tenant), acting_as(system("manager")):
        apply_pos_operation.apply_again(short.id)
    assert known(unit, till)[0].count("bo@example.com") == 1
