"""Points where staff meet them: a member's page and the settings."""

import pytest

from app.domains.loyalty import service as loyalty
from app.domains.loyalty.models import LoyaltyEntry
from tests.support.clients import with_token


@pytest.fixture(autouse=True)
def _token(admin):
    with_token(admin)


def test_staff_change_points_with_a_reason(admin, make, unit, tenant, count):
    member = make.customer(email="kim@example.com").id
    with unit(tenant):
        loyalty.adjust(member, 100, "welcome")
    page = f"/admin/customers/{member}/points"
    refused = admin.post(page, data={"points": "5", "note": ""})
    assert (refused.status_code, "Say why" in refused.text) == (422, True)
    assert admin.post(page, data={"points": "-40", "note": "a mistake"}).status_code == 303
    assert "a mistake" in admin.get(page).text
    assert count(LoyaltyEntry) == 2


def test_settings_refuse_a_tier_that_nobody_can_read(admin):
    form = {"points_per_unit": "2", "worth": "0.05", "pending_days": "7", "months": "12", "on": "1"}
    refused = admin.post("/admin/settings/points", data=form | {"tiers": "Gold 1000"})
    assert (refused.status_code, "Gold 1000" in refused.text) == (422, True)
    assert admin.post("/admin/settings/points", data=form | {"tiers": "Gold: 1000 + 10"}).status_code == 303
    assert "Gold: 1000 + 10" in admin.get("/admin/settings/points").text
