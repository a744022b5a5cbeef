"""The statements that make a tenant's schema and the control plane's, compiled once from the models."""

from functools import lru_cache
from typing import Any

from sqlalchemy import MetaData, create_mock_engine, text
from sqlalchemy.engine import Connection

from app.core.schema import INSERT_ONLY, MAY_CHANGE, Base, SharedBase, load_tables
from tenants.models import RIGHTS

APP_ROLE = "galleria_app"
TENANT_LINEAGE_TABLE = "alembic_version"


def compiled(metadata: MetaData) -> list[str]:
    """Every CREATE and ALTER statement of `metadata`, in an order that works, foreign keys of cycles last."""
    statements: list[str] = []

    def keep(statement: Any, *_args: Any, **_kw: Any) -> None:
        statements.append(str(statement.compile(dialect=engine.dialect)).strip())

    engine = create_mock_engine("postgresql+psycopg://", keep)
    metadata.create_all(engine, checkfirst=False)
    return statements


@lru_cache(maxsize=1)
def tenant_tables() -> str:
    """One script that makes all tables of a tenant in the schema that comes first in the search path."""
    load_tables()
    return ";\n".join(compiled(Base.metadata))


@lru_cache(maxsize=1)
def shared_tables() -> str:
    """One script that makes the control plane's tables."""
    load_tables()
    return ";\n".join(compiled(SharedBase.metadata))


def ensure_role(connection: Connection, role: str) -> None:
    """Make a tenant's role where this server lacks it, granted to the application and to us.

    We are given it to fill its tables as it, and to drop what it owns.
    """
    known = text("select 1 from pg_roles where rolname = :role")
    if connection.scalar(known, {"role": role}) is None:
        connection.execute(text(f"create role {role} nologin noinherit"))
    connection.execute(text(f"grant {role} to {APP_ROLE}"))
    connection.execute(text(f"grant {role} to current_user"))


def drop_tenant(connection: Connection, schema: str) -> None:
    """Drop a tenant's schema and role, as far as they are there."""
    connection.execute(text(f"drop schema if exists {schema} cascade"))
    if connection.scalar(text("select 1 from pg_roles where rolname = :role"), {"role": schema}):
        connection.execute(text(f"drop owned by {schema}"))
        connection.execute(text(f"drop role {schema}"))


def tenant_grants(schema: str) -> str:
    """Rights of the tenant's role on its schema, for its tables and those that migrations will add."""
    tables = "select, insert, update, delete on tables"
    ours = f"alter default privileges in schema {schema} grant"
    lines = [
        f"grant usage on schema {schema} to {schema}",
        f"grant select, insert, update, delete on all tables in schema {schema} to {schema}",
        f"grant usage, select on all sequences in schema {schema} to {schema}",
        f"{ours} {tables} to {schema}",
        f"{ours} usage, select on sequences to {schema}",
    ]
    lines += [f"revoke update, delete on {schema}.{table} from {schema}" for table in INSERT_ONLY]
    for table, columns in MAY_CHANGE.items():
        lines.append(f"revoke update, delete on {schema}.{table} from {schema}")
        lines.append(f"grant update ({', '.join(columns)}) on {schema}.{table} to {schema}")
    return ";\n".join(lines)


def shared_grants() -> str:
    """Rights of the application's login on the control plane."""
    lines = [f"grant {right} on shared.{table} to {APP_ROLE}" for table, right in RIGHTS.items()]
    return ";\n".join([*lines, f"grant usage, select on all sequences in schema shared to {APP_ROLE}"])


def run_script(connection: Connection, script: str) -> None:
    """Send many statements in one message: no parameters, so the server takes them as a script."""
    connection.exec_driver_sql(script, execution_options={"no_parameters": True})
