"""The wall between tenants: scopes refuse, and PostgreSQL refuses behind them."""

import threading

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from app.core import clock
from app.core.db import db, unit_of_work
from app.core.engines import engine_of
from app.core.errors import NoTenant, TenantMixup
from app.core.schema import INSERT_ONLY, MAY_CHANGE
from app.core.tenancy import current_tenant, shared_scope, tenant_scope
from app.domains.catalog.models import Product
from tenants.models import RIGHTS, ControlAudit

REFUSED = r"permission denied|InsufficientPrivilege"


ACTS = (
    "select * from {schema}.product",
    "insert into {schema}.setting values ('x', '{{}}', now())",
    "delete from {schema}.outbox",
    "drop table {schema}.product",
    "truncate {schema}.outbox",
)


@pytest.mark.req("TEN-01")
@pytest.mark.parametrize("act", ACTS)
def test_one_tenants_role_is_refused_in_anothers_schema(tenant, other_tenant, unit, act):
    with pytest.raises(DBAPIError, match=REFUSED + "|must be owner"), unit(tenant):
        db.session.execute(text(act.format(schema=other_tenant.schema)))


@pytest.mark.req("TEN-01")
@pytest.mark.parametrize("table", sorted(RIGHTS))
def test_tenants_roles_see_nothing_of_the_control_plane(tenant, unit, table):
    with pytest.raises(DBAPIError, match=REFUSED), unit(tenant):
        db.session.execute(text(f"select * from shared.{table}"))


@pytest.mark.req("TEN-01")
def test_the_applications_login_alone_sees_no_tenants_data(tenant):
    with engine_of("default").connect() as connection, pytest.raises(DBAPIError, match=REFUSED):
        connection.execute(text(f"select * from {tenant.schema}.product"))


def test_tenants_roles_make_no_tables(tenant, unit):
    for statement in (
        f"create table {tenant.schema}.x (id int)",
        "create table x (id int)",
        "create schema x",
    ):
        with pytest.raises(DBAPIError, match=r"permission denied|no schema"), unit(tenant):
            db.session.execute(text(statement))


@pytest.mark.parametrize("table", INSERT_ONLY)
def test_history_cannot_be_rewritten(tenant, unit, table):
    for statement in (f"delete from {table}", f"truncate {table}", f"update {table} set id = id"):
        with pytest.raises(DBAPIError, match=REFUSED), unit(tenant):
            db.session.execute(text(statement))


@pytest.mark.req("PRC-21")
@pytest.mark.parametrize(("table", "columns"), MAY_CHANGE.items())
def test_what_was_given_cannot_be_edited(tenant, unit, table, columns):
    for statement in (f"delete from {table}", f"truncate {table}", f"update {table} set amount = 0"):
        with pytest.raises(DBAPIError, match=REFUSED), unit(tenant):
            db.session.execute(text(statement))
    with unit(tenant):
        for column in columns:
            db.session.execute(text(f"update {table} set {column} = {column}"))


def test_the_journal_of_the_platform_cannot_be_rewritten(database):
    for statement in ("delete from shared.control_audit", "update shared.control_audit set action = ''"):
        with pytest.raises(DBAPIError, match=REFUSED), shared_scope(), unit_of_work():
            db.session.execute(text(statement))
    with shared_scope(), unit_of_work():
        db.session.execute(insert(ControlAudit).values(at=clock.now(), actor="x", action="y"))


@pytest.mark.req("TEN-02")
def test_nothing_runs_without_a_tenant(database):
    with pytest.raises(NoTenant):
        current_tenant()
    with pytest.raises(NoTenant), unit_of_work():
        pass
    with pytest.raises(NoTenant), shared_scope():
        current_tenant()


@pytest.mark.req("TEN-01")
def test_one_session_never_meets_two_tenants(tenant, other_tenant, unit):
    with pytest.raises(TenantMixup), unit(tenant), tenant_scope(other_tenant):
        pass
    with pytest.raises(NoTenant):
        current_tenant()


def test_a_pooled_connection_carries_no_tenant_over(tenant, other_tenant, unit, make):
    make.product(sku="MUG")
    for _ in range(20):
        with unit(tenant):
            assert db.session.scalar(select(Product.id).limit(1))
        with unit(other_tenant):
            assert db.session.scalar(select(Product.id).limit(1)) is None
        with shared_scope(), unit_of_work():
            assert db.session.scalar(text("select current_user")) == "galleria_app"


def test_threads_of_two_tenants_do_not_mix(tenant, other_tenant, unit):
    seen, failed = [], []

    def work(own):
        try:
            for _ in range(50):
                with unit(own):
                    seen.append(db.session.scalar(text("select current_schema()")) == own.schema)
        except Exception as error:  # noqa: BLE001 - told to the test below
            failed.append(error)

    threads = [threading.Thread(target=work, args=(own,)) for own in (tenant, other_tenant) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert len(seen) == 200
    assert all(seen)


def test_the_demo_and_the_tests_run_without_a_superuser(database, tenant):
    with engine_of("default").connect() as connection:
        rights = text("select rolsuper, rolcreaterole, rolinherit from pg_roles where rolname = current_user")
        assert tuple(connection.execute(rights).one()) == (False, False, False)
