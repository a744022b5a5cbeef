"""The tills' own settings: kept by the console, known to tills, and to the cent in the books."""

import json

import pytest

from app.config import REPOSITORY
from app.core.db import db
from app.core.tenancy import tenant_scope
from app.domains.channels import service as channels
from app.domains.channels.types import TillRules
from app.domains.orders.models import Order
from app.domains.payments.models import Payment
from app.domains.pos import rules
from app.domains.pos import service as pos
from app.domains.pos.models import CashMovement
from app.flows.reconcile import reconcile
from app.queries import till_setup
from tests.support.till import make_till

FORM = {"rounding": "5", "header": "Open 9 to 18\nMondays closed", "footer": "Thank you", "opening": "150.00"}


@pytest.fixture
def till(make):
    found = make_till(make)
    found.open(10_000)
    return found


def setup(unit, till):
    with unit(till.tenant):
        return till_setup.setup(pos.till_of(till.device.id), [])


def test_what_the_console_keeps_the_tills_know(desk, till, unit):
    before = setup(unit, till)
    assert desk.post("/admin/settings/till", data=FORM).status_code in {200, 204, 302, 303}

    found = setup(unit, till)
    facts = found.facts
    assert facts["cash_rounding"] == {"interval": 5, "mode": "half_up"}
    assert facts["receipt"]["header"][-2:] == ["Open 9 to 18", "Mondays closed"]
    assert facts["receipt"]["footer"] == ["Thank you"]
    assert facts["opening_float"] == {"amount": 15_000, "currency": "EUR"}
    assert facts["cash_for_web"] is False
    assert found.version != before.version
    assert "Mondays closed" in desk.get("/admin/settings/till").text


def test_a_line_too_long_for_the_paper_is_refused_with_what_was_typed(desk):
    answer = desk.post("/admin/settings/till", data=FORM | {"footer": "x" * 43})
    assert answer.status_code == 422
    assert "x" * 43 in answer.text


@pytest.mark.req("PRC-06")
def test_limits_and_reasons_of_price_changes_are_kept(desk, till, unit):
    wanted = {"limit": "15", "limit_store_associate": "5", "reasons": "Scratched\nPrice match"}
    assert desk.post("/admin/settings/till", data=FORM | wanted).status_code in {200, 204, 302, 303}
    with unit(till.tenant):
        kept = channels.setting(TillRules)
    assert (kept.limit, kept.limits, kept.reasons) == (
        15,
        {"store_associate": 5},
        ("Scratched", "Price match"),
    )
    assert setup(unit, till).facts["override_reasons"] == ["Scratched", "Price match"]
    answer = desk.post("/admin/settings/till", data=FORM | {"limit_store_associate": "101"})
    assert answer.status_code == 422
    assert "from 0 to 100" in answer.text


def test_cash_is_rounded_as_the_till_rounds_it():
    vectors = (REPOSITORY / "tests" / "vectors" / "cash_rounding.json").read_text()
    for case in json.loads(vectors):
        assert rules.round_cash(case["amount"], case["step"]) == case["rounded"], case


def test_another_rounding_than_ours_is_a_remark(make, till):
    make.product(sku="MUG", price=1002, stock=9, location=till.store)
    assert till.send(till.sale(("MUG", 1, 1002), rounding=-2))[0].code == "pos.rounding_differs"


def test_rounding_is_a_figure_of_its_own_and_all_books_agree(make, till, unit):
    with unit(till.tenant):
        channels.save(TillRules(rounding=5))
    make.product(sku="MUG", price=1002, stock=9, location=till.store)
    sale = till.sale(("MUG", 1, 1002), rounding=-2)
    back = till.refund(sale, (1, 1, 1002), ways={"cash": 1000}, rounding=till.money(-2))
    verdicts = till.send(sale, till.sale(("MUG", 2, 1002), rounding=1), back, till.close(12_005, 12_005))

    assert [verdict.status for verdict in verdicts] == ["accepted"] * 4
    with unit(till.tenant):
        assert sorted(db.session.scalars(db.select(Order.total))) == [1002, 2004]
        assert [row.details["rounding"] for row in db.session.query(Payment).order_by(Payment.id)] == [-2, 1]
        assert sum(db.session.scalars(db.select(CashMovement.amount))) == 12_005
    with tenant_scope(till.tenant):
        assert reconcile().violations == []
