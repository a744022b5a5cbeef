"""The standard roles are what the published matrix says, and what their duties demand."""

from pathlib import Path

import pytest

from app.core import permissions
from app.domains.identity.roles import EVERYTHING, STANDARD_ROLES
from app.domains.identity.roles_document import roles_document
from app.domains.identity.scopes import SCOPES, rights_of_scopes

ROOT = Path(__file__).resolve().parents[3]


def load() -> frozenset[str]:
    from importlib import import_module

    for path in sorted((ROOT / "app" / "domains").glob("*/permissions.py")):
        import_module(f"app.domains.{path.parent.name}.permissions")
    return permissions.known()


@pytest.mark.req("ROL-20")
def test_the_published_matrix_is_the_running_system() -> None:
    assert (ROOT / "docs" / "roles.md").read_text(encoding="utf-8") == roles_document()


def test_every_permission_has_words_and_every_role_uses_known_ones() -> None:
    known = load()
    assert known == EVERYTHING | frozenset(permissions.Scope)
    assert frozenset(SCOPES) == frozenset(permissions.Scope)
    assert frozenset().union(*(role.permissions for role in STANDARD_ROLES.values())) <= known
    assert frozenset().union(*SCOPES.values()) <= known


@pytest.mark.req("ROL-01")
def test_an_administrator_may_everything() -> None:
    assert STANDARD_ROLES["administrator"].permissions == EVERYTHING


def holders(permission: str) -> set[str]:
    return {code for code, role in STANDARD_ROLES.items() if permission in role.permissions}


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        ("catalog:product:delete", {"administrator", "catalog_manager"}),
        ("identity:role:edit", {"administrator"}),
        ("identity:program:edit", {"administrator"}),
        ("channels:settings:edit", {"administrator"}),
        ("identity:staff:edit", {"administrator", "store_manager"}),
        ("pricing:price:edit", {"administrator"}),
        ("customers:customer:erase", {"administrator"}),
        ("inventory:stock:adjust", {"administrator", "inventory_manager", "store_manager"}),
        ("pos:till:sell", {"administrator", "store_manager", "store_associate"}),
        ("content:page:edit", {"administrator", "marketing_manager"}),
    ],
)
@pytest.mark.req("ROL-17", "ROL-16", "ROL-20")
def test_what_is_sharp_is_held_by_few(permission: str, roles: set[str]) -> None:
    assert holders(permission) == roles


@pytest.mark.parametrize(
    ("code", "never"),
    [
        ("catalog_manager", ("orders:", "customers:", "pricing:price:edit")),
        ("inventory_manager", ("pricing:", "customers:", "orders:")),
        ("order_manager", ("catalog:product:edit", "identity:staff", "channels:")),
        ("service_representative", ("customers:customer:erase", "channels:", "identity:staff")),
        ("marketing_manager", ("orders:", "customers:", "inventory:", "payments:", "pos:")),
        ("store_associate", ("identity:", "channels:")),
        ("b2b_account_manager", ("orders:", "customers:customer:", "channels:")),
    ],
)
@pytest.mark.req("ROL-02", "ROL-03", "ROL-04", "ROL-06", "ROL-07", "ROL-10", "ROL-19")
def test_what_a_role_must_not(code: str, never: tuple[str, ...]) -> None:
    held = {right for right in STANDARD_ROLES[code].permissions if right != "identity:console:enter"}
    assert not [right for right in held if right.startswith(never)]


@pytest.mark.req("ROL-11")
def test_finance_only_reads() -> None:
    verbs = {right.rsplit(":", 1)[1] for right in STANDARD_ROLES["finance"].permissions}
    assert verbs == {"view", "enter"}


@pytest.mark.req("ROL-16")
def test_no_scope_reaches_people_programs_or_settings() -> None:
    assert not [each for each in rights_of_scopes(["all"]) if each.startswith(("identity:", "channels:"))]
    assert rights_of_scopes(["nonsense"]) == frozenset()
