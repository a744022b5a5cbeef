"""Galleria behind the load driver that measured the peers: the same work for everyone, by the public API."""

import os
import random
from typing import Any

from driver import Client

ADDRESS = {
    "name": "Ann Buyer",
    "line1": "Hauptstr. 1",
    "city": "Berlin",
    "postal_code": "10115",
    "country": "DE",
}
REFUSED = "inventory.out_of_stock"


class Peer:
    """One tenant with the driver's catalogue. HOST and KEY come from the environment (see run.py)."""

    def __init__(self, base: str, products: list[dict[str, Any]], db: str) -> None:
        self.base, self.products, self.db = base, products, db
        self.headers = {
            "Host": os.environ["BENCH_HOST"],
            "Authorization": f"Bearer {os.environ['BENCH_KEY']}",
        }
        self.schema = os.environ["BENCH_SCHEMA"]
        self.words = sorted({word.lower() for product in products for word in product["name"].split()[:3]})
        self.scarce = products[-1]["variants"][0]["sku"]

    def client(self) -> Client:
        client = Client(self.base)
        client.headers.update(self.headers)
        return client

    def setup(self) -> None:
        found = self.client().call("GET", "/api/v1/products?limit=1")
        if found["total"] != len(self.products):
            raise SystemExit(f"{found['total']} products are served, {len(self.products)} expected")

    def w1(self, client: Client, rnd: random.Random) -> None:
        page = client.call("GET", f"/api/v1/products?category=category-{rnd.randrange(20):02d}&limit=24")
        assert len(page["items"]) == 24, page
        assert page["total"] == len(self.products) // 20, page["total"]
        assert page["items"][0]["price"]["amount"] > 0

    def w2(self, client: Client, rnd: random.Random) -> None:
        product = client.call("GET", f"/api/v1/products/{rnd.choice(self.products)['slug']}")
        assert len(product["variants"]) == 2
        assert product["variants"][0]["price"]["amount"] > 0

    def w3(self, client: Client, rnd: random.Random) -> None:
        found = client.call("GET", f"/api/v1/products?q={rnd.choice(self.words)}&limit=24&facets=true")
        assert found["total"] > 0, found
        assert found["facets"], found

    def w4(self, client: Client, rnd: random.Random) -> None:
        cart = client.call("POST", "/api/v1/carts", {"lines": self._lines(rnd, 1)})
        assert cart["totals"]["total"]["amount"] > 0

    def w5(self, client: Client, rnd: random.Random) -> None:
        cart = client.call("POST", "/api/v1/carts", {"lines": self._lines(rnd, 3)})
        order = self._check_out(client, cart["id"], f"buyer{rnd.randrange(5000)}@example.com")
        assert order["payment_status"] == "paid", order

    def buy_scarce(self, client: Client, number: int) -> str:
        try:
            cart = client.call("POST", "/api/v1/carts", {"lines": [{"sku": self.scarce, "quantity": 1}]})
            self._check_out(client, cart["id"], f"rush{number}@example.com")
        except RuntimeError as refusal:
            if REFUSED in str(refusal):
                return "refused: out of stock"
            raise
        return "placed"

    def scarce_reset(self, units: int) -> None:
        levels = self.client().call("GET", f"/api/v1/stock-levels?sku={self.scarce}")["items"]
        level = next(level for level in levels if level["location"] == "main")
        delta = units + level["allocated"] + level["reserved"] - level["on_hand"]
        if delta:
            self.client().call(
                "POST",
                "/api/v1/stock-adjustments",
                {"sku": self.scarce, "location": "main", "quantity": delta, "reason": "benchmark"},
            )

    def scarce_state(self) -> Any:
        return self.client().call("GET", f"/api/v1/stock-levels?sku={self.scarce}")["items"]

    def _lines(self, rnd: random.Random, count: int) -> list[dict[str, Any]]:
        chosen = rnd.sample(range(len(self.products) - 1), count)
        return [{"sku": rnd.choice(self.products[n]["variants"])["sku"], "quantity": 1} for n in chosen]

    def _check_out(self, client: Client, cart: str, email: str) -> Any:
        return client.call(
            "POST",
            f"/api/v1/carts/{cart}/checkout",
            {
                "email": email,
                "shipping_address": ADDRESS,
                "delivery": {"method": "standard"},
                "payment": {"method": "test", "token": "tok_approve"},
            },
            headers={"Idempotency-Key": f"{cart}-1"},
        )
