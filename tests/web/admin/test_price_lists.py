"""Price lists in the console and by API: made, filled, changed in bulk, explained, and logged."""

import io

import pytest
from sqlalchemy import text

from app.core.db import db
from app.domains.pricing.models import PriceList, PriceListEntry
from tests.support.clients import page


@pytest.fixture
def mug(make):
    return make.product(sku="MUG", price=1000, title="Blue mug")


@pytest.fixture
def summer(desk, mug):
    form = {
        "name": "Summer", "code": "summer", "kind": "sale", "status": "active", "currency": "EUR", "position": "10",
        "tax": "shop", "match": "all", "direction": "off",
    }  # fmt: skip
    assert desk.post("/admin/prices/new", data=form).status_code in (204, 302, 303)
    return form


def cost(tenant, unit, amount):
    with unit(tenant):
        db.session.execute(text("update base_price set cost = :cost"), {"cost": amount})


def test_a_list_is_made_found_changed_and_deleted(desk, summer, count):
    shown = page(desk.get("/admin/prices/?q=summ&kind=sale&status=active"))
    assert "Summer" in shown
    assert "Nothing fits" in page(desk.get("/admin/prices/?q=winter"))
    changed = summer | {
        "name": "High summer",
        "percent": "20",
        "ending": "0.99",
        "country": "de, at",
        "group": "vip",
    }
    assert desk.post("/admin/prices/summer/edit", data=changed).status_code in (204, 302, 303)
    shown = page(desk.get("/admin/prices/summer"))
    assert ["20 % off the base price" in shown, "DE, AT" in shown, "vip" in shown] == [True] * 3
    assert desk.post("/admin/prices/summer/delete").status_code in (204, 302, 303)
    assert count(PriceList) == 0


def test_what_is_wrong_stands_at_its_field(desk, summer):
    wrong = summer | {
        "percent": "half",
        "position": "first",
        "starts_at": "soon",
        "customer": "nobody@example.com",
    }
    shown = page(desk.post("/admin/prices/summer/edit", data=wrong), 422)
    for field in ("percent", "position", "starts_at", "customer"):
        assert f'id="f-{field}-error"' in shown
    taken = page(desk.post("/admin/prices/new", data=summer), 422)
    assert "Another list has this code" in taken


@pytest.mark.req("PRC-21")
def test_prices_by_paste_grid_and_api_are_logged_as_what_they_were(desk, api, summer, mug, count):
    pasted = page(
        desk.post(
            "/admin/prices/summer/paste", data={"pasted": "SKU\tPrice\tQuantity\nMUG\t9.00\t1\nMUG\t8,00\t10"}
        )
    )
    assert "2 prices change." in pasted
    assert count(PriceListEntry) == 0
    table = "MUG\t9.00\t1\nMUG\t8.00\t10"
    assert desk.post("/admin/prices/summer/keep", data={"pasted": table}).status_code in (204, 302, 303)
    told = api.get("/api/v1/price-lists/summer/prices").json["items"]
    assert [(row["price"]["amount"], row["min_quantity"]) for row in told] == [(900, 1), (800, 10)]
    grid = {f"price-{told[0]['id']}": "8.50", f"price-{told[1]['id']}": ""}
    assert desk.post("/admin/prices/summer/prices", data=grid).status_code in (204, 302, 303)
    body = {"prices": [{"sku": "MUG", "price": {"amount": 840, "currency": "EUR"}}]}
    assert api.put("/api/v1/price-lists/summer/prices", json=body).json == {"changed": 1, "waiting": 0}
    changes = api.get("/api/v1/price-changes?sku=MUG").json["items"]
    found = [
        (c["source"], (c["before"] or {}).get("amount"), (c["after"] or {}).get("amount")) for c in changes
    ][:3]
    assert found[0] == ("api", 850, 840)
    assert set(found[1:]) == {("screen", 900, 850), ("screen", 800, None)}
    log = page(desk.get("/admin/prices/log?q=MUG"))
    assert ["€8.40" in log, "API" in log, "Console" in log] == [True] * 3


