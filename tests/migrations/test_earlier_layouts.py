"""The first revision was written anew for three days: what they made is led to this release all the same."""

import pytest
from alembic import command
from sqlalchemy import text

from tenants import ddl, lineages
from tenants.databases import owner_engine
from tenants.fingerprint import fingerprint

LAYOUTS = ("0001", "0002", "0003")
PRODUCT, VARIANT = "00000000-0000-7000-8000-000000000001", "00000000-0000-7000-8000-000000000002"
GOODS = f"""
insert into product (id, title, slug, description, status, created_at, updated_at)
values ('{PRODUCT}', 'Mug', 'mug', '', 'active', now(), now());
insert into variant (id, product_id, sku, position, created_at) values ('{VARIANT}', '{PRODUCT}', 'MUG', 1, now());
insert into product_listing (product_id, listed, status, title, slug, brand, stock, image_alt, variants, skus,
    options, categories, search, updated_at)
values ('{PRODUCT}', true, 'active', 'Mug', 'mug', '', 'in', '', 1, array['MUG'], '{{}}', '{{}}', '', now());
"""


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_schema_of_an_earlier_day_becomes_one_of_this_release(database, layout):
    with owner_engine().connect() as connection:
        made(connection, "t_early", layout)
        lineages.upgrade(connection, "tenant", "t_early")
        expected(connection)
        differences = fingerprint(connection, "t_early") ^ fingerprint(connection, "t_modelled")
        connection.rollback()

    assert not differences


def test_what_is_in_it_stays_and_its_listings_are_written_anew(database):
    with owner_engine().connect() as connection:
        made(connection, "t_early", "0001")
        connection.execute(text("set local search_path = t_early"))
        connection.execute(text(GOODS))
        lineages.upgrade(connection, "tenant", "t_early")
        connection.execute(text("set local search_path = t_early"))
        facts = connection.execute(text("select name, payload from outbox order by id")).all()
        listing = connection.execute(text("select codes, heading::text from product_listing")).one()
        connection.rollback()

    assert tuple(listing) == ([], "")
    assert {name for name, _payload in facts} == {"pricing.base_prices_changed.v1"}
    assert all(payload == {"variant_ids": [VARIANT]} for _name, payload in facts)


@pytest.mark.parametrize("layout", ["0001", "0002"])
def test_so_does_a_control_plane(database, layout):
    with owner_engine().connect() as connection:
        connection.execute(text("alter schema shared rename to shared_now"))
        made(connection, "shared", layout, lineage="shared")
        lineages.upgrade(connection, "shared", "shared")
        differences = fingerprint(connection, "shared") ^ fingerprint(connection, "shared_now")
        connection.rollback()

    assert not differences


def made(connection, schema, layout, lineage="tenant"):
    """A schema as a release of that day made it: its layout stands under the name 0001."""
    connection.execute(text(f"create schema {schema}"))
    config = lineages.config(lineage, connection=connection, schema=schema)
    command.upgrade(config, layout)
    connection.execute(text(f"update {schema}.alembic_version set version_num = '0001'"))


def expected(connection):
    script = ddl.tenant_tables()
    ddl.run_script(connection, f"create schema t_modelled; set local search_path = t_modelled, ext; {script}")
