"""Runs the tenants' lineage on one schema: `connection` and `schema` come with the configuration."""

from alembic import context
from sqlalchemy import text

from app.core.schema import Base, load_tables
from tenants.lineages import comparing

load_tables()
connection = context.config.attributes["connection"]
schema: str = context.config.attributes["schema"]
connection.execute(
    text("select set_config('search_path', :path, true), set_config('lock_timeout', '4s', true)"),
    {"path": f"{schema}, ext"},
)
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    version_table_schema=schema,
    **comparing(None),
)
with context.begin_transaction():
    context.run_migrations()
