"""Prices changed by hand at the till: the cashier's limit, a manager's approval, and what the shop makes of both."""

from typing import Any

import pytest
from sqlalchemy import select

from app.core.audit import AuditRow
from app.core.db import db
from app.domains.orders.models import OrderLine
from app.domains.pos import service as pos
from app.domains.pos.models import PriceOverride
from tests.factories import Make
from tests.support.till import TestTill, make_till
from tests.support.till_js import known, office, ring_up, sums

PERCENT = 10_000


@pytest.fixture
def till(make: Make) -> TestTill:
    found = make_till(make)
    found.open(10_000)
    make.product(sku="MUG", title="Mug", price=1000, stock=50, location=found.store)
    make.product(sku="PLATE", price=500, stock=50, location=found.store)
    return found


@pytest.fixture
def manager(make: Make, till: TestTill) -> Any:
    return make.staff(role="store_manager", locations=[till.store], name="Mona Berg", pin_hash="pbkdf2$1$x$x")


def change(kind: str, value: int, line: str | None = "l0", **more: Any) -> dict[str, Any]:
    return {"id": f"o-{line}", "line": line, "kind": kind, "value": value, "reason": "Damaged", **more}


def sell(till: TestTill, *overrides: dict[str, Any], offline: bool = False) -> tuple[Any, dict[str, Any]]:
    sale = ring_up(till, known(till), ("MUG", 2), ("PLATE", 1), overrides=overrides, offline=offline)
    return till.send(till.operation("sale", sale))[0], sale


def kept(till: TestTill) -> list[PriceOverride]:
    with office(till):
        return list(db.session.scalars(select(PriceOverride).order_by(PriceOverride.at, PriceOverride.id)))


def approval(till: TestTill, manager: Any, each: dict[str, Any], basket: str = "b1") -> str:
    asked = pos.Asked(basket, each["line"], each["kind"], each["value"])
    with office(till):
        return pos.approve(till.device.id, manager.id, asked)


@pytest.mark.req("PRC-06", "POS-14")
def test_a_change_within_the_limit_is_booked_with_its_reason(till: TestTill) -> None:
    verdict, sale = sell(till, change("percent", 10 * PERCENT))
    assert (verdict.status, verdict.code) == ("accepted", None)
    assert sums(sale) == {"subtotal": 2500, "discount": 200, "tax": sums(sale)["tax"], "total": 2300}
    found = kept(till)[0]
    assert (found.before, found.after, found.reason, found.staff_id) == (
        2000,
        1800,
        "Damaged",
        till.cashier.id,
    )
    assert (found.approval, found.beyond, found.title) == ("", False, "Mug")
    with office(till):
        line = db.session.scalars(select(OrderLine).order_by(OrderLine.position)).first()
        assert line is not None
        assert [(each["name"], each["amount"]) for each in line.discounts] == [("Damaged", 200)]
        told = db.session.scalars(select(AuditRow).where(AuditRow.action == "pos.price_overridden")).one()
        assert (told.reason, told.before["amount"], told.after["amount"]) == ("Damaged", 2000, 1800)


@pytest.mark.req("PRC-06")
@pytest.mark.parametrize(
    "overrides",
    [
        [change("percent", 11 * PERCENT)],
        [change("amount", 300)],
        [change("price", 850)],
        [change("percent", 8 * PERCENT), change("percent", 5 * PERCENT, line=None)],
    ],
    ids=["percent", "amount", "price", "two that add up"],
)
def test_beyond_the_limit_nobody_sells_without_approval(till: TestTill, overrides: list[Any]) -> None:
    verdict, _sale = sell(till, *overrides)
    assert (verdict.status, verdict.code) == ("refused", "pos.override_unapproved")
    assert kept(till) == []
    verdict, _sale = sell(till, *overrides, offline=True)
    assert (verdict.status, verdict.code) == ("accepted_with_exception", "pos.override_unapproved")
    assert {each.beyond for each in kept(till)} == {True}


@pytest.mark.req("UC-19", "PRC-06")
def test_the_shops_approval_lets_one_change_pass_once(till: TestTill, manager: Any) -> None:
    wish = change("price", 600)
    agreed = wish | {"approver": str(manager.id), "approval": approval(till, manager, wish)}
    verdict, sale = sell(till, agreed)
    assert (verdict.status, verdict.code, sums(sale)["total"]) == ("accepted", None, 1700)
    found = kept(till)[0]
    assert (found.approver_id, found.approval, found.before, found.after) == (manager.id, "shop", 2000, 1200)
    again, _sale = sell(till, agreed)
    assert again.code == "pos.override_unapproved"


@pytest.mark.req("UC-19")
@pytest.mark.parametrize(
    "case", ["another value", "another basket", "made up", "more taken off", "no manager"]
)
def test_an_approval_for_something_else_is_none(till: TestTill, manager: Any, case: str) -> None:
    wish = change("amount", 500)
    word = approval(till, manager, wish, basket="b2" if case == "another basket" else "b1")
    agreed = wish | {"approver": str(manager.id), "approval": word}
    if case == "another value":
        agreed["value"] = 900
    elif case == "made up":
        agreed["approval"] = "00" * 60
    elif case == "no manager":
        agreed |= {"approver": str(till.cashier.id), "approval": ""}
    sale = ring_up(till, known(till), ("MUG", 2), overrides=[agreed], offline=False)
    if case == "more taken off":
        sale["overrides"][0]["value"], agreed["value"] = 400, 400
        sale["overrides"][0]["approval"] = approval(till, manager, agreed)
    assert till.send(till.operation("sale", sale))[0].code == "pos.override_unapproved"


@pytest.mark.req("UC-19")
def test_what_the_till_alone_checked_counts_and_is_looked_at(till: TestTill, manager: Any) -> None:
    verdict, _sale = sell(till, change("price", 600, approver=str(manager.id)), offline=True)
    assert (verdict.status, verdict.code) == ("accepted_with_exception", "pos.approved_offline")
    assert (kept(till)[0].approval, kept(till)[0].beyond) == ("till", False)


@pytest.mark.req("UC-19")
def test_a_refusal_at_the_till_is_on_record(till: TestTill, manager: Any) -> None:
    said = {"approver": str(manager.id), "title": "MUG", "override": change("price", 600)}
    denials = [
        till.operation("override_denied", till.head() | said | {"outcome": each})
        for each in ("refused", "wrong_pin")
    ]
    assert [verdict.status for verdict in till.send(*denials)] == ["accepted", "accepted"]
    with office(till):
        asked = select(AuditRow).where(AuditRow.action.like("pos.override_%")).order_by(AuditRow.id)
        told = [(row.action, row.object_id, row.reason) for row in db.session.scalars(asked)]
    assert told == [
        ("pos.override_refused", str(manager.id), "Damaged"),
        ("pos.override_wrong_pin", str(manager.id), "Damaged"),
    ]


@pytest.mark.req("PRC-06")
def test_limits_are_the_roles(make: Make, till: TestTill, manager: Any) -> None:
    from app.domains.channels import service as channels
    from app.domains.channels.types import TillRules

    with office(till):
        channels.save(TillRules(limit=10, limits={"store_associate": 25}))
    told = {each["name"]: (each["limit"], each["approves"]) for each in known(till)["setup"]["cashiers"]}
    assert told == {"Ada Lind": (25 * PERCENT, False), "Mona Berg": (1_000_000, True)}
    assert sell(till, change("percent", 25 * PERCENT))[0].code is None
    with office(till):
        channels.save(TillRules(limit=0))
    assert sell(till, change("percent", 1 * PERCENT))[0].code == "pos.override_unapproved"
