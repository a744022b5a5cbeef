"""Statements past psycopg's cursor: the same values, the same errors, whether prepared or not."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from app.config import override
from app.core import rows
from app.core.db import current_unit, db, run, unit_of_work
from app.core.engines import dispose_engines
from app.core.ids import new_id
from app.core.tenancy import tenant_scope

ALL = text(
    "select cast(:id as uuid) as id, cast(:words as text) as words, cast(:many as numeric[]) as many,"
    " cast(:at as timestamptz) as at, cast(:yes as boolean) as yes, cast(:file as jsonb) as file, :count + 1 as count"
)
ENOUGH = 6  # times until psycopg has prepared a text


@pytest.fixture(params=[True, False], ids=["prepared", "unprepared"])
def way(request, database):
    with override(database_prepare=request.param):
        dispose_engines()
        yield request.param
        dispose_engines()


def kept():
    return rows._kept(current_unit().connect())


def test_values_go_and_come_back_whichever_way(way, unit, tenant):
    full = {
        "id": new_id(), "words": "ä \\ ' % :x", "many": [Decimal("1.5"), None], "at": datetime(2026, 1, 2, tzinfo=UTC),
        "yes": True, "file": '{"a": [1, "b"]}', "count": 41,
    }  # fmt: skip
    empty = dict.fromkeys(full) | {"many": [], "count": 2**40}
    for _ in range(ENOUGH):
        with unit(tenant):
            first, second = run(ALL, full).one(), run(ALL, empty).one()
        assert first._asdict() == full | {"file": {"a": [1, "b"]}, "count": 42}
        assert second._asdict() == dict.fromkeys(full) | {"many": [], "count": 2**40 + 1}


def test_what_was_touched_is_counted(way, unit, tenant):
    adding = text(
        "insert into invoice_series (code, prefix, next) values (:code, '', 1) on conflict do nothing"
    )
    with unit(tenant):
        counts = [run(adding, {"code": code}).rowcount for code in ("a", "b", "a", "c", "c", "d", "d")]
        assert counts == [1, 1, 0, 1, 0, 1, 0]


def test_a_refusal_is_the_error_that_sqlalchemy_tells(way, unit, tenant):
    adding = text(
        "insert into visit (id, at, kind, channel, path, subject, consent)"
        " values (:id, now(), :kind, '', '', '', '')"
    )
    for _ in range(ENOUGH):
        with unit(tenant):
            run(adding, {"id": new_id(), "kind": "page"})
    with pytest.raises(IntegrityError) as told, unit(tenant):
        run(adding, {"id": new_id(), "kind": "walk"})
    assert isinstance(told.value.orig, psycopg.errors.CheckViolation)
    with unit(tenant):
        run(adding, {"id": new_id(), "kind": "page"})


def test_a_roll_back_between_is_no_matter(way, unit, tenant):
    """psycopg drops what it prepared on a connection that rolls back."""
    asked = text("select cast(:one as integer) as one")
    for turn in range(3 * ENOUGH):
        with unit(tenant):
            assert run(asked, {"one": turn}).scalar() == turn
        with pytest.raises(RuntimeError), unit(tenant):
            run(asked, {"one": turn})
            db.session.execute(text("select 1"))
            raise RuntimeError


def test_a_connection_that_is_lost_is_given_up(way, unit, tenant, database):
    with pytest.raises(OperationalError) as told, unit(tenant):
        backend = kept().raw.info.backend_pid
        with psycopg.connect(database.superuser_url.replace("+psycopg", "")) as other:
            other.execute("select pg_terminate_backend(%s, 5000)", [backend])
        run(text("select 1"))
    assert told.value.connection_invalidated
    with unit(tenant):
        assert run(text("select 1")).scalar() == 1


def test_a_binding_that_fails_is_told_and_leaves_nothing(way, tenant):
    gone = replace(tenant, schema='t_"gone')
    with pytest.raises(DBAPIError), tenant_scope(gone), unit_of_work():
        run(text("select 1"))
    with tenant_scope(tenant), unit_of_work():
        assert run(text("select current_user")).scalar() == tenant.schema


def test_a_snapshot_is_one(way, tenant):
    level = text("select current_setting('transaction_isolation')")
    with tenant_scope(tenant), unit_of_work(snapshot=True):
        assert run(level).scalar() == "repeatable read"
    with tenant_scope(tenant), unit_of_work():
        assert run(level).scalar() == "read committed"


def test_what_is_prepared_runs_without_the_cursor(unit, tenant, database, monkeypatch):
    with override(database_prepare=True):
        dispose_engines()
        asked = text("select cast(:one as integer) + 1 as two")
        for turn in range(ENOUGH):
            with unit(tenant):
                assert run(asked, {"one": turn}).scalar() == turn + 1
        monkeypatch.setattr(rows, "_with_cursor", None)
        with unit(tenant):
            assert run(asked, {"one": 5}).scalar() == 6
    dispose_engines()
