"""Whom the demo shops buy from, and what is on its way to them today."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from app.core.clock import frozen
from app.core.ids import new_id
from app.domains.inventory import service as inventory
from app.domains.inventory.service import Counted, Delivery
from app.samples.places import Shop

WORDS = {
    "de": (("Weberei Hallstein", "Frau Hallstein"), ("Kontor Nordlicht", "Herr Petersen")),
    "en": (("Northgate Mills", "Ms Harlow"), ("Quayside Trading", "Mr Osei")),
}
OFFERED = 12


def stock_up(shop: Shop, main: UUID, now: datetime) -> None:
    """Two suppliers, and an order in each state. In the open unit of work."""
    forms = [
        (form.sku, form.cost) for good in shop.shelf.goods for form in shop.shelf.forms(good, shop.language)
    ]
    halves = forms[:OFFERED], forms[-OFFERED:]
    makers = []
    for number, (goods, (name, contact)) in enumerate(zip(halves, WORDS[shop.language], strict=True)):
        facts = {
            "name": name, "contact": contact, "lead_days": 9 + 12 * number, "currency": shop.currency,
            "minimum_order": 25_000, "active": True,
        }  # fmt: skip
        made = inventory.save_supplier(None, facts)
        for place, (sku, cost) in enumerate(goods):
            inventory.set_offer(
                made.id, sku, cost=cost * 6, pack_size=Decimal(6), supplier_sku=f"{number + 1}-{place:03d}"
            )
        makers.append((made.id, [inventory.find_item(sku).id for sku, _cost in goods]))
    (first, near), (second, far) = makers
    came = _ordered(first, main, near[:3], now - timedelta(days=20))
    _count(came, now - timedelta(days=9), missing=0)
    _count(_ordered(second, main, far[:4], now - timedelta(days=24)), now - timedelta(days=2), missing=2)
    _ordered(first, main, near[3:9], now - timedelta(days=4))
    with frozen(now - timedelta(hours=2)):
        inventory.open_purchase(second, main, dict.fromkeys(far[4:8], Decimal(12)))


def _ordered(supplier: UUID, main: UUID, items: list[UUID], at: datetime) -> UUID:
    with frozen(at):
        order = inventory.open_purchase(supplier, main, dict.fromkeys(items, Decimal(24)))
        inventory.send_purchase(order.id)
        return order.id


def _count(order: UUID, at: datetime, *, missing: int) -> None:
    """All of it came but for `missing` lines, one unit of the first broken."""
    lines = inventory.purchase_lines(order)
    counted = {line.id: Counted(line.quantity) for line in lines[: len(lines) - missing]}
    if missing:
        counted[lines[0].id] = Counted(lines[0].quantity - 1, Decimal(1))
    with frozen(at):
        inventory.receive_purchase(new_id(), order, Delivery(counted))
