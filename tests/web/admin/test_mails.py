"""The list of mails: how they fared, never what they say."""

from typing import Any

import pytest
from sqlalchemy import update

from app.core.db import db
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.customers import service as customers
from app.flows import place_order
from app.outbound.notifications.models import Mail
from tests.flows.test_place_order import cart_of, checkout
from tests.support.clients import sign_in, with_token


@pytest.fixture
def written(make: Any, tenant: Any, run_jobs: Any) -> Any:
    make.product(sku="MUG", price=1190, stock=5)
    with tenant_scope(tenant), acting_as(system("test")):
        order = place_order.place_order(cart_of(("MUG", 1)), checkout()).order
    run_jobs()
    return order


def test_a_mail_is_listed_with_its_order_and_not_its_words(admin: Any, written: Any) -> None:
    page = admin.get("/admin/mails/").text
    assert "ann@example.com" in page
    assert f"#{written.number}" in page
    assert "Order confirmed" in page
    assert "11.90" not in page
    assert "No mail fits" in admin.get("/admin/mails/?state=failed").text
    assert "No mail fits" in admin.get("/admin/mails/?q=999999").text


def test_nobody_is_named_once_erased(admin: Any, written: Any, unit: Any, tenant: Any) -> None:
    with unit(tenant):
        customers.erase(written.customer_id)
    page = admin.get("/admin/mails/").text
    assert "ann@example.com" not in page
    assert "erased" in page


def test_a_failed_mail_is_tried_again(admin: Any, written: Any, unit: Any, tenant: Any, count: Any) -> None:
    with unit(tenant):
        db.session.execute(update(Mail).values(status="failed", failure="550", tries=8))
        mail_id = db.session.query(Mail.id).first()[0]
    with_token(admin)
    assert "Answer 550 after 8 tries" in admin.get("/admin/mails/?state=failed").text
    assert admin.post(f"/admin/mails/{mail_id}/retry").status_code == 303
    assert count(Mail, Mail.status == "queued") == 1


@pytest.mark.req("SEC-06")
def test_seeing_mails_is_not_sending_them_again(
    app: Any, written: Any, unit: Any, tenant: Any, make: Any, count: Any
) -> None:
    with unit(tenant):
        db.session.execute(update(Mail).values(status="failed", failure="550", tries=8))
        mail_id = db.session.query(Mail.id).first()[0]
    rights = ["identity:console:enter", "channels:mail:view"]
    for permissions, status, left in ((rights, 403, 1), ([*rights, "channels:mail:retry"], 303, 0)):
        browser = sign_in(app, tenant, make.staff(permissions=permissions))
        offered = "/retry" in browser.get("/admin/mails/?state=failed").text
        assert offered == (status == 303)
        answer = browser.post(f"/admin/mails/{mail_id}/retry", data={"csrf_token": "test-csrf"})
        assert answer.status_code == status
        assert count(Mail, Mail.status == "failed") == left
