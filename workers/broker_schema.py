"""The queue's tables in PostgreSQL, made by the owner: web and workers may use them, not change them."""

from dramatiq_postgres import generate_init_sql
from sqlalchemy import Engine, text

SCHEMA = "dramatiq"
GRANTS = """
grant usage on schema dramatiq to galleria_app;
grant select, insert, update, delete on all tables in schema dramatiq to galleria_app;
grant usage, select on all sequences in schema dramatiq to galleria_app
"""


def make(owner: Engine) -> bool:
    """Make schema `dramatiq` where it is missing; says whether it was."""
    with owner.begin() as connection:
        connection.execute(text("select pg_advisory_xact_lock(hashtext('galleria.dramatiq'))"))
        if connection.scalar(text("select to_regclass('dramatiq.queue')")) is not None:
            return False
        script = f"{generate_init_sql(SCHEMA)};\n{GRANTS}"
        connection.exec_driver_sql(script, execution_options={"no_parameters": True})
    return True
