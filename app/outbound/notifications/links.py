"""Addresses that letters lead to, on the tenant's own host."""

from app.config import settings
from app.core.tenancy import current_tenant


def _at(path: str) -> str:
    return settings().origin(current_tenant().host) + path


def shop() -> str:
    return _at("/")


def order(token: str) -> str:
    """An order, for whoever holds the link."""
    return _at(f"/orders/{token}")


def customer_reset(token: str) -> str:
    return _at(f"/account/reset/{token}")


def staff_invitation(token: str) -> str:
    return _at(f"/admin/invitation/{token}")


def staff_reset(token: str) -> str:
    return _at(f"/admin/reset/{token}")


def staff_sign_in() -> str:
    return _at("/admin/")
