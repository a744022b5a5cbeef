"""The till's doors: pairing, signing in, what it keeps, what it sends."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app.core import clock
from app.core.db import db
from app.core.ids import new_id
from app.domains.catalog.models import Variant
from app.domains.identity import rules as identity_rules
from app.domains.orders.models import Order
from app.domains.pos.models import Device, Register
from app.domains.pricing.models import BasePrice
from tests.factories import Make
from tests.support.clients import program, visit
from tests.support.till import TestTill, make_till

PIN = "2580"


@pytest.fixture
def till(make: Make) -> TestTill:
    return make_till(make, pin_hash=identity_rules.pin_hash(PIN))


def paired(app: Any, till: TestTill, token: str | None = None) -> Any:
    return visit(app, till.tenant, authorization=f"Bearer {token or device_token(till)}")


def device_token(till: TestTill) -> str:
    """A token of the test till's device, in the form that tablets get."""
    from app.core import crypto
    from tests.support.units import unit

    token = f"dev_{crypto.new_token()}"
    with unit(till.tenant):
        values = {"token_hash": crypto.hash_token(token)}
        db.session.execute(update(Device).where(Device.id == till.device.id).values(values))
    return token


def code_for(api: Any, register: Any) -> str:
    answer = api.post(f"/api/v1/pos/registers/{register.id}/pairing-codes")
    assert answer.status_code == 201, answer.text
    return str(answer.json["code"])


def test_a_tablet_pairs_by_code_once(api: Any, shop: Any, till: TestTill) -> None:
    code = code_for(api, till.register)
    first = shop.post("/api/v1/pos/pairings", json={"code": code.lower()})
    again = shop.post("/api/v1/pos/pairings", json={"code": code})
    assert (first.status_code, again.status_code, again.json["code"]) == (201, 404, "pos.pairing_code")
    assert first.json["token"].startswith("dev_")
    assert first.json["setup"]["store"]["name"] == till.store.name


def test_a_pairing_code_ends(api: Any, shop: Any, till: TestTill, unit: Any) -> None:
    code = code_for(api, till.register)
    with unit(till.tenant):
        db.session.execute(update(Register).values(pairing_expires_at=clock.now() - timedelta(seconds=1)))
    assert shop.post("/api/v1/pos/pairings", json={"code": code}).status_code == 404


def test_a_code_of_one_shop_pairs_nothing_in_another(api: Any, other_shop: Any, till: TestTill) -> None:
    code = code_for(api, till.register)
    assert other_shop.post("/api/v1/pos/pairings", json={"code": code}).status_code == 404


def test_a_tablet_paired_again_keeps_its_id_and_its_receipts(
    api: Any, shop: Any, till: TestTill, app: Any
) -> None:
    old = device_token(till)
    body = {"code": code_for(api, till.register), "device": str(till.device.id)}
    answer = shop.post("/api/v1/pos/pairings", json=body).json
    assert answer["device"] == str(till.device.id)
    assert answer["setup"]["receipt_prefix"] == till.device.receipt_prefix
    assert paired(app, till, old).get("/api/v1/pos/setup").status_code == 401


def test_two_tablets_never_print_the_same_receipt_number(api: Any, shop: Any, till: TestTill) -> None:
    prefixes = {
        shop.post("/api/v1/pos/pairings", json={"code": code_for(api, till.register)}).json["setup"][
            "receipt_prefix"
        ]
        for _ in range(3)
    }
    assert len(prefixes | {till.device.receipt_prefix}) == 4


def test_the_setup_names_cashiers_taxes_and_what_is_said_on_receipts(
    app: Any, till: TestTill, make: Make
) -> None:
    make.staff(role="catalog_manager", name="No Cashier", pin_hash="x")
    make.staff(role="store_associate", name="No Pin", locations=[till.store])
    elsewhere = make.location()
    make.staff(role="store_associate", name="Elsewhere", locations=[elsewhere], pin_hash="x")
    setup = paired(app, till).get("/api/v1/pos/setup").json
    assert [cashier["name"] for cashier in setup["cashiers"]] == ["Ada Lind"]
    assert "pin" not in json.dumps(setup)
    assert setup["taxes"]["standard"][0]["rate_micro"] == 190_000
    assert setup["currency"] == {"code": "EUR", "digits": 2}


