"""Migration runs over many schemas: progress, a ledger, trouble in one is not trouble for the others."""

import shutil
import threading
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.core.db import db
from tenants import lineages, migrate
from tenants.databases import owner_engine
from tenants.models import MigrationRun, MigrationStep
from tests.support.units import control

ROOT = Path(__file__).resolve().parents[2]
REVISION = '''"""{words}"""
from alembic import op

revision = "{number}"
down_revision = {before!r}


def upgrade():
    op.execute("{statement}")
'''
TENANTS, OPEN = 50, ("t_alpha", "t_beta")


@pytest.fixture
def lineage(database, tmp_path, monkeypatch):
    """A tenant lineage of the test's own: call it with a statement to add a revision."""
    shutil.copytree(ROOT / "migrations" / "tenant", tmp_path / "tenant")
    shutil.rmtree(tmp_path / "tenant" / "versions")
    (tmp_path / "tenant" / "versions").mkdir()
    real = lineages.config

    def own(name, **attributes):
        made = real(name, **attributes)
        if name == "tenant":
            made.set_main_option("script_location", str(tmp_path / "tenant"))
        return made

    monkeypatch.setattr(lineages, "config", own)
    lineages.head.cache_clear()
    numbers = []

    def add(statement):
        number, before = f"9{len(numbers) + 1:03d}", numbers[-1] if numbers else None
        file = tmp_path / "tenant" / "versions" / f"{number}.py"
        file.write_text(REVISION.format(words=number, number=number, before=before, statement=statement))
        numbers.append(number)
        lineages.head.cache_clear()
        return number

    yield add
    lineages.head.cache_clear()


@pytest.fixture
def fifty(lineage):
    """Fifty tenants of one small table each, at the first revision."""
    real = lineages.head("tenant")
    first = lineage("create table thing (id int)")
    with owner_engine().begin() as connection:
        for number in range(TENANTS):
            connection.exec_driver_sql(f"create schema t_m{number}; create table t_m{number}.thing (id int)")
            connection.exec_driver_sql(
                f"create table t_m{number}.alembic_version (version_num varchar(32) primary key);"
                f"insert into t_m{number}.alembic_version values ('{first}')"
            )
            connection.execute(
                text(
                    "insert into shared.tenant (id, slug, name, schema, country, currency, tax_included,"
                    " locale, timezone, plan, schema_version, created_at) values (:id, :slug, :slug, :schema,"
                    " 'DE', 'EUR', true, 'en', 'UTC', 'standard', :version, now())"
                ),
                {"id": f"m{number}", "slug": f"m-{number:02d}", "schema": f"t_m{number}", "version": first},
            )
        own = text("update shared.tenant set schema_version = :version where id in ('alpha', 'beta')")
        connection.execute(own, {"version": first})
        for own in OPEN:
            connection.exec_driver_sql(
                f"create table {own}.thing (id int); update {own}.alembic_version set version_num = '{first}'"
            )
    yield lineage
    with owner_engine().begin() as connection:
        for own in OPEN:
            connection.exec_driver_sql(
                f"drop table {own}.thing; update {own}.alembic_version set version_num = '{real}'"
            )


def run():
    lines = []
    return migrate.upgrade(lambda _name: owner_engine(), lines.append), lines


@pytest.mark.req("TEN-09")
def test_fifty_tenants_with_a_broken_one_migrate_but_for_that_one(fifty):
    with owner_engine().begin() as connection:
        connection.exec_driver_sql("drop table t_m17.thing")
    head = fifty("alter table thing add column name text")
    report, lines = run()
    assert report.done == TENANTS + 1
    assert list(report.failed) == ["m-17"]
    assert "thing" in report.failed["m-17"]
    assert lines[-1].startswith(f"{TENANTS + 2}/{TENANTS + 2} ")
    with control():
        assert db.session.scalars(
            select(MigrationStep.schema).where(MigrationStep.error.is_not(None))
        ).all() == ["t_m17"]
        noted = db.session.scalars(select(MigrationRun)).one()
        assert (noted.done, noted.failed, noted.total, noted.target) == (TENANTS + 1, 1, TENANTS + 2, head)
        assert noted.finished_at
    with owner_engine().begin() as connection:
        connection.exec_driver_sql("create table t_m17.thing (id int)")
    again, _lines = run()
    assert (again.done, again.failed) == (1, {})
    assert run()[0].done == 0


def test_a_failed_revision_leaves_its_schema_as_it_was(fifty):
    fifty("create table half (id int)")
    fifty("select 1/0")
    report, _lines = run()
    assert len(report.failed) == TENANTS + 2
    with owner_engine().connect() as connection:
        assert connection.scalar(text("select to_regclass('t_m3.half')")) is None
        assert connection.scalar(text("select version_num from t_m3.alembic_version")) == "9001"


def test_a_lock_held_by_somebody_is_given_up_on_not_waited_for(fifty, monkeypatch):
    fifty("alter table thing add column name text")
    monkeypatch.setattr(migrate, "behind", only("m-03", migrate.behind))
    with owner_engine().begin() as holder:
        holder.exec_driver_sql("lock table t_m3.thing in access share mode")
        report, _lines = run()
    assert "lock timeout" in report.failed["m-03"]


def only(slug, real):
    return lambda owner: [each for each in real(owner) if each.slug == slug]


def test_two_runs_do_not_walk_at_the_same_time(fifty):
    fifty("select pg_sleep(0.01)")
    outcomes = []

    def walk():
        try:
            outcomes.append(run()[0].done)
        except migrate.AlreadyMigrating:
            outcomes.append("busy")

    threads = [threading.Thread(target=walk) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == [str(TENANTS + 2), "busy"]


def test_status_names_who_is_behind(fifty):
    head = fifty("alter table thing add column name text")
    found = migrate.status(owner_engine())
    assert found.tenant_head == head
    assert len(found.behind) == TENANTS + 2
    assert {each.revision for each in found.behind} == {"9001"}
