"""A tenant is made whole or not at all, and sells at once."""

import re

import pytest
from sqlalchemy import select, text

from app.core.db import db
from app.core.errors import Conflict, Invalid
from app.core.passwords import WeakPassword
from app.core.principal import acting_as, system
from app.domains.channels.models import Channel, Setting
from app.domains.identity.models import Role, Staff
from app.domains.inventory.models import Location
from app.domains.shipping.models import ShippingMethod
from app.domains.taxes.models import TaxRate
from app.flows.open_tenant import FirstAdmin, furnish, open_tenant
from tenants import ddl, provisioning, registry, removal
from tenants.databases import owner_engine
from tenants.models import TenantRow
from tenants.names import RESERVED
from tenants.provisioning import NewTenant
from tests.support.units import control, count_rows

ADMIN = FirstAdmin(email="ada@example.com", password="words that nobody guesses")


@pytest.fixture(autouse=True)
def _as_the_platform():
    with acting_as(system("test")):
        yield


def new_tenant(slug="gamma", **facts):
    usual = {"name": "Gamma", "country": "FR", "currency": "EUR", "tax_included": True}
    return NewTenant(slug=slug, locale="en", timezone="Europe/Paris", **{**usual, **facts})


LEFT = {
    "rows": "select count(*) from shared.tenant where slug = :slug",
    "hosts": "select count(*) from shared.tenant_host where host like :slug || '.%'",
    "roles": "select count(*) from pg_roles where rolname = :schema",
    "schemas": "select count(*) from pg_namespace where nspname = :schema",
}


def traces(new):
    """What there is of a tenant in the whole cluster."""
    facts = {"slug": new.slug, "schema": f"t_{new.id}"}
    with owner_engine().connect() as connection:
        return {name: connection.scalar(text(query), facts) for name, query in LEFT.items()}


NOTHING = {"rows": 0, "hosts": 0, "roles": 0, "schemas": 0}


@pytest.mark.req("TEN-04")
def test_a_new_tenant_has_what_it_needs_to_sell(directory, unit):
    opened = open_tenant(owner_engine, new_tenant(), ADMIN)
    assert directory.by_host("gamma.localhost:8000") == opened.tenant
    with unit(opened.tenant):
        assert {"web", "pos"} <= set(db.session.scalars(select(Channel.code)))
        main = db.session.scalars(select(Location)).one()
        assert (main.code, main.kind, main.ships) == ("main", "warehouse", True)
        assert db.session.scalars(select(TaxRate)).one().rate == 200_000
        assert db.session.scalars(select(ShippingMethod.code)).one() == "standard"
        assert db.session.scalar(select(Role.code).where(Role.code == "administrator"))
        assert db.session.scalars(select(Staff)).one().password_hash


def test_a_country_without_a_rate_we_know_gets_none_and_a_notice(directory, unit):
    opened = open_tenant(owner_engine, new_tenant(country="US", currency="USD"), ADMIN)
    with unit(opened.tenant):
        assert db.session.scalars(select(TaxRate)).one().rate == 0
        assert db.session.get(Setting, "setup").value["tax_notice"] is True


def test_without_a_password_the_administrator_is_invited(directory, unit):
    opened = open_tenant(owner_engine, new_tenant(), FirstAdmin(email="ada@example.com"))
    assert opened.invitation
    with unit(opened.tenant):
        assert db.session.scalars(select(Staff)).one().password_hash is None


