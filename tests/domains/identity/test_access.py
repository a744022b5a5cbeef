"""Who may give whom which rights where."""

from typing import Any

import pytest

from app.core.audit import AuditRow
from app.core.errors import Conflict, Invalid, NotFound
from app.core.events import OutboxRow
from app.core.principal import Principal
from app.domains.identity import service as identity
from app.domains.identity.errors import (
    BadLink,
    BeyondOwnRights,
    BuiltinRole,
    EmailTaken,
    LastAdministrator,
    RoleInUse,
)
from app.domains.identity.models import Role, Staff
from app.domains.identity.roles import EVERYTHING, STANDARD_ROLES
from app.domains.identity.types import Origin
from tests.factories.people import PASSWORD

HERE = Origin("192.0.2.7", "Test browser")


def principal(staff: Any, role: str, *locations: Any) -> Principal:
    places = frozenset(location.id for location in locations) if locations else None
    return Principal(
        "staff",
        id=str(staff.id),
        name=staff.name,
        permissions=STANDARD_ROLES[role].permissions,
        locations=places,
    )


@pytest.fixture
def boss(make: Any) -> Principal:
    return principal(make.staff(), "administrator")


@pytest.fixture
def stores(make: Any) -> Any:
    return make.location(code="north", kind="store"), make.location(code="south", kind="store")


@pytest.fixture
def manager(make: Any, stores: Any) -> Principal:
    """The manager of the northern store."""
    return principal(make.staff(role="store_manager", locations=[stores[0]]), "store_manager", stores[0])


def rights(unit: Any, tenant: Any, token: str) -> frozenset[str]:
    with unit(tenant):
        session = identity.session_facts(token)
    assert session is not None
    found: frozenset[str] = session.permissions
    return found


@pytest.mark.req("ROL-12")
def test_roles_add_up_and_a_taken_one_is_gone_at_the_next_request(
    make: Any, unit: Any, tenant: Any, boss: Principal
) -> None:
    staff = make.staff(role="catalog_manager")
    token = make.staff_session(staff=staff)
    with unit(tenant, boss):
        identity.set_access(
            staff_id=staff.id, role_codes=["catalog_manager", "inventory_manager"], locations=None
        )
    both = rights(unit, tenant, token)
    assert (
        both
        == STANDARD_ROLES["catalog_manager"].permissions | STANDARD_ROLES["inventory_manager"].permissions
    )
    with unit(tenant, boss):
        identity.set_access(staff_id=staff.id, role_codes=["inventory_manager"], locations=None)
    assert "catalog:product:edit" not in rights(unit, tenant, token)


@pytest.mark.req("SEC-10", "SEC-08")
def test_a_change_of_access_is_told_with_before_and_after(
    make: Any, unit: Any, tenant: Any, boss: Principal, count: Any
) -> None:
    staff, store = make.staff(role="finance"), make.location()
    with unit(tenant, boss):
        identity.set_access(staff_id=staff.id, role_codes=["store_manager"], locations=frozenset({store.id}))
    told = [
        AuditRow.action == "identity.access_changed",
        AuditRow.actor == f"staff:{boss.id}",
        AuditRow.before["roles"] == ["finance"],
        AuditRow.after["locations"] == [str(store.id)],
    ]
    assert count(AuditRow, *told) == 1
    assert count(OutboxRow, OutboxRow.name == "identity.staff_access_changed.v1") == 1


@pytest.mark.req("TEN-06")
def test_the_last_administrator_stays(make: Any, unit: Any, tenant: Any, boss: Principal) -> None:
    second = make.staff()
    one = Principal("staff", id=boss.id, permissions=EVERYTHING)
    with unit(tenant, one):
        identity.set_access(staff_id=second.id, role_codes=["finance"], locations=None)
    other = Principal("staff", id=str(second.id), permissions=EVERYTHING)
    with pytest.raises(LastAdministrator), unit(tenant, other):
        identity.disable(make_id(boss))
    with pytest.raises(LastAdministrator), unit(tenant, one):
        identity.set_access(staff_id=make_id(boss), role_codes=["finance"], locations=None)


def make_id(who: Principal) -> Any:
    from uuid import UUID

    return UUID(who.id)


