"""A tenant in another database than the registry's is made whole or not at all, whatever fails in between."""

import os
import secrets
import signal

import pytest
from sqlalchemy import event, text

from app.config import override
from app.core import faults
from app.core.engines import dispose_engines, set_databases
from app.core.principal import acting_as, system
from app.flows.open_tenant import furnish
from tenants import databases, provisioning
from tenants.databases import owner_engine
from tests.conftest import _cluster_of
from tests.support import cleaning
from tests.support import cluster as clusters
from tests.tenancy.test_provisioning import new_tenant

pytestmark = pytest.mark.req("TEN-04")


@pytest.fixture
def elsewhere(database, directory, request, sender):
    """A second database called `two`, gone again after the test."""
    cluster = clusters.Cluster(_cluster_of(request.config))
    second = cluster.create_database(f"{database.database}_elsewhere")
    with cleaning.connect(second.superuser_url) as connection:
        connection.execute(cleaning.MARK)
    with (
        override(databases={"two": second.app_url}, database_owners={"two": second.owner_url}),
        acting_as(system("test")),
    ):
        set_databases(databases.addresses())
        yield second
        dispose_engines()
    with cleaning.connect(second.superuser_url) as connection:
        for (schema,) in connection.execute(
            "select nspname from pg_namespace where nspname like 't\\_%'"
        ).fetchall():
            connection.execute(f"drop schema {schema} cascade; drop owned by {schema}; drop role {schema}")
    with cleaning.connect(database.superuser_url) as connection:
        connection.execute(f"drop database {second.database} with (force)")
    set_databases(databases.addresses())


def wanted():
    """A tenant of the second database; roles belong to the cluster, where the other test process makes some, too."""
    return new_tenant(database="two", id=f"else{secrets.token_hex(3)}")


def left(second):
    """Schemas in the second database, roles and registry rows, of tenants made there."""
    with cleaning.connect(second.superuser_url) as connection:
        schemas = connection.execute(
            "select count(*) from pg_namespace where nspname like 't\\_%'"
        ).fetchone()[0]
    with owner_engine().connect() as connection:
        rows = connection.scalar(text("select count(*) from shared.tenant where slug = 'gamma'"))
        roles = connection.scalar(text("select count(*) from pg_roles where rolname like 't\\_else%'"))
    return schemas, roles, rows


def make():
    return provisioning.create(owner_engine, wanted(), furnish).tenant


def test_it_is_made_there(elsewhere, directory):
    assert make().database == "two"
    assert left(elsewhere) == (1, 1, 1)


@pytest.mark.parametrize("when", ["journal", "commit"])
def test_a_registry_that_refuses_leaves_nothing_there(elsewhere, monkeypatch, when):
    if when == "journal":
        monkeypatch.setattr(provisioning.journal, "entry", lambda *_a, **_k: 1 / 0)
        engine_of = owner_engine
    else:
        engine = owner_engine()
        tries = []

        def refuse(_connection):
            tries.append(1)
            raise ZeroDivisionError

        event.listen(engine, "commit", refuse)
        engine_of = lambda name: engine if name == "default" else owner_engine(name)  # noqa: E731
    with pytest.raises(ZeroDivisionError):
        provisioning.create(engine_of, wanted(), furnish)
    assert left(elsewhere) == (0, 0, 0)
    monkeypatch.undo()
    make()
    assert left(elsewhere) == (1, 1, 1)


def test_a_commit_whose_answer_is_lost_leaves_a_whole_tenant(elsewhere, monkeypatch):
    engine = owner_engine()
    real = engine.dialect.do_commit

    def commit_and_hang_up(connection):
        real(connection)
        raise ConnectionResetError("the answer is lost")

    monkeypatch.setattr(engine.dialect, "do_commit", commit_and_hang_up)
    with pytest.raises(ConnectionResetError):
        provisioning.create(
            lambda name: engine if name == "default" else owner_engine(name),
            wanted(),
            furnish,
        )
    assert left(elsewhere) == (1, 1, 1)


def test_what_a_killed_process_leaves_is_dropped_by_the_next_try(elsewhere):
    pid = os.fork()
    if pid == 0:
        try:
            dispose_engines(close=False)
            faults.arm("provisioning.built_elsewhere")
            make()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(pid, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert left(elsewhere) == (1, 1, 0)
    make()
    assert left(elsewhere) == (1, 1, 1)
