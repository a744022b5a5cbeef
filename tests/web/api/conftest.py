"""The API's document, a small world to ask about, and callers who may do all."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import update

from app.config import override
from app.core import clock
from app.core.db import db
from app.core.ids import new_id
from app.domains.fulfillment import missing
from app.domains.fulfillment.models import Pickup
from app.domains.identity import rules as identity_rules
from app.domains.inventory import service as inventory
from app.domains.orders import service as orders
from app.domains.orders.models import Order, OrderLine
from app.domains.pos import service as pos
from app.domains.pos.models import PosOperation
from app.flows import keep_serials
from tests.factories import Make
from tests.support.tenantful import device_token, unit


@pytest.fixture
def document(shop: Any) -> dict[str, Any]:
    answer = shop.get("/api/v1/openapi.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    found: dict[str, Any] = answer.json
    return found


@pytest.fixture
def tokens(tenant: Any, make: Make) -> Iterator[dict[str, str]]:
    """A key for all, and the token of a till in the store `harbour`."""
    store = make.location(code="harbour", kind="store", offers_pickup=True)
    with override(rate_limit_anonymous=0, web_processes=1):
        yield {"key": make.api_key(), "device": device_token(tenant, make, make.register(location=store))}


@pytest.fixture
def known(api: Any, make: Make, tokens: dict[str, str]) -> dict[str, str]:
    """Values of parameters and fields that name something that is there."""
    category = make.category(slug="mugs")
    eur = {"amount": 1999, "currency": "EUR"}
    body = {
        "title": "Blue mug", "slug": "blue-mug", "status": "active", "options": ["Size"], "categories": [str(category.id)],
        "variants": [{"sku": "MUG-BLUE", "options": {"Size": "S"}, "price": eur, "quantity": 100_000}],
    }  # fmt: skip
    made = api.post("/api/v1/products", json=body).json
    variant = {"sku": "DRAFT", "options": {"Size": "S"}, "price": eur}
    drafted = {**body, "slug": "draft", "status": "draft", "variants": [variant]}
    draft = api.post("/api/v1/products", json=drafted).json
    kit = {"sku": "MUG-SET", "options": {"Size": "S"}, "price": eur}
    bundle = api.post("/api/v1/products", json={**body, "slug": "mug-set", "variants": [kit]}).json
    versions = api.get(f"/api/v1/products/{made['id']}/versions").json["items"]
    kind = api.post("/api/v1/product-types", json={"name": "Mug"}).json
    lines = {"lines": [{"sku": "MUG-BLUE", "quantity": 2}]}
    cart, other_cart = (api.post("/api/v1/carts", json=lines).json for _each in range(2))
    assets = [
        api.post("/api/v1/media/links", json={"link": f"https://vimeo.com/7697987{number}"}).json["id"]
        for number in (2, 3)
    ]
    collection = make.collection(slug="gifts")
    held = {"sku": "MUG-BLUE", "location": "main", "quantity": 100, "reason": "quality"}
    hold = api.post("/api/v1/stock-holds", json=held).json["items"][0]
    tree = api.post("/api/v1/category-trees", json={"name": "Stores"}).json["id"]
    order, register = make.order(lines=2), make.register(code="T9")
    code = api.post(f"/api/v1/pos/registers/{make.register().id}/pairing-codes").json["code"]
    cashier = make.staff(role="store_associate", pin_hash=identity_rules.pin_hash("2580"))
    manager = make.staff(role="store_manager", pin_hash=identity_rules.pin_hash("2580"))
    company = make.company()
    member = make.customer(company_id=company.id)
    worth = {"amount": {"amount": 5000, "currency": "EUR"}}
    card = api.post("/api/v1/gift-cards", json=worth).json
    told = {"rates": [{"quote": "USD", "rate": "1.0805"}]}
    assert api.post("/api/v1/exchange-rates", json=told).json == {"added": 1}
    rate = api.get("/api/v1/exchange-rates?currency=USD").json["items"][0]["id"]
    for each in ("trade", "old-list"):
        kept = {
            "code": each,
            "name": each,
            "kind": "segment",
            "conditions": [{"on": "group", "values": ["trade"]}],
        }
        assert api.post("/api/v1/price-lists", json=kept).status_code == 201
    offer = {"name": "Ten off", "rule": {"actions": [{"effect": "item_percent", "value": 100_000}]}}
    offers = [api.post("/api/v1/promotions", json=offer | {"uses_limit": 9}).json["id"] for _each in range(2)]
    welcome = offer | {"name": "Welcome", "needs_coupon": True, "uses_limit": 9}
    welcome_id = api.post("/api/v1/promotions", json=welcome).json["id"]
    assert api.post(f"/api/v1/promotions/{welcome_id}/codes", json={"codes": ["WELCOME"]}).status_code == 201
    switched = api.post(f"/api/v1/promotions/{welcome_id}/switches", json={"to": "active"})
    assert switched.status_code == 200, switched.json
    return waiting(make) | transfers(api) | reports(api, make) | counts(api) | purchases(api) | units(api, make) | {
        "reference": made["slug"], "product_id": made["id"], "variant_id": made["variants"][0]["id"],
        "image_id": str(make.media(product_id=made["id"]).id), "asset_id": assets[0], "media_id": assets[1],
        "customer_id": str(member.id), "company_id": str(company.id), "company": company.code, "draft_id": draft["id"],
        "set_id": bundle["id"], "set_variant_id": bundle["variants"][0]["id"], "type_id": kind["id"],
        "past_version": versions[0]["number"],
        "sku": "MUG-BLUE", "category_id": str(category.id), "tree_id": tree, "collection": "gifts",
        "cart_id": cart["id"], "cart_to_order": other_cart["id"], "line_id": cart["lines"][0]["id"], "location": "harbour",
        "category": "mugs", "collection_id": str(collection.id),
        "register_id": str(register.id), "number": order.number, "channel": "web", "code": code,
        "cashier": str(cashier.id), "approver": str(manager.id),
        "operation_id": sale_of(make, order, tokens["device"]),
        "device": str(make.device(register=register).id), "shift": str(new_id()),
        "hold_id": hold["id"], "list_code": "trade", "list_to_delete": "old-list",
        "exchange_rate_id": rate,
        "card_id": card["id"], "gift_card": card["code"], "promotion_id": offers[0], "offer_to_delete": offers[1],
    }  # fmt: skip


def waiting(make: Make) -> dict[str, str]:
    """A pickup at the till's store, and one of which something was not found."""
    found = {}
    for name in ("pickup_id", "pickup_asked"):
        order = make.order(lines=1, unit_price=0)
        with unit(make.tenant):
            place = inventory.find_location("harbour").id
            db.session.execute(update(Order).where(Order.id == order.id).values(location_id=place))
            lines = update(OrderLine).where(OrderLine.order_id == order.id)
            db.session.execute(lines.values(location_id=place))
            row = Pickup(
                code=b"x",
                id=new_id(),
                order_id=order.id,
                location_id=place,
                status="new",
                created_at=clock.now(),
            )
            db.session.add(row)
            db.session.flush()
            if name == "pickup_asked":
                missing.note_missing(row, [line.id for line in orders.lines_of(order.id)], "")
            found[name] = str(row.id)
    return found


