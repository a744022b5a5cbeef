"""200 buyers, 20 units, through HTTP against the real server: exactly 20 orders, and 180 clear refusals."""

import http.client
import json
import threading
from collections import Counter
from typing import Any

from sqlalchemy import func, select

from app.core.db import db
from app.domains.inventory.models import Reservation, StockItem, StockLedger, StockLevel
from app.domains.orders.models import Order
from tests.support.server import serve

BUYERS, UNITS = 200, 20
ADDRESS = {
    "name": "Ann Buyer",
    "line1": "Hauptstr. 1",
    "city": "Berlin",
    "postal_code": "10115",
    "country": "DE",
}


class Buyer:
    """One connection that buys one unit."""

    def __init__(self, port: int, host: str, number: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.host, self.number = host, number

    def call(self, path: str, body: dict[str, Any], **headers: str) -> tuple[int, dict[str, Any]]:
        sent = {"Host": self.host, "Content-Type": "application/json", **headers}
        self.connection.request("POST", path, json.dumps(body), sent)
        answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read())

    def buy(self, sku: str) -> str:
        status, cart = self.call("/api/v1/carts", {"lines": [{"sku": sku, "quantity": 1}]})
        if status != 201:
            return f"{status} {cart['code']}"
        body = {
            "email": f"rush{self.number}@example.com",
            "shipping_address": ADDRESS,
            "delivery": {"method": "standard"},
            "payment": {"method": "test", "token": "tok_approve"},
        }
        key = {"Idempotency-Key": f"rush-{self.number}"}
        status, order = self.call(f"/api/v1/carts/{cart['id']}/checkout", body, **key)
        return str(status) if status < 300 else f"{status} {order['code']}"


def rush(port: int, host: str, sku: str, buyers: int) -> Counter[str]:
    """All buyers at once; what each was told."""
    told: Counter[str] = Counter()
    gate, lock = threading.Barrier(buyers), threading.Lock()

    def one(number: int) -> None:
        buyer = Buyer(port, host, number)
        gate.wait()
        outcome = buyer.buy(sku)
        with lock:
            told[outcome] += 1

    threads = [threading.Thread(target=one, args=(number,)) for number in range(buyers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def level(unit, tenant) -> StockLevel:
    with unit(tenant):
        return db.session.scalars(
            select(StockLevel)
            .join(StockItem, StockItem.id == StockLevel.stock_item_id)
            .where(StockItem.sku == "RARE")
        ).one()


def test_twenty_units_are_twenty_orders(make, tenant, unit, count):
    make.product(sku="RARE", price=1000, stock=UNITS)

    with serve() as port:
        told = rush(port, tenant.host, "RARE", BUYERS)

    assert told == {"201": UNITS, "409 inventory.out_of_stock": BUYERS - UNITS}
    assert count(Order, Order.listed) == UNITS
    rare = level(unit, tenant)
    assert (rare.on_hand, rare.allocated, rare.reserved) == (UNITS, UNITS, 0)
    with unit(tenant):
        sums = db.session.execute(
            select(func.sum(StockLedger.on_hand), func.sum(StockLedger.allocated)).where(
                StockLedger.stock_item_id == rare.stock_item_id
            )
        ).one()
        assert sums[1] == rare.allocated
    assert count(Reservation, Reservation.released_at.is_(None)) == 0


def test_without_the_lock_the_same_rush_oversells(make, tenant, unit):
    make.product(sku="RARE", price=1000, stock=5)

    with serve(factory="tests.support.unlocked:create_app") as port:
        told = rush(port, tenant.host, "RARE", 20)

    assert told["201"] > 5
    assert level(unit, tenant).allocated > 5