def test_signing_in_by_pin(app: Any, till: TestTill) -> None:
    client = paired(app, till)
    good = client.post("/api/v1/pos/sign-ins", json={"cashier": str(till.cashier.id), "pin": PIN})
    bad = client.post("/api/v1/pos/sign-ins", json={"cashier": str(till.cashier.id), "pin": "9999"})
    assert (good.status_code, good.json["name"]) == (200, "Ada Lind")
    assert (bad.status_code, bad.json["code"]) == (403, "pos.pin_wrong")


def test_wrong_pins_make_the_device_wait_even_for_the_right_one(app: Any, till: TestTill) -> None:
    client = paired(app, till)
    body = {"cashier": str(till.cashier.id), "pin": "9999"}
    statuses = [client.post("/api/v1/pos/sign-ins", json=body).status_code for _ in range(6)]
    right = client.post("/api/v1/pos/sign-ins", json=body | {"pin": PIN})
    assert statuses == [403, 403, 403, 403, 403, 429]
    assert (right.status_code, 0 < int(right.headers["Retry-After"]) <= 30) == (429, True)


def test_a_person_of_another_store_does_not_sign_in_here(app: Any, till: TestTill, make: Make) -> None:
    there = make_till(make, pin_hash=identity_rules.pin_hash(PIN))
    body = {"cashier": str(there.cashier.id), "pin": PIN}
    assert paired(app, till).post("/api/v1/pos/sign-ins", json=body).status_code == 403


def test_the_catalogue_comes_whole_and_then_in_differences(
    app: Any, till: TestTill, make: Make, unit: Any
) -> None:
    mug = make.product(sku="MUG", price=1190, stock=3, location=till.store)
    make.product(sku="TEA", price=500, stock=None)
    client = paired(app, till)
    whole = client.get("/api/v1/pos/catalog").json
    assert (whole["full"], whole["more"], whole["total"]) == (True, False, 2)
    assert {item["sku"]: item["available"] for item in whole["items"]} == {"MUG": 3, "TEA": None}
    with unit(till.tenant):
        later = clock.now() + timedelta(hours=1)
        db.session.execute(
            update(BasePrice)
            .where(BasePrice.variant_id == mug.variant.id)
            .values(amount=990, updated_at=later)
        )
    changed = client.get(f"/api/v1/pos/catalog?since={whole['version']}").json
    assert changed["full"] is False
    assert {item["sku"]: item["price"]["amount"] for item in changed["items"]}["MUG"] == 990


def test_what_is_no_longer_sold_leaves_the_till(app: Any, till: TestTill, make: Make, unit: Any) -> None:
    mug = make.product(sku="MUG", price=1190)
    client = paired(app, till)
    version = client.get("/api/v1/pos/catalog").json["version"]
    with unit(till.tenant):
        db.session.execute(update(Variant).where(Variant.id == mug.variant.id).values(active=False))
    changed = client.get(f"/api/v1/pos/catalog?since={version}").json
    assert (changed["removed"], changed["total"]) == (["MUG"], 0)


def test_a_sale_of_another_till_changes_the_stock_shown(
    app: Any, till: TestTill, make: Make, monkeypatch: Any
) -> None:
    monkeypatch.setattr("app.queries.till_catalog.OVERLAP", timedelta(hours=-1))
    make.product(sku="MUG", price=1190, stock=3, location=till.store)
    client = paired(app, till)
    version = client.get("/api/v1/pos/catalog").json["version"]
    assert client.get(f"/api/v1/pos/catalog?since={version}").json["items"] == []
    till.open()
    till.send(till.sale(("MUG", 1, 1190)))
    assert client.get(f"/api/v1/pos/catalog?since={version}").json["items"][0]["available"] == 2


def test_a_large_catalogue_comes_in_pages(app: Any, till: TestTill, make: Make, monkeypatch: Any) -> None:
    monkeypatch.setattr("app.queries.till_catalog.PAGE", 2)
    for number in range(5):
        make.product(sku=f"SKU-{number}")
    client, version, seen, firsts = paired(app, till), "", [], []
    for _ in range(4):
        page = client.get(f"/api/v1/pos/catalog?since={version}").json
        seen += [item["sku"] for item in page["items"]]
        firsts.append(page["full"])
        version = page["version"]
        if not page["more"]:
            break
    assert (seen, firsts) == ([f"SKU-{number}" for number in range(5)], [True, False, False])