def test_an_invited_administrator_who_never_came_does_not_count(
    make: Any, unit: Any, tenant: Any, boss: Principal
) -> None:
    with unit(tenant, boss):
        identity.invite(email="late@example.com", name="Late", roles=["administrator"])
    with pytest.raises(LastAdministrator), unit(tenant, boss):
        identity.set_access(staff_id=make_id(boss), role_codes=["finance"], locations=None)


def test_nobody_disables_themselves(make: Any, unit: Any, tenant: Any, boss: Principal) -> None:
    make.staff()
    with pytest.raises(Conflict), unit(tenant, boss):
        identity.disable(make_id(boss))


@pytest.mark.req("ROL-09", "ROL-13")
def test_a_store_manager_hires_for_the_own_store_only(
    unit: Any, tenant: Any, manager: Principal, stores: Any, count: Any
) -> None:
    north, south = (frozenset({store.id}) for store in stores)
    with unit(tenant, manager):
        made = identity.invite(
            email="kim@example.com", name="Kim", roles=["store_associate"], locations=north
        )
    assert count(Staff, Staff.id == made.id) == 1
    for roles, places in (
        (["administrator"], north),
        (["catalog_manager"], north),
        (["store_associate"], south),
        (["store_associate"], north | south),
        (["store_manager"], None),
    ):
        with pytest.raises(BeyondOwnRights), unit(tenant, manager):
            identity.invite(email="lee@example.com", name="Lee", roles=roles, locations=places)
    assert count(Staff, Staff.name == "Lee") == 0


@pytest.mark.req("ROL-09", "ROL-14", "SEC-16")
def test_a_store_manager_does_not_see_other_stores_people(
    make: Any, unit: Any, tenant: Any, manager: Principal, stores: Any
) -> None:
    mine = make.staff(role="store_associate", locations=[stores[0]])
    theirs = make.staff(role="store_associate", locations=[stores[1]])
    everywhere, both = make.staff(), make.staff(role="store_associate", locations=list(stores))
    with unit(tenant, manager):
        identity.disable(mine.id)
    for stranger in (theirs, everywhere):
        with pytest.raises(NotFound), unit(tenant, manager):
            identity.disable(stranger.id)
    with pytest.raises(BeyondOwnRights), unit(tenant, manager):
        identity.disable(both.id)


def test_store_roles_need_a_store(unit: Any, tenant: Any, boss: Principal) -> None:
    for places in (None, frozenset()):
        with pytest.raises(Invalid) as refused, unit(tenant, boss):
            identity.invite(email="kim@example.com", name="Kim", roles=["store_associate"], locations=places)
        assert "locations" in refused.value.fields


@pytest.mark.parametrize("roles", [[], ["no_such_role"], ["operator"]])
@pytest.mark.req("TEN-06")
def test_only_roles_of_the_tenant_can_be_held(
    unit: Any, tenant: Any, boss: Principal, roles: list[str]
) -> None:
    with pytest.raises(Invalid), unit(tenant, boss):
        identity.invite(email="kim@example.com", name="Kim", roles=roles)


@pytest.mark.req("ROL-13")
def test_a_custom_role_is_exactly_its_rights(make: Any, unit: Any, tenant: Any, boss: Principal) -> None:
    view = ["identity:console:enter", "catalog:product:view", "pricing:price:view"]
    staff = make.staff(role="finance")
    token = make.staff_session(staff=staff)
    with unit(tenant, boss):
        analyst = identity.define_role(name="Pricing analyst", description="", rights=view)
        identity.set_access(staff_id=staff.id, role_codes=[analyst.code], locations=None)
    assert rights(unit, tenant, token) == frozenset(view)
    with unit(tenant, boss):
        identity.change_role(
            code=analyst.code, name="Pricing", description="", rights=[*view, "pricing:price:edit"]
        )
    assert "pricing:price:edit" in rights(unit, tenant, token)
    with pytest.raises(RoleInUse), unit(tenant, boss):
        identity.delete_role(analyst.code)


