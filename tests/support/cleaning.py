"""Puts a test's database back to its baseline: only the tables that were touched, in a few milliseconds.

Triggers note touched tables (a rolled-back change leaves no note). What the template's tables held is kept
in schema `baseline`; a superuser in replica mode deletes and refills: foreign keys and triggers rest.
"""

import psycopg

MARK = """
create schema baseline;
grant usage on schema baseline to galleria_owner;
create unlogged table baseline.touched (schema text not null, name text not null);
create function baseline.note() returns trigger language plpgsql security definer as
$$ begin insert into baseline.touched values (tg_table_schema, tg_table_name); return null; end $$;
"""
TABLES = """
select schemaname, tablename from pg_tables
where (schemaname = 'shared' or schemaname like 't\\_%') and tablename <> 'alembic_version'
"""
COLUMNS = """
select string_agg(quote_ident(column_name), ', ' order by ordinal_position)
from information_schema.columns where table_schema = %s and table_name = %s and is_generated = 'NEVER'
"""
MADE = """
select nspname, to_regrole(nspname) from pg_namespace where nspname like 't\\_%%' and nspname <> all(%s)
"""
SEQUENCES = """
select schemaname, sequencename, coalesce(last_value, start_value), last_value is not null
from pg_sequences where schemaname = 'shared' or schemaname like 't\\_%'
"""


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    """A connection that commits each statement and waits for no lock for long."""
    return psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True, options="-c lock_timeout=10s")


def keep_baseline(superuser_url: str) -> None:
    """Remember every table's rows and put the triggers on; done once, in the template."""
    with connect(superuser_url) as connection:
        connection.execute(MARK)
        for schema, table in connection.execute(TABLES).fetchall():
            connection.execute(
                f'create trigger zz_note after insert or update or delete or truncate on {schema}."{table}" '
                "for each statement execute function baseline.note()"
            )
            connection.execute(f'create table baseline."{schema}.{table}" as table {schema}."{table}"')


class Cleaner:
    """Brings one database back. `clean` is cheap when nothing was touched."""

    def __init__(self, superuser_url: str) -> None:
        self._connection = connect(superuser_url)
        self._columns: dict[tuple[str, str], str] = {}
        self._schemas = {
            row[0] for row in self._connection.execute("select schema from shared.tenant").fetchall()
        }
        kept = self._connection.execute(SEQUENCES).fetchall()
        self._sequences = "".join(
            f"select setval('{schema}.\"{name}\"', {value}, {called});"
            for schema, name, value, called in kept
        )

    def clean(self) -> set[str]:
        """Undo everything since the last call; answers the names of the tables that were touched."""
        touched = self._connection.execute("select distinct schema, name from baseline.touched").fetchall()
        if not touched:
            return set()
        self._drop_new_tenants()
        known = [(str(schema), str(name)) for schema, name in touched if schema in {*self._schemas, "shared"}]
        script = "begin; set local session_replication_role = replica;"
        script += "".join(f'delete from {schema}."{name}";' for schema, name in known)
        script += "".join(self._refill(schema, name) for schema, name in known)
        script += f"delete from baseline.touched; {self._sequences} commit"
        self._connection.execute(script)
        return {name for _, name in known}

    def _refill(self, schema: str, table: str) -> str:
        if (schema, table) not in self._columns:
            row = self._connection.execute(COLUMNS, (schema, table)).fetchone()
            self._columns[schema, table] = str(row[0]) if row else ""
        columns = self._columns[schema, table]
        return (
            f'insert into {schema}."{table}" ({columns}) select {columns} from baseline."{schema}.{table}";'
        )

    def _drop_new_tenants(self) -> None:
        """Drop tenants that a test has made, with their roles; those of other processes are not ours."""
        for schema, role in self._connection.execute(MADE, ([*self._schemas],)).fetchall():
            self._connection.execute(f"drop schema {schema} cascade")
            if role is not None:
                self._connection.execute(f"drop owned by {schema}; drop role {schema}")

    def close(self) -> None:
        self._connection.close()