def sale_of(make: Make, order: Any, token: str) -> str:
    """The id of a sale that the till with a token made."""
    with unit(make.tenant):
        till = pos.till_by_token(token)
        assert till is not None
        row = PosOperation(
            id=new_id(), device_id=till.device_id, seq=1, kind="sale", at=clock.now(), payload={}, hash=b"x",
            verdict="accepted", order_id=order.id, order_number=order.number,
        )  # fmt: skip
        db.session.add(row)
        return str(row.id)


def units(api: Any, make: Make) -> dict[str, str]:
    """A lamp that is known by its number, a redirect, a duty, and a delivery on its way to the till's store."""
    price = {"amount": 4900, "currency": "EUR"}
    lamp = {"sku": "LAMP", "options": {}, "price": price, "quantity": 1}
    assert api.post("/api/v1/products", json={"title": "Lamp", "variants": [lamp]}).status_code == 201
    with unit(make.tenant):
        place = inventory.find_location("main").id
        keep_serials.begin(inventory.find_item("LAMP"), {place: ["S-1"]})
    moved = {"items": [{"path": "/long-gone", "target": "/"}]}
    assert api.post("/api/v1/redirects", json=moved).status_code == 200
    duty = {"items": [{"country": "NO", "duty": 20_000}]}
    assert api.post("/api/v1/duties", json=duty).status_code == 200
    supplier = api.post("/api/v1/suppliers", json={"name": "Lampmaker"}).json["id"]
    lines = [{"sku": "MUG-BLUE", "quantity": 12, "cost": 2400}]
    coming = {"supplier": supplier, "location": "harbour", "lines": lines, "send": True}
    return {
        "serial_id": api.get("/api/v1/serials").json["items"][0]["id"],
        "redirect_id": api.get("/api/v1/redirects?q=long-gone").json["items"][0]["id"],
        "duty_id": api.get("/api/v1/duties?q=NO").json["items"][0]["id"],
        "delivery_id": api.post("/api/v1/purchase-orders", json=coming).json["id"],
    }  # fmt: skip


