"""The table of the contract, line by line: shapes, statuses, idempotency, the test gateway's tokens."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from app.config import override, settings
from app.core.tenancy import tenant_scope
from app.domains.identity import service as identity
from app.flows import recover_payment
from app.web import ratelimit
from tests.factories import Make
from tests.support.clients import program, visit

ADDRESS = {
    "name": "Kim Example",
    "line1": "High Street 1",
    "city": "Berlin",
    "postal_code": "10115",
    "country": "DE",
}
STATUSES = {"pending", "confirmed", "in_fulfillment", "shipped", "completed", "cancelled", "returned"}
CARTS = "/api/v1/carts"


def details(token: str = "tok_approve", *, country: str = "DE", **delivery: str) -> dict[str, Any]:
    return {
        "email": "kim@example.com",
        "shipping_address": ADDRESS | {"country": country},
        "delivery": delivery or {"method": "standard"},
        "payment": {"method": "test", "token": token},
    }


def opened(shop: Any, *lines: tuple[str, float]) -> Any:
    answer = shop.post(CARTS, json={"lines": [{"sku": sku, "quantity": quantity} for sku, quantity in lines]})
    assert answer.status_code == 201, answer.json
    return answer.json


def check_out(shop: Any, cart: str, key: str = "k1", **how: Any) -> Any:
    return shop.post(f"{CARTS}/{cart}/checkout", json=details(**how), headers={"Idempotency-Key": key})


def cents(money: dict[str, Any]) -> int:
    assert set(money) == {"amount", "currency"}
    assert isinstance(money["amount"], int)
    return int(money["amount"])


# ---- Carts --------------------------------------------------------------------------------------


@pytest.mark.req("API-03")
def test_a_cart_has_lines_and_totals(shop: Any, make: Make) -> None:
    make.product(sku="MUG", price=1000)
    cart = opened(shop, ("MUG", 2))
    assert {"id", "lines", "totals"} <= cart.keys()
    line = cart["lines"][0]
    assert {"id", "sku", "quantity", "unit_price", "total"} <= line.keys()
    assert (line["sku"], line["quantity"], cents(line["unit_price"]), cents(line["total"])) == (
        "MUG",
        2,
        1000,
        2000,
    )
    assert set(cart["totals"]) == {"subtotal", "discount", "shipping", "tax", "duties", "total"}
    assert cents(cart["totals"]["subtotal"]) == 2000
    assert opened(shop)["lines"] == []
    assert shop.post(CARTS, json={}).status_code == 201


def test_lines_are_added_changed_and_removed(shop: Any, make: Make) -> None:
    make.product(sku="MUG", stock=5)
    make.product(sku="CUP", stock=5)
    cart = opened(shop, ("MUG", 1))
    lines = f"{CARTS}/{cart['id']}/lines"
    added = shop.post(lines, json={"sku": "CUP", "quantity": 2})
    assert added.status_code in (200, 201)
    assert [(line["sku"], line["quantity"]) for line in added.json["lines"]] == [("MUG", 1), ("CUP", 2)]
    again = shop.post(lines, json={"sku": "MUG", "quantity": 2}).json
    assert [line["quantity"] for line in again["lines"]] == [3, 2]
    mug = again["lines"][0]["id"]
    assert shop.patch(f"{lines}/{mug}", json={"quantity": 5}).json["lines"][0]["quantity"] == 5
    gone = shop.delete(f"{lines}/{mug}")
    assert (gone.status_code, [line["sku"] for line in gone.json["lines"]]) == (200, ["CUP"])
    assert shop.delete(f"{lines}/{mug}").status_code == 404
    assert shop.get(f"{CARTS}/{cart['id']}").json == gone.json


def test_a_quantity_is_never_shrunk_in_silence(shop: Any, make: Make) -> None:
    make.product(sku="MUG", stock=3)
    cart = opened(shop, ("MUG", 1))
    lines = f"{CARTS}/{cart['id']}/lines"
    line = f"{lines}/{cart['lines'][0]['id']}"
    for refused in (
        shop.patch(line, json={"quantity": 4}),
        shop.post(lines, json={"sku": "MUG", "quantity": 3}),
        shop.post(CARTS, json={"lines": [{"sku": "MUG", "quantity": 4}]}),
    ):
        assert (refused.status_code, refused.json["code"]) == (409, "inventory.out_of_stock")
        assert (refused.json["sku"], refused.json["requested"], refused.json["available"]) == ("MUG", 4, 3)
    assert shop.get(f"{CARTS}/{cart['id']}").json["lines"][0]["quantity"] == 1


def test_quantities_have_three_decimals(shop: Any, make: Make) -> None:
    make.product(sku="ROPE", price=1000, stock=Decimal("9.5"))
    cart = opened(shop, ("ROPE", 1.125))
    assert (cart["lines"][0]["quantity"], cents(cart["lines"][0]["total"])) == (1.125, 1125)
    for odd in (0.0001, 1.2345, 0, -1, "x", True, None, 1e12):
        refused = shop.post(f"{CARTS}/{cart['id']}/lines", json={"sku": "ROPE", "quantity": odd})
        assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "quantity"), odd


def test_an_unknown_sku_cart_or_channel_is_said(shop: Any, make: Make) -> None:
    assert shop.post(CARTS, json={"lines": [{"sku": "NO", "quantity": 1}]}).status_code in (404, 422)
    assert shop.post(CARTS, json={"channel": "no"}).status_code in (404, 422)
    assert shop.get(f"{CARTS}/00000000-0000-7000-8000-000000000001").json["code"] == "cart.unknown"
    assert shop.get(f"{CARTS}/no").status_code == 404


def test_amounts_have_64_bits(shop: Any, make: Make) -> None:
    make.product(sku="YACHT", price=4_000_000_000_000, stock=1000)
    cart = opened(shop, ("YACHT", 1000))
    assert cents(cart["totals"]["subtotal"]) == 4_000_000_000_000_000
    order = check_out(shop, cart["id"])
    assert (order.status_code, cents(order.json["lines"][0]["total"])) == (201, 4_000_000_000_000_000)


# ---- Checkout -----------------------------------------------------------------------------------


@pytest.mark.req("API-03")
def test_an_order_has_what_the_contract_says(shop: Any, api: Any, make: Make) -> None:
    make.product(sku="MUG", price=1000)
    placed = check_out(shop, opened(shop, ("MUG", 2))["id"])
    assert placed.status_code == 201, placed.json
    order = placed.json
    assert {
        "id",
        "number",
        "channel",
        "status",
        "payment_status",
        "fulfillment_status",
        "placed_at",
    } <= order.keys()
    assert (order["channel"], order["status"], order["payment_status"]) == ("web", "confirmed", "paid")
    assert (order["fulfillment_status"], order["status"] in STATUSES) == ("open", True)
    assert {"sku", "quantity", "unit_price", "discount", "tax", "total"} <= order["lines"][0].keys()
    for reference in (order["id"], order["number"]):
        assert api.get(f"/api/v1/orders/{reference}").json == {**order}


@pytest.mark.parametrize("included", [True, False])
def test_totals_add_up_with_tax_in_and_on_top(
    shop: Any, other_shop: Any, make: Make, tenant: Any, other_tenant: Any, included: bool
) -> None:
    visitor, own = (shop, tenant) if included else (other_shop, other_tenant)
    made = Make(own)
    made.tax_rate(country=own.country, rate=100_000, name="Test tax") if not included else None
    made.product(sku="MUG", price=999)
    made.product(sku="CUP", price=333)
    order = check_out(visitor, opened(visitor, ("MUG", 3), ("CUP", 1.5))["id"], country=own.country).json
    lines, totals = order["lines"], {name: cents(value) for name, value in order["totals"].items()}
    net = [
        cents(line["unit_price"]) * Decimal(str(line["quantity"])) - cents(line["discount"]) for line in lines
    ]
    assert totals["subtotal"] == sum(
        round(each + cents(line["discount"])) for each, line in zip(net, lines, strict=True)
    )
    for each, line in zip(net, lines, strict=True):
        on_top = 0 if included else cents(line["tax"])
        assert abs(cents(line["total"]) - (each + on_top)) <= 1
    shipping_tax = totals["tax"] - sum(cents(line["tax"]) for line in lines)
    assert shipping_tax >= 0
    on_top = 0 if included else shipping_tax
    assert totals["total"] == sum(cents(line["total"]) for line in lines) + totals["shipping"] + on_top
    assert totals["shipping"] > 0
    assert totals["tax"] > 0


def test_pickup_names_a_store(shop: Any, make: Make) -> None:
    store = make.location(code="riverside", kind="store", offers_pickup=True)
    make.product(sku="MUG", stock=2, location=store)
    cart = opened(shop, ("MUG", 1))["id"]
    refused = check_out(shop, cart, "a", method="pickup", location="no-such-store")
    assert refused.status_code in (404, 422)
    placed = check_out(shop, cart, "b", method="pickup", location="riverside")
    assert (placed.status_code, cents(placed.json["totals"]["shipping"])) == (201, 0)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "no"}, "email"),
        ({"shipping_address": {**ADDRESS, "country": "Germany"}}, "shipping_address.country"),
        ({"shipping_address": {**ADDRESS, "city": " "}}, "shipping_address.city"),
        ({"delivery": {"method": "no-such"}}, None),
        ({"payment": {"method": "cash", "token": "x"}}, "payment.method"),
        ({"coupon": "x"}, "coupon"),
    ],
)
def test_a_wrong_checkout_names_the_field_and_leaves_the_cart(
    shop: Any, make: Make, change: dict[str, Any], field: str | None
) -> None:
    make.product(sku="MUG")
    cart = opened(shop, ("MUG", 1))["id"]
    answer = shop.post(f"{CARTS}/{cart}/checkout", json=details() | change, headers={"Idempotency-Key": "k"})
    assert answer.status_code == 422, answer.json
    if field:
        assert field in {error["field"] for error in answer.json["errors"]}
    assert check_out(shop, cart, "other").status_code == 201


def test_too_few_left_at_checkout_is_said(shop: Any, api: Any, make: Make) -> None:
    make.product(sku="MUG", stock=1)
    first, second = opened(shop, ("MUG", 1))["id"], opened(shop, ("MUG", 1))["id"]
    assert check_out(shop, first, "a").status_code == 201
    refused = check_out(shop, second, "b")
    assert (refused.status_code, refused.json["code"], refused.json["sku"]) == (
        409,
        "inventory.out_of_stock",
        "MUG",
    )
    assert (refused.json["requested"], refused.json["available"]) == (1, 0)
    assert len(api.get("/api/v1/orders").json["items"]) == 1


# ---- The test gateway ---------------------------------------------------------------------------


@pytest.mark.req("API-03")
def test_a_declined_payment_leaves_the_cart_open(shop: Any, api: Any, make: Make) -> None:
    make.product(sku="MUG", stock=1)
    cart = opened(shop, ("MUG", 1))["id"]
    refused = check_out(shop, cart, "a", token="tok_decline")
    assert (refused.status_code, refused.json["code"]) == (402, "payment.declined")
    assert refused.mimetype == "application/problem+json"
    assert api.get("/api/v1/orders").json["items"] == []
    again = check_out(shop, cart, "a", token="tok_decline")
    assert (again.status_code, again.json) == (402, refused.json)
    assert check_out(shop, cart, "b").status_code == 201


def test_a_silent_gateway_is_asked_again(
    shop: Any, api: Any, make: Make, tenant: Any, frozen_clock: Any
) -> None:
    from datetime import timedelta

    from app.core import clock

    make.product(sku="MUG", stock=1)
    placed = check_out(shop, opened(shop, ("MUG", 1))["id"], token="tok_timeout")
    assert (placed.status_code, placed.json["payment_status"]) == (202, "pending")
    assert api.get("/api/v1/stock-levels?sku=MUG&location=main").json["items"][0]["available"] == 0
    frozen_clock(clock.now() + timedelta(seconds=30))
    with tenant_scope(tenant):
        assert recover_payment.recover_all() == 1
    order = api.get(f"/api/v1/orders/{placed.json['number']}").json
    assert (order["payment_status"], order["status"]) == ("paid", "confirmed")


def test_a_payment_that_needs_the_buyer_says_where(shop: Any, api: Any, make: Make) -> None:
    make.product(sku="MUG", stock=1)
    placed = check_out(shop, opened(shop, ("MUG", 1))["id"], token="tok_needs_action")
    assert (placed.status_code, placed.json["payment_status"]) == (202, "requires_action")
    assert placed.json["next_action"]["url"].startswith("http://alpha.localhost")
    assert shop.get(placed.json["next_action"]["url"]).status_code == 200
    assert api.get("/api/v1/stock-levels?sku=MUG&location=main").json["items"][0]["available"] == 0


# ---- Orders, stock, quotes ----------------------------------------------------------------------


def test_orders_are_paged_newest_first(api: Any, make: Make) -> None:
    numbers = [make.order(number=f"N{place}").number for place in range(5)]
    seen, cursor = [], ""
    for _page in range(3):
        page = api.get(f"/api/v1/orders?limit=2&cursor={cursor}").json
        seen += [order["number"] for order in page["items"]]
        cursor = page["next"]
    assert (seen, cursor) == (numbers[::-1], None)
    assert api.get("/api/v1/orders?cursor=zzz").status_code in (400, 422)
    assert api.get("/api/v1/orders/none").status_code == 404


def test_a_quote_tells_why(api: Any, make: Make) -> None:
    make.product(sku="MUG", price=1000)
    wish = {
        "lines": [{"sku": "MUG", "quantity": 2}],
        "shipping_address": ADDRESS,
        "delivery": {"method": "standard"},
    }
    answer = api.post("/api/v1/quotes", json=wish)
    assert answer.status_code == 200, answer.json
    assert cents(answer.json["totals"]["subtotal"]) == 2000
    assert {"stage", "name", "result", "reason"} <= answer.json["trace"][0].keys()
    assert answer.json["lines"][0]["sku"] == "MUG"


def test_scopes_keys_and_ownership(app: Any, tenant: Any, shop: Any, other_api: Any, make: Make) -> None:
    number = make.order().number
    for path in ("/api/v1/orders", f"/api/v1/orders/{number}", "/api/v1/stock-levels"):
        assert shop.get(path).status_code == 401
        assert program(app, tenant, "quotes:read").get(path).status_code == 403
    assert other_api.get(f"/api/v1/orders/{number}").status_code == 404
    bad = visit(app, tenant, authorization="Bearer nonsense").get("/api/v1/products")
    assert (bad.status_code, bad.headers["WWW-Authenticate"]) == (401, "Bearer")


# ---- Limits and bodies --------------------------------------------------------------------------


@pytest.mark.req("API-04")
def test_the_default_limits(
    app: Any, tenant: Any, shop: Any, unit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ratelimit, "time", SimpleNamespace(monotonic=lambda: 100.0))
    with unit(tenant):
        key = identity.create_client(
            name="Program", scopes=["all"], kind="key", rate=settings().rate_limit_key
        ).secret
    with override(web_processes=1):
        keyed = visit(app, tenant, authorization=f"Bearer {key}")
        for visitor, burst in ((keyed, 200), (shop, 40)):
            answers = [visitor.get("/api/v1/orders") for _each in range(burst + 1)]
            assert 429 not in {answer.status_code for answer in answers[:-1]}
            assert (answers[-1].status_code, answers[-1].json["code"]) == (429, "rate.limited")
            assert answers[-1].headers["Retry-After"] == "1"
        made_by_command = visit(app, tenant, authorization=f"Bearer {Make(tenant).api_key()}")
        assert {made_by_command.get("/api/v1/locations").status_code for _each in range(250)} == {200}


@pytest.mark.parametrize(
    ("sent", "kind", "status", "code"),
    [
        (b'{"lines": [', "application/json", 400, "request.malformed_json"),
        (b"", "application/json", 400, "request.malformed_json"),
        (b"\xff\xfe", "application/json", 400, "request.malformed_json"),
        (b"{}", "text/plain", 415, "request.media_type"),
        (b"lines=1", "application/x-www-form-urlencoded", 415, "request.media_type"),
        (b"[]", "application/json", 422, "request.invalid"),
        (b"null", "application/json", 422, "request.invalid"),
        (b'"{}"', "application/json", 422, "request.invalid"),
        (b'{"linez": []}', "application/json", 422, "request.invalid"),
        (b'{"lines": ' + b"[" * 2000 + b"]" * 2000 + b"}", "application/json", 400, "request.malformed_json"),
    ],
)
def test_a_body_that_cannot_be_read_is_said_so(
    shop: Any, sent: bytes, kind: str, status: int, code: str
) -> None:
    answer = shop.post(CARTS, data=sent, content_type=kind)
    assert (answer.status_code, answer.json["code"], answer.mimetype) == (
        status,
        code,
        "application/problem+json",
    )


def test_a_huge_body_is_refused_before_it_is_read(api: Any, shop: Any) -> None:
    for path, visitor in ((CARTS, shop), ("/api/v1/products", api)):
        huge = visitor.post(path, data=b"x" * (33 * 1024 * 1024), content_type="application/json")
        assert (huge.status_code, huge.json["code"]) == (413, "request.too_large")


def test_a_method_that_is_not_there_is_405(shop: Any) -> None:
    answer = shop.put(CARTS, json={})
    assert (answer.status_code, answer.json["code"]) == (405, "request.method")
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/v1/orders/a%00b", None),
        ("GET", "/api/v1/products/a%00b", None),
        ("GET", "/api/v1/products?price_from=99999999999999999999", None),
        ("POST", "/api/v1/pos/registers", {"code": "T1", "name": "a\0b", "location": "main"}),
        ("POST", "/api/v1/locations", {"code": "x", "name": "a\0b"}),
        (
            "POST",
            "/api/v1/products",
            {"title": "X", "variants": [{"price": {"amount": 10**19, "currency": "EUR"}}]},
        ),
        (
            "POST",
            "/api/v1/products",
            {"title": "X", "variants": [{"price": {"amount": -(2**63), "currency": "EUR"}}]},
        ),
        ("POST", CARTS, {"channel": "a\0b"}),
    ],
)
def test_values_that_cannot_be_kept_are_the_callers_fault(
    api: Any, method: str, path: str, body: Any
) -> None:
    answer = api.open(path, method=method, json=body)
    assert answer.status_code in (400, 404, 422), answer.text
    assert answer.mimetype == "application/problem+json"
