"""What visitors do is counted with their consent, never keeps them waiting, and outlives a database that is away."""

import time
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.core.db import db
from app.domains.visits import service
from app.domains.visits.models import Visit
from app.web import visits

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def _nothing_waits():
    visits._waiting.clear()
    yield
    visits._waiting.clear()


@pytest.fixture
def steps(unit, tenant):
    def read():
        visits.flush()
        with unit(tenant):
            rows = db.session.scalars(select(Visit).order_by(Visit.at, Visit.id))
            return [SimpleNamespace(kind=r.kind, consent=r.consent, visitor=r.visitor, channel=r.channel, subject=r.subject,
                                    reference=r.reference, amount=r.amount) for r in rows]  # fmt: skip

    return read


@pytest.mark.req("WEB-19")
def test_a_purchase_leaves_every_step_once_in_order(shop, make, order, steps, run_jobs):
    make.product(slug="mug", stock=5, price=1000)
    shop.get("/")
    shop.get("/p/mug")
    shop.get("/p/mug")  # answered from the cache, and counted all the same
    shop.post("/cart/lines", data={"product": "mug", "quantity": "1"})
    shop.get("/checkout")
    assert order(shop).status_code == 303
    run_jobs()
    found = steps()
    assert [step.kind for step in found] == ["page", "product", "product", "cart", "checkout", "purchase"]
    assert {step.channel for step in found} == {"web"}
    assert found[1].subject == "mug"
    assert found[-1].amount > 0
    run_jobs()
    assert [step.kind for step in steps()].count("purchase") == 1


@pytest.mark.req("WEB-19")
def test_consent_travels_with_each_step_and_only_statistics_tell_visitors_apart(shop, make, steps):
    shop.get("/")
    shop.post("/consent", data={"answer": "none"})
    shop.get("/")
    shop.post("/consent", data={"answer": "chosen", "comfort": "1"})
    shop.get("/")
    shop.post("/consent", data={"answer": "all"})
    shop.get("/")
    found = steps()
    assert [step.consent for step in found] == ["", "refused", "comfort", "comfort,marketing,statistics"]
    assert [bool(step.visitor) for step in found] == [False, False, False, True]


@pytest.mark.req("WEB-19")
def test_while_it_cannot_be_written_pages_are_normal_and_steps_wait(shop, steps, monkeypatch):
    def away(_steps):
        raise OperationalError("insert", {}, Exception("away"))

    with monkeypatch.context() as broken:
        broken.setattr(service, "record", away)
        began = time.monotonic()
        assert [shop.get("/").status_code for _ in range(5)] == [200] * 5
        assert time.monotonic() - began < 5
        assert visits.flush() == 0
        assert len(visits._waiting) == 5
    assert [step.kind for step in steps()] == ["page"] * 5


def test_looking_sends_no_statement_for_the_count(shop, query_budget):
    shop.get("/")
    shop.get("/")
    with query_budget(0):
        shop.get("/")


def test_programs_prefetches_and_machines_are_not_counted(shop, steps):
    shop.get("/", headers={"User-Agent": "Googlebot/2.1"})
    shop.get("/", headers={"Sec-Purpose": "prefetch"})
    shop.get("/robots.txt")
    shop.head("/")
    assert steps() == []


def test_memory_is_bounded():
    assert visits._waiting.maxlen == visits.MOST_WAITING


def test_the_office_reads_the_funnel(shop, make, admin, steps):
    assert "Nobody was counted" in admin.get("/admin/visits/").text
    make.product(slug="mug")
    shop.get("/p/mug")
    shop.get("/")
    steps()
    page = admin.get("/admin/visits/").text
    assert "/p/mug" in page
    assert "Pages looked at" in page
    assert admin.get("/admin/visits/?first=2030-01-02&last=2030-01-01").status_code == 422
