"""Points where shoppers meet them: on the account and in the cart."""

import pytest

from app.domains.channels import service as channels
from app.domains.channels.types import LoyaltyRules
from app.domains.customers import service as customers
from app.domains.loyalty import service as loyalty
from app.domains.loyalty.models import LoyaltyEntry

WORDS = "seven wet herons"


@pytest.fixture
def member(shop, tenant, unit):
    """Signed in at `shop`, with 100 points worth 5 cents each."""
    shop.post("/account/register", data={"name": "Kim", "email": "kim@example.com", "password": WORDS})
    with unit(tenant):
        channels.save(LoyaltyRules(on=True, worth=5))
        found = customers.named("kim@example.com")
        loyalty.adjust(found, 100, "welcome")
    return found


@pytest.mark.req("CUS-07")
def test_a_member_sees_points_and_spends_them_in_the_cart(shop, member, cart, order, count):
    assert "100" in shop.get("/account/points").text
    cart(shop, price=1000)
    assert "You may spend 100 points on it" in shop.get("/cart").text

    used = shop.post("/cart/points", data={"points": "100"})

    assert "Your points take €5.00 off" in used.text
    assert order(shop).status_code == 303
    assert count(LoyaltyEntry, LoyaltyEntry.kind == "spend", LoyaltyEntry.points == -100) == 1
    assert "Spent" in shop.get("/account/points").text


def test_more_than_there_are_is_refused_in_words(shop, member, cart):
    cart(shop, price=1000)
    refused = shop.post("/cart/points", data={"points": "101"})
    assert refused.status_code == 409
    assert "You have 100 points to spend" in refused.text


def test_nobody_without_an_account_is_offered_points(shop, tenant, unit, cart):
    with unit(tenant):
        channels.save(LoyaltyRules(on=True))
    cart(shop, price=1000)
    assert "points on it" not in shop.get("/cart").text
    assert shop.post("/cart/points", data={"points": "1"}).status_code == 422