@pytest.mark.req("TEN-04")
@pytest.mark.parametrize("broken", ["tables", "rights", "seed", "admin"])
def test_a_failure_on_the_way_leaves_nothing_and_a_retry_completes(directory, monkeypatch, broken):
    new, admin = new_tenant(), ADMIN
    with monkeypatch.context() as patch:
        if broken == "tables":
            patch.setattr(ddl, "tenant_tables", lambda: "create table half (id int); select 1/0")
        elif broken == "rights":
            patch.setattr(
                ddl, "tenant_grants", lambda schema: f"grant usage on schema {schema} to nobody_here"
            )
        elif broken == "seed":
            patch.setattr("app.flows.open_tenant._legal_titles", lambda: 1 / 0)
        else:
            admin = FirstAdmin(email="ada@example.com", password="short")
        with pytest.raises(Exception, match=r"division|nobody_here|at least"):
            open_tenant(owner_engine, new, admin)
    assert traces(new) == NOTHING
    assert directory.by_slug("gamma") is None
    open_tenant(owner_engine, new, ADMIN)
    assert traces(new) == {"rows": 1, "hosts": 1, "roles": 1, "schemas": 1}


def test_a_weak_password_says_so_at_its_field(directory):
    with pytest.raises(WeakPassword) as refusal:
        open_tenant(owner_engine, new_tenant(), FirstAdmin(email="a@example.com", password="short"))
    assert "admin_password" in refusal.value.fields


@pytest.mark.req("TEN-04")
def test_slugs_and_hosts_are_given_once(tenant, directory):
    with pytest.raises(Conflict):
        provisioning.create(owner_engine, new_tenant("alpha"), furnish)
    provisioning.create(owner_engine, new_tenant(hosts=("Shop.Example.com",)), furnish)
    assert directory.by_host("shop.example.com").slug == "gamma"
    with pytest.raises(Conflict):
        provisioning.create(owner_engine, new_tenant("delta", hosts=("shop.example.com",)), furnish)
    assert directory.by_slug("delta") is None


@pytest.mark.parametrize(
    "slug", [*sorted(RESERVED), "", "a", "1shop", "Shop", "shop-", "sh op", "s" * 41, "shöp", "a.b"]
)
def test_slugs_that_cannot_be_had(database, slug):
    with pytest.raises(Invalid):
        provisioning.create(owner_engine, new_tenant(slug), furnish)


@pytest.mark.parametrize(
    "host", ["console.localhost", "beta.localhost", "localhost", "no dots", "-a.example", ""]
)
def test_hosts_that_cannot_be_had(tenant, unit, host):
    with control(), pytest.raises(Invalid):
        registry.add_host(tenant.id, host)


def test_a_domain_is_served_once_it_is_verified(tenant, directory):
    with control():
        registry.add_host(tenant.id, "Shop.Example.com.")
    assert directory.by_host("shop.example.com") is None
    with control():
        registry.verify_host(tenant.id, "shop.example.com")
    assert directory.by_host("SHOP.example.com.:443").id == tenant.id
    with control():
        registry.make_primary(tenant.id, "shop.example.com")
    assert directory.by_id(tenant.id).host == "shop.example.com"


@pytest.mark.req("TEN-05")
def test_a_deleted_tenant_leaves_nothing(directory):
    new = new_tenant()
    removal.remove(owner_engine, open_tenant(owner_engine, new, ADMIN).tenant)
    assert traces(new) == NOTHING
    assert directory.by_host("gamma.localhost") is None


@pytest.mark.req("TEN-07")
def test_one_person_in_two_tenants_has_two_accounts(tenant, other_tenant, make, unit):
    make.staff(email="sam@example.com", role="store_manager")
    make.of(other_tenant).staff(email="sam@example.com", role="store_associate")
    with unit(tenant):
        db.session.execute(text("delete from staff_role"))
    assert count_rows(other_tenant, Staff) == 1
    with unit(other_tenant):
        roles = db.session.scalars(
            text("select r.code from role r join staff_role s on s.role_id = r.id")
        ).all()
    assert roles == ["store_associate"]


def test_names_of_schemas_and_roles_tell_nothing(directory):
    opened = open_tenant(owner_engine, new_tenant(), ADMIN)
    assert re.fullmatch(r"t_[a-z2-9]{10}", opened.tenant.schema)
    assert count_registered("gamma") == 1


def count_registered(slug):
    with owner_engine().connect() as connection:
        return connection.scalar(
            select(text("count(*)")).select_from(TenantRow).where(TenantRow.slug == slug)
        )
