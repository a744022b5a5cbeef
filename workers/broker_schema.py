"""Makes the default broker's tables (schema `dramatiq`) and lets the application use them."""

from dramatiq_postgres.schema import generate_init_sql
from sqlalchemy import Engine, text

from tenants import ddl

SCHEMA = "dramatiq"


def make(owner: Engine) -> bool:
    """Make the schema as the owner where it is missing; False when it was there. Rights are set every time."""
    with owner.begin() as connection:
        connection.execute(
            text("select pg_advisory_xact_lock(hashtext('galleria'), hashtext('dramatiq-ddl'))")
        )
        missing = connection.scalar(text("select to_regclass('dramatiq.queue') is null"))
        if missing:
            ddl.run_script(connection, generate_init_sql(SCHEMA))
        ddl.run_script(
            connection,
            f"""grant usage on schema {SCHEMA} to {ddl.APP_ROLE};
            grant select, insert, update, delete on all tables in schema {SCHEMA} to {ddl.APP_ROLE};
            grant usage, select on all sequences in schema {SCHEMA} to {ddl.APP_ROLE}""",
        )
    return bool(missing)
