"""Addresses that letters lead to: shoppers' on the host of their site, staff's on the tenant's own."""

from uuid import UUID

from app.config import settings
from app.core.market import current_market
from app.core.tenancy import current_tenant


def _at(path: str) -> str:
    """On the site through which was bought."""
    return settings().origin(current_market().host) + path


def _office(path: str) -> str:
    return settings().origin(current_tenant().host) + path


def shop() -> str:
    return _at("/")


def order(token: str) -> str:
    """An order, for whoever holds the link."""
    return _at(f"/orders/{token}")


def review(slug: str) -> str:
    """Where a buyer says what they think of a product."""
    return _at(f"/account/reviews/{slug}")


def review_questions_end(customer_id: UUID, token: str) -> str:
    """Where a buyer ends these questions."""
    return _at(f"/reviews/stop/{customer_id}/{token}")


def stock_alert(alert_id: str) -> str:
    return _office(f"/admin/alerts/{alert_id}")


def on_time() -> str:
    return _office("/admin/reports/on-time/")


def licence_keys(product_id: str) -> str:
    return _office(f"/admin/products/{product_id}/keys")


def customer_reset(token: str) -> str:
    return _at(f"/account/reset/{token}")


def staff_invitation(token: str) -> str:
    return _office(f"/admin/invitation/{token}")


def staff_reset(token: str) -> str:
    return _office(f"/admin/reset/{token}")


def staff_sign_in() -> str:
    return _office("/admin/")


def price_request(request_id: str) -> str:
    return _office(f"/admin/prices/approvals/{request_id}")
