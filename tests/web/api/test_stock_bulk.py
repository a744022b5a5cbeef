"""Stock for outside systems in API v1: thousands of levels a call, and the feed of changes."""

from decimal import Decimal

import pytest

from app.core import audit
from app.core.db import db
from app.core.engines import engine_of
from app.core.events import OutboxRow
from app.domains.inventory import service as inventory
from app.domains.inventory.events import InventoryChanged
from app.domains.inventory.models import StockException, StockItem, StockLedger, StockLevel
from app.domains.inventory.types import Change
from tests.support.clients import program
from tests.support.units import unit, wait_for_older_transactions

READ, CHANGE = "/api/v1/stock-levels/read", "/api/v1/stock-changes"


def change(api, *rows, reason="count", **how):
    changes = [dict(zip(("sku", "location", "quantity", "kind"), row, strict=True)) for row in rows]
    return api.post(CHANGE, json={"changes": changes, "reason": reason}, **how)


def on_hand(tenant, sku):
    with unit(tenant):
        found = db.session.query(StockLevel.on_hand).join(StockItem, StockItem.id == StockLevel.stock_item_id)
        return [int(row.on_hand) for row in found.filter(StockItem.sku == sku)]


@pytest.mark.req("INV-14")
def test_a_hundred_skus_at_two_places_are_as_in_the_admin(api, make, other_tenant, query_budget):
    store = make.location(code="berlin")
    for number in range(100):
        made = make.product(sku=f"SKU-{number:03}", stock=number)
        make.stock_at(made.stock_item, store, 2 * number)
    make.of(other_tenant).product(sku="THEIRS", stock=5)
    asked = [{"sku": f"SKU-{n:03}", "location": place} for n in range(100) for place in ("main", "berlin")]

    with query_budget(8):
        answer = api.post(READ, json={"levels": [*asked, {"sku": "THEIRS"}]}).json

    told = {(item["sku"], item["location"]): item["available"] for item in answer["items"]}
    assert (len(told), told["SKU-007", "main"], told["SKU-007", "berlin"]) == (200, 7, 14)
    for sku in ("SKU-007", "SKU-099"):
        rows = api.get(f"/api/v1/stock-levels?sku={sku}").json["items"]
        assert {(row["sku"], row["location"]): row["available"] for row in rows}.items() <= told.items()
    assert [(e["row"], e["status"], e["code"]) for e in answer["errors"]] == [
        (200, 404, "inventory.unknown_item")
    ]


def test_a_sku_without_a_place_is_told_at_each(api, make):
    make.location(code="berlin")
    make.product(sku="MUG", stock=3)
    answer = api.post(READ, json={"levels": [{"sku": "MUG"}, {"sku": "MUG", "location": "moon"}]}).json
    assert [(each["row"], each["location"], each["on_hand"]) for each in answer["items"]] == [
        (0, "berlin", 0),
        (0, "main", 3),
    ]
    assert [(e["row"], e["code"]) for e in answer["errors"]] == [(1, "inventory.unknown_location")]


@pytest.mark.req("INV-14")
def test_the_scope_is_needed(make, tenant, app):
    make.product(sku="MUG")
    reader, stranger = program(app, tenant, "stock:read"), program(app, tenant, "catalog:read")
    assert reader.post(READ, json={"levels": [{"sku": "MUG"}]}).status_code == 200
    assert change(reader, ("MUG", "main", 1, "set")).status_code == 403
    assert stranger.post(READ, json={"levels": [{"sku": "MUG"}]}).status_code == 403
    assert stranger.get(CHANGE).status_code == 403


def test_good_rows_are_done_and_bad_ones_told(api, make, tenant, count):
    made = make.product(sku="MUG", stock=5)
    make.product(sku="CUP", stock=5)
    bundle = make.product(sku="SET", stock=None)
    make.variant_stock(variant=bundle.variant, stock_item=made.stock_item)

    answer = change(
        api,
        ("MUG", "main", 12, "set"),
        ("NONE", "main", 1, "set"),
        ("CUP", "moon", 1, "set"),
        ("CUP", "main", -6, "adjust"),
        ("SET", "main", 1, "set"),
        ("MUG", "main", -2, "adjust"),
        ("CUP", "main", 5, "set"),
    )

    assert answer.status_code == 200, answer.json
    assert (answer.json["changed"], answer.json["unchanged"]) == (1, 1)
    assert [(e["row"], e["status"], e["code"]) for e in answer.json["errors"]] == [
        (1, 404, "inventory.unknown_item"),
        (2, 404, "inventory.unknown_location"),
        (3, 422, "inventory.below_zero"),
        (4, 409, "inventory.draws_others"),
    ]
    assert (on_hand(tenant, "MUG"), on_hand(tenant, "CUP")) == ([10], [5])
    assert count(StockLedger, StockLedger.document == "bulk") == 1
    assert count(audit.AuditRow, audit.AuditRow.action == "inventory.levels_changed") == 1