def test_a_file_is_read_and_the_export_reads_in_again(desk, summer, mug):
    sent = {"file": (io.BytesIO(b"sku;price\nMUG;7.77\n"), "prices.csv")}
    assert "1 price changes." in page(desk.post("/admin/prices/summer/paste", data=sent))
    desk.post("/admin/prices/summer/keep", data={"pasted": "MUG\t7.77"})
    table = desk.get("/admin/prices/summer/prices.csv")
    assert table.text == "sku;price;quantity\nMUG;7.77;1\n"
    assert "0 prices change. 1 stays as it is." in page(
        desk.post("/admin/prices/summer/paste", data={"pasted": table.text})
    )


@pytest.mark.parametrize(
    ("pasted", "words"),
    [("NOPE\t1.00", "there is no SKU NOPE"), ("MUG\tcheap", "Line 1: this is no price"), ("", "Paste at least one line"),
     ("MUG\t1.00\t-2", "Line 1"), ("MUG\t1.00\tNaN", "Line 1")],
)  # fmt: skip
def test_lines_that_cannot_be_read_are_named(desk, summer, mug, pasted, words):
    assert words in page(desk.post("/admin/prices/summer/paste", data={"pasted": pasted}), 422)


def test_a_percentage_is_looked_at_before_it_is_kept(desk, summer, mug, count):
    told = {"of": "base", "direction": "down", "percent": "15", "q": ""}
    shown = page(desk.post("/admin/prices/summer/percent", data=told))
    assert "€8.50" in shown
    assert count(PriceListEntry) == 0
    assert "Choose between one price" in page(
        desk.post("/admin/prices/summer/percent", data=told | {"q": "zzz"}), 422
    )


@pytest.mark.req("PRC-02")
def test_why_this_price_names_the_winner_and_the_others(desk, api, summer, mug):
    desk.post("/admin/prices/summer/keep", data={"pasted": "MUG\t9.00"})
    other = {"code": "trade", "name": "Trade", "kind": "segment", "status": "active", "percent": 500_000,
             "conditions": [{"on": "group", "values": ["trade"]}]}  # fmt: skip
    assert api.post("/api/v1/price-lists", json=other).status_code == 201
    shown = page(desk.get("/admin/prices/why?sku=MUG&quantity=1&channel=web"))
    assert [
        "By Summer" in shown,
        "It is for other customer groups" in shown,
        "The only list that holds" in shown,
    ] == [True] * 3
    assert "There is no such SKU" in page(desk.get("/admin/prices/why?sku=NOPE"), 422)


def test_who_may_only_look_changes_nothing(app, make, tenant, summer, count):
    from tests.support.clients import sign_in, with_token

    theirs = with_token(
        sign_in(app, tenant, make.staff(permissions=["identity:console:enter", "pricing:price:view"]))
    )
    assert "New price list" not in page(theirs.get("/admin/prices/"))
    assert theirs.post("/admin/prices/summer/delete").status_code == 403
    assert theirs.post("/admin/prices/new", data=summer | {"code": "x"}).status_code == 403
    assert count(PriceList) == 1


def test_another_tenants_list_is_not_there(other_desk, other_api, summer):
    assert other_desk.get("/admin/prices/summer").status_code == 404
    assert other_api.delete("/api/v1/price-lists/summer").status_code == 404


def test_the_api_refuses_tiers_with_a_gap_at_their_field(api, summer, mug):
    price = {"amount": 900, "currency": "EUR"}
    gap = [
        {"sku": "MUG", "price": price, "max_quantity": 9},
        {"sku": "MUG", "price": price, "min_quantity": 12},
    ]
    refused = api.put("/api/v1/price-lists/summer/prices", json={"prices": gap})
    assert refused.status_code == 422
    assert [each["field"] for each in refused.json["errors"]] == ["prices.1.min_quantity"]
