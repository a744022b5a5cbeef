"""API keys and OAuth2 clients."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.crypto import hash_token
from app.core.errors import Conflict, Invalid
from app.core.principal import Principal
from app.domains.identity import service as identity
from app.domains.identity.errors import BeyondOwnRights
from app.domains.identity.models import ApiClient
from app.domains.identity.roles import STANDARD_ROLES

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def made(unit: Any, tenant: Any, **given: Any) -> Any:
    with unit(tenant):
        return identity.create_client(**{"name": "ERP", "scopes": ["stock:read"], **given})


def who(unit: Any, tenant: Any, secret: str) -> Any:
    with unit(tenant):
        return identity.client_by_bearer(secret)


@pytest.mark.req("API-03")
def test_a_key_is_kept_as_a_hash_and_limited_to_its_scopes(unit: Any, tenant: Any, count: Any) -> None:
    key = made(unit, tenant)
    facts = who(unit, tenant, key.secret)
    assert facts.permissions == {
        "stock:read", "inventory:stock:view", "inventory:location:view", "inventory:transfer:view",
    }  # fmt: skip
    assert facts.rate is None
    assert count(ApiClient, ApiClient.secret_hash == hash_token(key.secret)) == 1


@pytest.mark.req("API-03", "TEN-06")
def test_a_key_is_one_tenants(unit: Any, tenant: Any, other_tenant: Any) -> None:
    assert who(unit, other_tenant, made(unit, tenant).secret) is None


@pytest.mark.req("API-03")
def test_an_expired_key_is_nobody(unit: Any, tenant: Any) -> None:
    key = made(unit, tenant, expires_at=NOON)
    with clock.frozen(NOON - timedelta(minutes=1)):
        assert who(unit, tenant, key.secret) is not None
    with clock.frozen(NOON + timedelta(minutes=1)):
        assert who(unit, tenant, key.secret) is None


@pytest.mark.req("API-03")
def test_rotation_and_revocation(unit: Any, tenant: Any) -> None:
    key = made(unit, tenant)
    with unit(tenant):
        fresh = identity.rotate_client(key.id)
    assert who(unit, tenant, key.secret) is None
    assert who(unit, tenant, fresh.secret) is not None
    with unit(tenant):
        identity.revoke_client(key.id)
    assert who(unit, tenant, fresh.secret) is None
    with pytest.raises(Conflict), unit(tenant):
        identity.rotate_client(key.id)


def test_an_access_token_lasts_an_hour_and_falls_with_its_client(unit: Any, tenant: Any) -> None:
    client = made(unit, tenant, kind="oauth", scopes=["orders:read"])
    with clock.frozen(NOON), unit(tenant):
        for token in ("gt_one", "gt_two"):
            identity.issue_token(client_id=client.id, token=token, scopes=["orders:read"])
    with clock.frozen(NOON + timedelta(minutes=59)):
        assert "orders:order:view" in who(unit, tenant, "gt_one").permissions
    with clock.frozen(NOON + timedelta(minutes=61)):
        assert who(unit, tenant, "gt_one") is None
    with clock.frozen(NOON):
        with unit(tenant):
            identity.revoke_client(client.id)
        assert who(unit, tenant, "gt_two") is None


def test_a_client_secret_is_no_key(unit: Any, tenant: Any) -> None:
    assert who(unit, tenant, made(unit, tenant, kind="oauth").secret) is None


@pytest.mark.parametrize("scopes", [[], ["stock:teleport"], ["all", "nonsense"]])
def test_scopes_come_from_the_list(unit: Any, tenant: Any, scopes: list[str]) -> None:
    with pytest.raises(Invalid):
        made(unit, tenant, scopes=scopes)


@pytest.mark.req("ROL-13", "ROL-22")
def test_nobody_makes_a_key_beyond_the_own_rights(unit: Any, tenant: Any) -> None:
    manager = Principal("staff", id="x", permissions=STANDARD_ROLES["inventory_manager"].permissions)
    with unit(tenant, manager):
        identity.create_client(name="Stock", scopes=["stock:read", "stock:write"])
    with pytest.raises(BeyondOwnRights), unit(tenant, manager):
        identity.create_client(name="Orders", scopes=["orders:read"])
