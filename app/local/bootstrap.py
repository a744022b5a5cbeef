"""The few statements that only a superuser may run: roles, the database, its schemas and extensions.

`app.local.postgres` imports this while its server comes up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from app.local.connection import APP, DATABASE, OWNER

EXTENSIONS = ("pg_trgm", "unaccent")
# Where the server lacks unaccent, search takes accented letters as others.
STAND_IN = """
    do $$ begin
        if to_regprocedure('ext.unaccent(text)') is null then
            create function ext.unaccent(text) returns text language sql stable strict parallel safe return $1;
        end if;
    end $$
"""

Cursor = psycopg.Cursor[tuple[Any, ...]]


def make_installation(superuser_url: str, passwords: Mapping[str, str]) -> None:
    """Make the owner, the application's login and the database, where they are missing."""
    with _connected(superuser_url, "postgres") as cursor:
        _make_role(cursor, OWNER, "createrole", passwords[OWNER])
        _make_role(cursor, APP, "noinherit", passwords[APP])
        exists = cursor.execute("select 1 from pg_database where datname = %s", (DATABASE,)).fetchone()
    if exists:
        with _connected(superuser_url, DATABASE) as cursor:
            _furnish(cursor)
    else:
        make_database(superuser_url, DATABASE)


def make_database(superuser_url: str, name: str, *, template: str | None = None) -> None:
    """Make a database that the owner owns, closed to all but our roles, with schemas `shared` and `ext`."""
    names = {"name": sql.Identifier(name), "owner": sql.Identifier(OWNER), "app": sql.Identifier(APP)}
    with _connected(superuser_url, "postgres") as cursor:
        create = sql.SQL("create database {name} owner {owner}").format(**names)
        if template is not None:
            create += sql.SQL(" template {}").format(sql.Identifier(template))
        cursor.execute(create)
        cursor.execute(sql.SQL("revoke all on database {name} from public").format(**names))
        cursor.execute(sql.SQL("grant connect on database {name} to {app}").format(**names))
    if template is None:
        with _connected(superuser_url, name) as cursor:
            _furnish(cursor)


def _furnish(cursor: Cursor) -> None:
    owner, app = sql.Identifier(OWNER), sql.Identifier(APP)
    cursor.execute("revoke all on schema public from public")
    for schema in ("shared", "ext"):
        cursor.execute(
            sql.SQL("create schema if not exists {} authorization {}").format(sql.Identifier(schema), owner)
        )
    cursor.execute(sql.SQL("grant usage on schema shared to {}").format(app))
    cursor.execute("grant usage on schema ext to public")
    known = "select name from pg_available_extensions where name = any(%s)"
    for (extension,) in cursor.execute(known, (list(EXTENSIONS),)).fetchall():
        cursor.execute(
            sql.SQL("create extension if not exists {} schema ext").format(sql.Identifier(extension))
        )
    cursor.execute(STAND_IN)
    preloaded = cursor.execute("show shared_preload_libraries").fetchone()
    if preloaded and "pg_stat_statements" in preloaded[0]:
        cursor.execute("create extension if not exists pg_stat_statements schema ext")


def _make_role(cursor: Cursor, name: str, kind: str, password: str) -> None:
    if cursor.execute("select 1 from pg_roles where rolname = %s", (name,)).fetchone() is None:
        cursor.execute(
            sql.SQL("create role {} login nosuperuser nocreatedb {} password {}").format(
                sql.Identifier(name), sql.SQL(kind), sql.Literal(password)
            )
        )


@contextmanager
def _connected(url: str, database: str) -> Iterator[Cursor]:
    address = url.replace("postgresql+psycopg://", "postgresql://", 1)
    with (
        psycopg.connect(address, dbname=database, autocommit=True) as connection,
        connection.cursor() as cursor,
    ):
        yield cursor
