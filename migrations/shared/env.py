"""Runs the control plane's lineage on schema `shared`; `connection` comes with the configuration."""

from alembic import context
from sqlalchemy import text

from app.core.schema import SharedBase, load_tables
from tenants.lineages import comparing

load_tables()
connection = context.config.attributes["connection"]
connection.execute(text("select set_config('lock_timeout', '4s', true)"))
context.configure(
    connection=connection,
    target_metadata=SharedBase.metadata,
    version_table_schema="shared",
    include_schemas=True,
    **comparing("shared"),
)
with context.begin_transaction():
    context.run_migrations()