@pytest.mark.req("POS-02")
def test_a_sale_over_http_is_seen_by_other_programs(app: Any, api: Any, till: TestTill, make: Make) -> None:
    make.product(sku="MUG", price=1190, stock=3, location=till.store)
    client = paired(app, till)
    answer = client.post(
        "/api/v1/pos/operations", json=batch(till, opened(till), till.sale(("MUG", 1, 1190)))
    )
    assert [verdict["status"] for verdict in answer.json["verdicts"]] == ["accepted", "accepted"]
    order = api.get(f"/api/v1/orders/{answer.json['verdicts'][1]['order']}").json
    assert (order["channel"], order["payment_status"], order["totals"]["total"]["amount"]) == (
        "pos",
        "paid",
        1190,
    )
    level = api.get(f"/api/v1/stock-levels?sku=MUG&location={till.store.code}").json
    assert level["items"][0]["on_hand"] == 2


def opened(till: TestTill) -> Any:
    return till.operation("shift_opened", {**till.head(), "float": till.money(0)})


def batch(till: TestTill, *operations: Any) -> dict[str, Any]:
    """A message of operations, as a tablet writes it."""
    fields = ("seq", "kind", "at", "payload", "hash")
    return {
        "device": str(till.device.id),
        "operations": [
            {"id": str(each.id), **{name: getattr(each, name) for name in fields}} for each in operations
        ],
    }


def test_a_device_speaks_for_itself_only(app: Any, till: TestTill, make: Make) -> None:
    other = make_till(make)
    answer = paired(app, till).post("/api/v1/pos/operations", json=batch(other, opened(other)))
    assert answer.status_code == 403


def test_programs_send_operations_with_the_scope_and_for_known_devices(app: Any, till: TestTill) -> None:
    message = batch(till, opened(till))
    writes = program(app, till.tenant, "pos:write").post("/api/v1/pos/operations", json=message)
    reads = program(app, till.tenant, "pos:read").post("/api/v1/pos/operations", json=message)
    stranger = program(app, till.tenant).post(
        "/api/v1/pos/operations", json=message | {"device": str(new_id())}
    )
    assert (writes.status_code, reads.status_code, stranger.status_code) == (200, 403, 404)


def test_a_revoked_tablet_is_told_so(app: Any, till: TestTill, unit: Any) -> None:
    token = device_token(till)
    with unit(till.tenant):
        db.session.execute(update(Device).values(revoked_at=clock.now()))
    assert paired(app, till, token).get("/api/v1/pos/state").status_code == 401


def test_another_shop_knows_nothing_of_the_token(app: Any, till: TestTill, other_tenant: Any) -> None:
    foreign = visit(app, other_tenant, authorization=f"Bearer {device_token(till)}")
    assert foreign.get("/api/v1/pos/setup").status_code == 401


def test_an_earlier_sale_is_found_by_receipt_and_by_order(app: Any, till: TestTill, make: Make) -> None:
    make.product(sku="MUG", price=1190, stock=3, location=till.store)
    till.open()
    sale = till.sale(("MUG", 2, 1190), cash=1000)
    number = till.send(sale)[0].order
    till.send(till.refund(sale, (1, 1, 1190), ways={"card_external": 1190}))
    client = paired(app, till)
    by_receipt = client.get(f"/api/v1/pos/sales/{sale.payload['receipt'].lower()}").json
    by_order = client.get(f"/api/v1/pos/sales/{number}").json
    assert by_receipt == by_order
    assert (by_order["operation"], by_order["lines"][0]["refunded"]) == (str(sale.id), 1)
    held = {way["method"]: way["amount"]["amount"] for way in by_order["payments"]}
    assert held == {"cash": 1000, "card_external": 190}
    assert client.get("/api/v1/pos/sales/NOPE").json["code"] == "pos.sale_unknown"


def test_registers_are_added_and_listed_by_programs(api: Any, till: TestTill) -> None:
    body = {"code": "k9", "name": "Register 9", "location": till.store.code}
    made = api.post("/api/v1/pos/registers", json=body)
    again = api.post("/api/v1/pos/registers", json=body)
    assert (made.status_code, made.json["code"], again.status_code) == (201, "K9", 422)
    codes = [item["code"] for item in api.get("/api/v1/pos/registers").json["items"]]
    assert codes == sorted([till.register.code, "K9"], key=lambda code: code)


def test_the_heartbeat_tells_of_a_change(app: Any, till: TestTill, make: Make) -> None:
    client = paired(app, till)
    before = client.get("/api/v1/pos/state").json
    make.staff(role="store_associate", name="New Here", locations=[till.store], pin_hash="x")
    make.product(sku="MUG")
    after = client.get("/api/v1/pos/state").json
    assert before["setup_version"] != after["setup_version"]
    assert before["catalog_version"] != after["catalog_version"]