@pytest.mark.req("ROL-13")
def test_nobody_defines_a_role_beyond_the_own_rights(
    make: Any, unit: Any, tenant: Any, boss: Principal, count: Any
) -> None:
    definer = Principal(
        "staff", id=boss.id, permissions=frozenset({"identity:role:edit", "catalog:product:view"})
    )
    with pytest.raises(BeyondOwnRights), unit(tenant, definer):
        identity.define_role(name="More", description="", rights=["orders:order:refund"])
    with pytest.raises(Invalid), unit(tenant, definer):
        identity.define_role(name="Unknown", description="", rights=["orders:order:teleport"])
    with unit(tenant, boss):
        strong = identity.define_role(name="Strong", description="", rights=["orders:order:refund"])
    for act in (
        lambda: identity.delete_role(strong.code),
        lambda: identity.change_role(
            code=strong.code, name="Weak", description="", rights=["catalog:product:view"]
        ),
    ):
        with pytest.raises(BeyondOwnRights), unit(tenant, definer):
            act()
    assert count(Role, Role.name == "Strong") == 1


def test_standard_roles_stand(unit: Any, tenant: Any, boss: Principal) -> None:
    with pytest.raises(BuiltinRole), unit(tenant, boss):
        identity.change_role(code="finance", name="Finance", description="", rights=["orders:order:refund"])
    with pytest.raises(BuiltinRole), unit(tenant, boss):
        identity.delete_role("finance")


def test_role_names_are_told_apart(unit: Any, tenant: Any, boss: Principal) -> None:
    with pytest.raises(Conflict), unit(tenant, boss):
        identity.define_role(name=" Finance ", description="", rights=["orders:order:view"])


@pytest.mark.req("TEN-06", "TEN-07")
def test_people_and_roles_are_one_tenants(
    unit: Any, tenant: Any, other_tenant: Any, boss: Principal, count: Any
) -> None:
    before = count(Staff, tenant=other_tenant), count(Role, tenant=other_tenant)
    with unit(tenant, boss):
        identity.define_role(name="Own", description="", rights=["orders:order:view"])
        identity.invite(email="kim@example.com", name="Kim", roles=["finance"])
    assert (count(Staff, tenant=other_tenant), count(Role, tenant=other_tenant)) == before


def test_an_invitation_is_accepted_once(unit: Any, tenant: Any, boss: Principal) -> None:
    with unit(tenant, boss):
        made = identity.invite(email="kim@example.com", name="Kim", roles=["finance"])
    with unit(tenant):
        session = identity.accept_invitation(
            token=made.secret, name="Kim Kay", password=PASSWORD, origin=HERE
        )
    assert "orders:order:view" in rights(unit, tenant, session or "")
    with pytest.raises(BadLink), unit(tenant):
        identity.accept_invitation(token=made.secret, name="Kim", password=PASSWORD, origin=HERE)


def test_a_second_invitation_replaces_the_first(unit: Any, tenant: Any, boss: Principal) -> None:
    with unit(tenant, boss):
        made = identity.invite(email="kim@example.com", name="Kim", roles=["finance"])
        again = identity.invite_again(made.id)
    with pytest.raises(BadLink), unit(tenant):
        identity.invited(made.secret)
    with unit(tenant):
        assert identity.invited(again.secret).id == made.id


def test_one_address_is_one_colleague(unit: Any, tenant: Any, boss: Principal) -> None:
    with unit(tenant, boss):
        identity.invite(email="kim@example.com", name="Kim", roles=["finance"])
    with pytest.raises(EmailTaken), unit(tenant, boss):
        identity.invite(email="KIM@example.com", name="Kim again", roles=["finance"])


def test_cashiers_are_those_who_may_sell_here(make: Any, unit: Any, tenant: Any, stores: Any) -> None:
    here = make.staff(role="store_associate", locations=[stores[0]], name="Here")
    make.staff(role="store_associate", locations=[stores[1]], name="There")
    make.staff(role="finance", name="Nowhere")
    with unit(tenant):
        found = identity.cashiers(stores[0].id)
    assert "Here" in [each.name for each in found]
    assert not {"There", "Nowhere"} & {each.name for each in found}
    assert {each.id: each for each in found}[here.id].permissions == STANDARD_ROLES[
        "store_associate"
    ].permissions