def counts(api: Any) -> dict[str, str]:
    """A count for each step that the document tells of; they find what is there."""
    found = {}
    there = api.get("/api/v1/stock-levels?sku=MUG-BLUE&location=main").json["items"][0]["on_hand"]
    told = {"lines": [{"sku": "MUG-BLUE", "quantity": there}]}
    body = {"location": "main", "kind": "skus", "value": "MUG-BLUE"}
    for name in ("count_id", "to_finish", "to_recount", "to_post", "to_drop"):
        made = api.post("/api/v1/counts", json=body).json["id"]
        if name in {"to_finish", "to_recount", "to_post"}:
            assert api.post(f"/api/v1/counts/{made}/tallies", json=told).json["errors"] == []
        if name in {"to_recount", "to_post"}:
            assert api.post(f"/api/v1/counts/{made}/finish", json={}).json["status"] == "review"
        found[name] = made
    return found


def purchases(api: Any) -> dict[str, str]:
    """A supplier, and an order for each step."""
    supplier = api.post("/api/v1/suppliers", json={"name": "Potter"}).json["id"]
    offer = {"sku": "MUG-BLUE", "cost": 2400, "pack_size": 6}
    assert api.put(f"/api/v1/suppliers/{supplier}/items", json=offer).status_code == 200
    body = {"supplier": supplier, "location": "main", "lines": [{"sku": "MUG-BLUE", "quantity": 12}]}
    sent = {**body, "send": True}
    made = [api.post("/api/v1/purchase-orders", json=each).json["id"] for each in (body, sent, sent)]
    lot = {"sku": "MUG-BLUE", "location": "main", "lot": "L-1", "quantity": 2}
    assert api.post("/api/v1/lots", json=lot).status_code == 201
    return {"supplier_id": supplier, "supplier": supplier} | dict(
        zip(("purchase_id", "order_to_receive", "order_to_cancel"), made, strict=True)
    )


def reports(api: Any, make: Make) -> dict[str, str]:
    """A 3PL's place that tells what it has, and a report of another that waits for somebody."""
    for code in ("partner", "partner-2"):
        make.location(code=code, kind="3pl")
    said = {"location": "partner-2", "whole": False, "items": [{"sku": "MUG-BLUE", "quantity": 2}]}
    return {"report_id": api.post("/api/v1/stock-reports", json=said).json["id"]}


def transfers(api: Any) -> dict[str, str]:
    """A transfer for each step that the document tells of, in the state that the step wants."""
    found = {"destination": "harbour"}
    body = {"source": "main", "destination": "harbour", "lines": [{"sku": "MUG-BLUE", "quantity": 5}]}
    for name, steps in (
        ("transfer_id", ()), ("to_refuse", ()), ("to_cancel", ()), ("to_pick", ("approval",)),
        ("to_dispatch", ("approval", "picking")), ("to_receive", ("approval", "picking", "dispatch")),
    ):  # fmt: skip
        made = api.post("/api/v1/transfers", json=body).json
        for step in steps:
            assert api.post(f"/api/v1/transfers/{made['id']}/{step}", json={}).status_code == 200
        found[name] = made["id"]
    return found