def test_the_heartbeat_is_cheap(app: Any, till: TestTill, query_budget: Any) -> None:
    client = paired(app, till)
    client.get("/api/v1/pos/state")
    with query_budget(8):
        assert client.get("/api/v1/pos/state").status_code == 200


def test_an_order_is_written_by_few_statements(
    till: TestTill, make: Make, query_budget: Any, count: Any
) -> None:
    for number in range(5):
        make.product(sku=f"SKU-{number}", price=1000, stock=9, location=till.store)
    till.open()
    with query_budget(24):
        till.send(till.sale(*((f"SKU-{number}", 1, 1000) for number in range(5))))
    assert count(Order) == 1


def test_the_app_can_be_installed_and_starts_without_network(shop: Any) -> None:
    page, manifest, worker = (shop.get(path) for path in ("/pos/", "/pos/manifest.webmanifest", "/pos/sw.js"))
    assert "/static/pos/main.js" in page.text
    assert manifest.json["start_url"] == "/pos/"
    facts = json.loads(worker.text.split("\n", 1)[0].removeprefix("self.TILL = ").removesuffix(";"))
    assert {"/static/pos/main.js", "/static/pos/till.css", "/static/vendor/idb.js"} <= set(facts["assets"])
    for icon in manifest.json["icons"]:
        assert shop.get(icon["src"]).status_code == 200
    missing = [path for path in facts["assets"] if shop.get(path).status_code != 200]
    assert missing == []


def test_the_till_below_a_slash(shop: Any) -> None:
    answer = shop.get("/pos")
    assert (answer.status_code, answer.location) == (302, "/pos/")


@pytest.mark.parametrize(
    "path",
    [
        "catalog?since=full:99999999999999:1:",
        "catalog?since=since:9999999999999999:1:x",
        "sales/%00",
        "catalog?since=%00",
    ],
)
def test_odd_questions_get_an_answer(app: Any, till: TestTill, path: str) -> None:
    assert paired(app, till).get(f"/api/v1/pos/{path}").status_code in (200, 400, 404, 422)


@pytest.mark.parametrize(
    "payload", [{"receipt": "\x00"}, {"\x00": 1}, {"n": 1e300}, {"deep": [[[[{}]]]]}, {"offline": 3}]
)
def test_odd_payloads_are_refused_each_by_itself(app: Any, till: TestTill, payload: dict[str, Any]) -> None:
    odd = till.operation("sale", payload)
    message = batch(till, opened(till))
    message["operations"].append(
        {"id": str(odd.id), "seq": 9, "kind": "sale", "at": odd.at, "payload": payload}
    )
    answer = paired(app, till).post("/api/v1/pos/operations", json=message)
    assert [verdict["status"] for verdict in answer.json["verdicts"]] == ["accepted", "refused"]


@pytest.mark.req("UC-19")
def test_a_manager_approves_a_price_change_by_pin_and_wrong_ones_are_on_record(
    app: Any, make: Make, till: TestTill, count: Any
) -> None:
    from app.core.audit import AuditRow
    from tests.support.units import unit

    hashed = identity_rules.pin_hash("1357")
    manager = make.staff(role="store_manager", locations=[till.store], name="Mona Berg", pin_hash=hashed)
    wish = {"id": "o1", "line": "l1", "kind": "price", "value": 600, "reason": "Damaged"}
    asked = {
        "cashier": str(till.cashier.id),
        "approver": str(manager.id),
        "basket": "b1",
        "title": "Mug",
        "override": wish,
    }
    tablet = paired(app, till)

    def ask(**given: Any) -> Any:
        return tablet.post("/api/v1/pos/approvals", json=asked | {"pin": "1357"} | given)

    wrong, stranger, right = ask(pin="9999"), ask(approver=str(till.cashier.id), pin=PIN), ask()

    assert (wrong.status_code, wrong.json["code"]) == (403, "pos.pin_wrong")
    assert (stranger.status_code, stranger.json["code"]) == (403, "pos.not_allowed")
    assert right.status_code == 200
    assert "Mona" not in right.json["approval"]
    with unit(till.tenant):
        rows = db.session.query(AuditRow).filter(AuditRow.action.like("pos.override_%")).order_by(AuditRow.id)
        told = [(row.action, row.object_id, row.reason, row.after["cashier"]) for row in rows]
    who, cashier = str(manager.id), str(till.cashier.id)
    assert told == [
        ("pos.override_wrong_pin", who, "Damaged", cashier),
        ("pos.override_approved", who, "Damaged", cashier),
    ]
