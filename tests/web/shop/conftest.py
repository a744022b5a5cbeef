"""A shopper's steps: `cart` fills a cart, `order` goes through checkout with it."""

import re
from collections.abc import Callable
from typing import Any

import pytest

BUYER = {
    "email": "kim@example.com", "name": "Kim Buyer", "line1": "Long Lane 5", "postal_code": "10115", "city": "Berlin",
    "country": "DE", "delivery": "standard", "token": "tok_approve",
}  # fmt: skip


@pytest.fixture
def cart(make: Any) -> Callable[..., Any]:
    """cart(client, stock=5) puts one new product into the client's cart; answers the product."""

    def fill(client: Any, quantity: int = 1, **given: Any) -> Any:
        product = make.product(**given)
        answer = client.post("/cart/lines", data={"product": product.slug, "quantity": str(quantity)})
        assert answer.status_code == 303, answer.text
        return product

    return fill


@pytest.fixture
def order() -> Callable[..., Any]:
    """order(client, token="tok_decline") sends the checkout's form with the total that it shows."""

    def send(client: Any, **changes: str) -> Any:
        form = BUYER | changes
        shown = client.post("/checkout/review", data=form)
        total = re.search(r'name="seen_total" value="(\d+)"', shown.text)
        return client.post("/checkout", data={"seen_total": total[1] if total else "", **form})

    return send


@pytest.fixture
def promotion(tenant: Any, unit: Any) -> Callable[..., Any]:
    """promotion("SAVE10", rule=…, **draft) makes one that is on, with these codes; answers its id."""

    def write(*codes: str, rule: dict[str, Any] | None = None, name: str = "Ten off", **draft: Any) -> Any:
        from app.domains.promotions import service as promotions
        from app.domains.promotions.types import Code, Draft

        rule = rule or {"actions": [{"effect": "item_percent", "value": 100_000}]}
        limits = {key: draft.pop(key) for key in ("uses", "each") if key in draft}
        with unit(tenant):
            made = promotions.write(Draft(name, rule, needs_coupon=bool(codes), **draft))
            promotions.switch(made.id, "active")
            if codes:
                limited = [Code(code, "", limits.get("uses"), limits.get("each")) for code in codes]
                promotions.add_codes(made.id, limited)
        return made.id

    return write
