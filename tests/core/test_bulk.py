"""Many rows in one statement say what SQLAlchemy's own insert would have said."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.core.audit import AuditRow
from app.core.bulk import insertion
from app.core.db import add_all, db
from app.core.ids import new_id
from app.domains.inventory.models import StockItem
from app.domains.visits.models import Visit

AT = datetime(2026, 3, 4, 5, 6, 7, 891011, tzinfo=UTC)
ONCE = "on conflict (reference) where reference is not null do nothing returning id"


def visit(**facts):
    return {"id": new_id(), "at": AT, "kind": "page", "channel": "web", "reference": None} | facts


def test_values_arrive_as_they_were_and_defaults_are_filled_in(unit, tenant):
    rows = [visit(path='/a"b,{c}\\d'), visit(path="/ä/€"), visit(path="NULL")]
    with unit(tenant):
        add_all(Visit, rows)
    with unit(tenant):
        kept = {each.id: each for each in db.session.scalars(select(Visit))}
    assert {each.path for each in kept.values()} == {'/a"b,{c}\\d', "/ä/€", "NULL"}
    assert {(each.at, each.subject, each.visitor, each.amount) for each in kept.values()} == {
        (AT, "", None, None)
    }
    assert set(kept) == {row["id"] for row in rows}


def test_documents_are_kept_as_documents_and_none_as_their_null(unit, tenant):
    row = {
        "at": AT, "actor": "system:test", "actor_name": "", "action": "test.bulk", "object_type": "thing",
        "object_id": "1", "before": None, "after": {"words": 'a "b" {c}, \\ ä', "list": [1, None]}, "reason": None,
        "ip": None,
    }  # fmt: skip
    with unit(tenant):
        add_all(AuditRow, [row])
        kept = db.session.scalars(select(AuditRow).where(AuditRow.action == "test.bulk")).one()
        assert kept.after == row["after"]
        kinds = text("select jsonb_typeof(before) from audit where action = 'test.bulk'")
        assert db.session.scalar(kinds) == "null"


def test_what_follows_the_insert_decides_and_answers(unit, tenant):
    first, second = visit(kind="purchase", reference="r1"), visit(kind="purchase", reference="r1")
    with unit(tenant):
        assert [each.id for each in add_all(Visit, [first], then=ONCE)] == [first["id"]]
        assert add_all(Visit, [second], then=ONCE).all() == []
        assert add_all(Visit, [], then=ONCE).all() == []


def test_what_the_session_holds_is_written_before(unit, tenant):
    """The rows may point at it."""
    with unit(tenant):
        item = StockItem(sku="held-by-the-session")
        db.session.add(item)
        add_all(Visit, [visit(amount=5)])
        assert (
            db.session.scalar(text("select count(*) from stock_item where sku = 'held-by-the-session'")) == 1
        )


def test_a_wrong_row_is_refused_as_by_any_insert(unit, tenant):
    with unit(tenant), pytest.raises(IntegrityError):
        add_all(Visit, [visit(kind="walk")])


def test_the_text_is_the_same_for_any_number_of_rows():
    one = insertion(Visit.__table__, ("id", "at"), "")
    assert one is insertion(Visit.__table__, ("id", "at"), "")
    assert len(one.params([visit(), visit()])) == len(one.params([visit()])) == 5
    assert all(isinstance(values, list) for values in one.params([visit(amount=Decimal(1))]).values())
