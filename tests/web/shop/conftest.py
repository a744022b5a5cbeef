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
