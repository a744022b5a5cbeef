"""Both lineages, run from nothing, make exactly what the models say."""

import pytest
from sqlalchemy import text

from app.core.schema import Base
from tenants import lineages, migrate
from tenants.databases import owner_engine


def test_migrations_and_models_agree(database):
    found = migrate.check(owner_engine())
    assert not found, "write a revision (bin/galleria db revision …):\n" + "\n".join(found)


def test_the_check_leaves_nothing_behind(database):
    def schemas():
        with owner_engine().connect() as connection:
            return sorted(connection.scalars(text("select nspname from pg_namespace")))

    before = schemas()
    migrate.check(owner_engine())
    assert schemas() == before


@pytest.mark.parametrize("change", [
    "alter table product add column extra text",
    "alter table product alter column title type varchar(20)",
    "alter table product drop constraint ck_product_status",
    "alter table product alter column title drop not null",
    "drop index ix_product_updated",
    "drop sequence order_number",
    "alter table base_price alter column amount set default 0",
])  # fmt: skip
def test_the_check_notices_a_difference(database, monkeypatch, change):
    real = lineages.upgrade

    def upgrade(connection, lineage, schema):
        real(connection, lineage, schema)
        if lineage == "tenant":
            connection.execute(text(f"set local search_path = {schema}"))
            connection.execute(text(change))

    monkeypatch.setattr(lineages, "upgrade", upgrade)
    assert migrate.check(owner_engine())


def test_a_new_tenant_is_at_the_head(tenant, database):
    with owner_engine().connect() as connection:
        stamped = connection.scalar(text(f"select version_num from {tenant.schema}.alembic_version"))
        known = connection.scalar(text("select schema_version from shared.tenant where id = 'alpha'"))
    assert stamped == known == lineages.head("tenant")


def test_a_tenant_has_no_more_tables_than_agreed(database):
    assert len(Base.metadata.tables) <= 160
