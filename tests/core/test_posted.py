"""Statements that are sent and not waited for: nothing overtakes them, and none is lost silently."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DataError, IntegrityError

from app.core.db import current_unit, db, post, run
from app.core.ids import new_id

ADD = text(
    "insert into visit (id, at, kind, channel, path, subject, consent)"
    " select gen_random_uuid(), now(), :kind, '', cast(:path as text), '', ''"
    " from generate_series(1, cast(:count as integer))"
)
COUNT = text("select count(*) from visit where path = :path")
NAP = text("select pg_sleep(0.2)")


def visits(path):
    return run(COUNT, {"path": path}).scalar()


def add(path, count=1, kind="page"):
    post(ADD, {"kind": kind, "path": path, "count": count})


def test_what_follows_sees_what_was_posted(unit, tenant):
    path = str(new_id())
    with unit(tenant):
        add(path, 3)
        add(path, 2)
        assert visits(path) == 5
        add(path)
        assert db.session.scalar(COUNT, {"path": path}) == 6
        add(path)
        with db.session.begin_nested():
            add(path)
        add(path)
    with unit(tenant):
        assert visits(path) == 9


def test_a_large_statement_is_sent_whole(unit, tenant):
    path = "x" * 3_000_000
    with unit(tenant):
        post(NAP, {})  # the server is busy while the next is written
        add(path[:10])
        post(text("select set_config('galleria.test', :words, true)"), {"words": path})
        assert run(text("select length(current_setting('galleria.test')) as long")).scalar() == len(path)


@pytest.mark.parametrize("how", ["statement", "session", "commit", "settle"])
def test_a_refusal_is_told_by_what_comes_next(how, unit, tenant):
    path = str(new_id())
    with pytest.raises(IntegrityError), unit(tenant):
        add(path)
        add(path, kind="walk")
        if how == "statement":
            visits(path)
        elif how == "session":
            db.session.execute(text("select 1"))
        elif how == "settle":
            current_unit().settle()
    with unit(tenant):
        assert visits(path) == 0


def test_a_roll_back_forgets_what_was_posted(unit, tenant):
    path = str(new_id())
    for kind in ("page", "walk"):
        with pytest.raises(LookupError), unit(tenant):
            add(path, kind=kind)
            raise LookupError
    with unit(tenant):
        assert visits(path) == 0


def test_what_no_text_can_hold_is_refused_at_once(unit, tenant):
    with pytest.raises(DataError), unit(tenant):
        add("a\0b")