def test_the_same_key_changes_once(api, make, tenant):
    make.product(sku="MUG", stock=5)
    told = [change(api, ("MUG", "main", 3, "adjust"), headers={"Idempotency-Key": "one"}) for _ in range(2)]
    assert told[0].json == told[1].json
    assert on_hand(tenant, "MUG") == [8]


def test_a_shortage_that_it_shows_is_listed(api, make, tenant, count):
    made = make.product(sku="MUG", stock=5)
    with unit(tenant):
        place = make.main_location().id
        inventory.change([Change(made.stock_item.id, place, allocated=Decimal(4))], kind="allocate")
    change(api, ("MUG", "main", 1, "set"))
    assert count(StockException, StockException.kind == "short", StockException.quantity == 3) == 1


def test_thousands_of_levels_take_a_few_statements(api, make, query_budget, tenant):
    with unit(tenant):
        for number in range(300):
            make.stock_item(sku=f"PART-{number}")
    rows = [(f"PART-{number}", "main", number, "set") for number in range(300)]
    with query_budget(20):
        assert change(api, *rows).json["changed"] == 299
    assert change(api, *rows).json["unchanged"] == 300
    levels = [{"sku": "PART-1"}] * 10_001
    assert api.post(READ, json={"levels": levels}).status_code == 422


def test_the_feed_goes_on_where_it_was(api, make, tenant):
    make.product(sku="MUG", stock=5)
    wait_for_older_transactions(tenant)
    first = api.get(CHANGE).json
    assert [(each["kind"], each["on_hand"]) for each in first["items"]] == [("receipt", 5)]
    assert api.get(f"{CHANGE}?cursor={first['next']}").json["items"] == []
    change(api, ("MUG", "main", 2, "set"), reason="counted")
    wait_for_older_transactions(tenant)
    told = api.get(f"{CHANGE}?cursor={first['next']}").json
    assert [(each["on_hand"], each["reason"], told["more"]) for each in told["items"]] == [
        (-3, "counted", False)
    ]
    assert api.get(f"{CHANGE}?cursor=nonsense").status_code == 400


def test_the_feed_waits_for_what_commits_late(api, make, tenant):
    """A row with a lower number that commits after one with a higher is not skipped (DESIGN 5.5)."""
    made = make.product(sku="MUG", stock=5)
    place = make.main_location().id
    wait_for_older_transactions(tenant)
    start = api.get(CHANGE).json["next"]
    insert = (
        f"insert into {tenant.schema}.stock_ledger (at, kind, stock_item_id, location_id, on_hand, actor)"
        f" values (now(), 'receipt', '{made.stock_item.id}', '{place}', 1, 'late')"
    )
    late = engine_of("default").raw_connection()
    try:
        cursor = late.cursor()
        cursor.execute(f"set local role {tenant.schema}")
        cursor.execute(insert)
        change(api, ("MUG", "main", 2, "set"))
        early = api.get(f"{CHANGE}?cursor={start}").json
        assert early["items"] == []
        late.commit()
    finally:
        late.close()
    wait_for_older_transactions(tenant)
    told = api.get(f"{CHANGE}?cursor={early['next']}").json
    assert [each["on_hand"] for each in told["items"]] == [1, -3]


def test_systems_outside_are_told_what_levels_are(api, make, run_jobs, tenant):
    make.product(sku="MUG", stock=5)
    change(api, ("MUG", "main", 2, "set"))
    run_jobs()
    with unit(tenant):
        told = db.session.query(OutboxRow).filter(OutboxRow.name == InventoryChanged.NAME).all()
        level = told[-1].payload["levels"][0]
    assert (level["sku"], level["location"], level["available"]) == ("MUG", "main", 2)
