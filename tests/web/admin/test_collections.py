"""Collections by hand and by rule: made in the console, true in the shop with the next request."""

import re
from datetime import timedelta

import pytest

from app.core import clock
from app.core.db import db
from app.domains.catalog import collections
from app.domains.catalog.models import Collection, CollectionPlace, ProductType
from app.flows import arrange_collections
from app.flows.refresh_listings import refresh_listings


def order(shop, path):
    return list(dict.fromkeys(re.findall(r'href="/p/([a-z-]+)"', shop.get(path).text)))


def begin(desk, title, kind):
    answer = desk.post("/admin/collections/new", data={"title": title, "kind": kind})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def keep(desk, path, *conditions, match="all", **form):
    """Conditions are (field, op, value or values)."""
    data = {"title": "Gifts", "slug": "gifts", "shown": "1", "match": match, **form}
    data |= {"field": [each[0] for each in conditions], "op": [each[1] for each in conditions]}
    return desk.post(path, data=data | {f"v{n}": each[2] for n, each in enumerate(conditions)})


@pytest.fixture
def goods(make):
    """Lux lamps of 10 and 30, a chair of 60 that is sold out."""
    lamps = make.category(name="Lamps", slug="lamps")
    brass = make.product(title="Brass", slug="brass", brand="Lux", price=1000, tags=["gift"], category=lamps)
    tin = make.product(title="Tin", slug="tin", brand="Lux", price=3000, tags=["Gift", "new"], category=lamps)
    chair = make.product(title="Chair", slug="chair", brand="Sit", price=6000, stock=0)
    return lamps, brass, tin, chair


@pytest.mark.parametrize(
    ("conditions", "match", "found"),
    [
        ([("brand", "is", "lux")], "all", {"brass", "tin"}),
        ([("brand", "is_not", "LUX")], "all", {"chair"}),
        ([("tag", "is", "gift, sale")], "all", {"brass", "tin"}),
        ([("tag", "is_not", "new")], "all", {"brass", "chair"}),
        ([("price", "at_least", "30")], "all", {"tin", "chair"}),
        ([("price", "at_most", "30.00"), ("price", "at_least", "10.01")], "all", {"tin"}),
        ([("price", "at_most", "10"), ("brand", "is", "sit")], "any", {"brass", "chair"}),
        ([("stock", "is", ["out"])], "all", {"chair"}),
        ([("stock", "is", ["in", "low"])], "all", {"brass", "tin"}),
        ([("created", "within_days", "7")], "all", {"brass", "tin"}),
        ([("created", "before", "2020-01-01")], "all", {"chair"}),
        ([("created", "after", "2020-01-01")], "all", {"brass", "tin"}),
    ],
)
def test_a_rule_finds_what_fits(desk, shop, make, goods, unit, tenant, conditions, match, found):
    with unit(tenant):
        db.session.merge(goods[3]).created_at = clock.now().replace(year=2019)
    path = begin(desk, "Gifts", "rule")
    assert keep(desk, path, *conditions, match=match).status_code == 303
    assert set(order(shop, "/collections/gifts")) == found


def test_a_rule_asks_categories_types_and_typed_facts(desk, shop, make, goods, unit, tenant):
    fields = [
        {"code": "watt", "label": "Watt", "kind": "number"}, {"code": "finish", "label": "Finish", "kind": "choice"},
        {"code": "dimmed", "label": "Dimmed", "kind": "boolean"}, {"code": "since", "label": "Since", "kind": "date"},
    ]  # fmt: skip
    with unit(tenant):
        kind = ProductType(name="Lamp", fields=fields)
        db.session.add(kind)
        db.session.flush()
        tin = db.session.merge(goods[2])
        tin.type_id = kind.id
        tin.attributes = {"watt": "7.5", "finish": "Matt", "dimmed": True, "since": "2024-05-01"}
    path = begin(desk, "Gifts", "rule")
    for conditions, found in [
        ([("category", "is", [str(goods[0].id)])], {"brass", "tin"}),
        ([("category", "is_not", [str(goods[0].id)])], {"chair"}),
        ([("type", "is", [str(kind.id)])], {"tin"}),
        ([("type", "is_not", [str(kind.id)])], {"brass", "chair"}),
        ([("attribute:watt", "at_least", "7")], {"tin"}),
        ([("attribute:watt", "at_least", "8")], set()),
        ([("attribute:finish", "is", "matt")], {"tin"}),
        ([("attribute:finish", "is_not", "matt")], {"brass", "chair"}),
        ([("attribute:dimmed", "is", "true")], {"tin"}),
        ([("attribute:dimmed", "is", "false")], {"brass", "chair"}),
        ([("attribute:since", "after", "2024-05-01")], {"tin"}),
        ([("attribute:since", "before", "2024-05-01")], set()),
    ]:
        assert keep(desk, path, *conditions).status_code == 303
        assert set(order(shop, "/collections/gifts")) == found, conditions


def test_a_rule_is_live(desk, shop, make, goods, unit, tenant, count):
    keep(desk, begin(desk, "Gifts", "rule"), ("brand", "is", "Lux"), ("price", "at_most", "50"))
    make.product(title="Oak", slug="oak", brand="Lux", price=2000)
    assert order(shop, "/collections/gifts") == ["oak", "tin", "brass"]
    with unit(tenant):
        db.session.merge(goods[1]).brand = "Other"
        db.session.merge(goods[2]).status = "archived"
        refresh_listings([goods[1].id, goods[2].id])
    assert order(shop, "/collections/gifts") == ["oak"]
    assert count(CollectionPlace) == 1


def test_time_alone_changes_what_fits(desk, goods, unit, tenant, count):
    keep(desk, begin(desk, "Gifts", "rule"), ("created", "within_days", "7"))
    assert count(CollectionPlace) == 3
    with unit(tenant), clock.frozen(clock.now() + timedelta(days=8)):
        arrange_collections.follow_clock()
    assert count(CollectionPlace) == 0


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        (("brand", "is", " "), "Fill this in"),
        (("price", "at_least", "cheap"), "Enter a number"),
        (("created", "before", "soon"), "Enter a date"),
        (("attribute:nope", "is", "x"), "Choose one from the list"),
        (("stock", "is", ["much"]), "Choose one from the list"),
        (("category", "is", ["1; drop table category"]), "Choose one from the list"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_and_stays_typed(desk, goods, condition, problem):
    path = begin(desk, "Gifts", "rule")
    answer = keep(desk, path, condition, title="Presents")
    assert answer.status_code == 422
    assert problem in answer.text
    assert 'value="Presents"' in answer.text
    assert keep(desk, path).status_code == 422


def test_the_preview_counts_what_a_rule_would_find(desk, goods, count):
    form = {"match": "all", "field": ["brand"], "op": ["is"], "v0": "Lux"}
    answer = desk.post("/admin/collections/rule", data=form)
    assert "2 products fit now" in answer.text
    more = desk.post("/admin/collections/rule", data={**form, "more": "1"})
    assert more.text.count("rule-row") == 2
    assert "Complete the conditions" in more.text
    assert "rule-row" not in desk.post("/admin/collections/rule", data={**form, "without": "0"}).text
    assert count(Collection) == 0


def test_a_collection_by_hand_keeps_its_order(desk, shop, goods, make, unit, tenant):
    path = begin(desk, "Gifts", "hand")
    assert "Nothing in it yet" in desk.get(path).text
    answer = desk.post(f"{path}/items", data={"products": f"tin\n{goods[1].sku} chair tin"})
    assert answer.status_code == 303
    wrong = desk.post(f"{path}/items", data={"products": "nope"})
    assert (wrong.status_code, "No product is called nope" in wrong.text) == (422, True)
    assert keep(desk, path).status_code == 303
    assert order(shop, "/collections/gifts") == ["tin", "brass", "chair"]
    desk.post(f"{path}/items/{goods[1].id}", data={"to": "up"})
    assert order(shop, "/collections/gifts") == ["brass", "tin", "chair"]
    desk.post(f"{path}/order", data={"block": [str(goods[3].id), str(goods[1].id), "nonsense"]})
    assert order(shop, "/collections/gifts") == ["chair", "brass", "tin"]
    desk.post(f"{path}/items/{goods[1].id}", data={"to": "out"})
    assert order(shop, "/collections/gifts") == ["chair", "tin"]
    with unit(tenant):
        db.session.merge(goods[3]).status = "draft"
        refresh_listings([goods[3].id])
    assert order(shop, "/collections/gifts") == ["tin"]
    assert "not on sale" in desk.get(path).text


def test_its_page_has_filters_an_address_and_an_end(desk, shop, goods, unit, tenant):
    path = begin(desk, "Gifts", "rule")
    assert shop.get("/collections/gifts").status_code == 404, "not before somebody shows it"
    keep(desk, path, ("brand", "is", "Lux"), description="<p>For <script>x</script>friends</p>")
    page = shop.get("/collections/gifts").text
    assert "<p>For friends</p>" in page
    assert "/collections/gifts?price=" in page
    assert order(shop, "/collections/gifts?price=0-2000") == ["brass"]
    assert order(shop, "/collections/gifts?sort=price") == ["brass", "tin"]
    assert "/collections/gifts</loc>" in shop.get("/sitemap.xml").text
    keep(desk, path, ("brand", "is", "Lux"), slug="presents", sort="price")
    assert shop.get("/collections/gifts").headers["Location"] == "/collections/presents"
    assert order(shop, "/collections/presents") == ["brass", "tin"]
    assert "Gifts" in desk.get("/admin/collections/?q=present").text
    assert "No collection fits" in desk.get("/admin/collections/?q=zebra").text
    assert desk.post(f"{path}/delete").status_code == 303
    assert shop.get("/collections/presents").status_code == 404
    assert "No collections yet" in desk.get("/admin/collections/").text


def test_programs_read_collections(desk, shop, goods):
    keep(desk, begin(desk, "Gifts", "rule"), ("brand", "is", "Lux"))
    begin(desk, "Hidden", "hand")
    items = shop.get("/api/v1/collections").json["items"]
    assert [(each["slug"], each["kind"], each["products"]) for each in items] == [("gifts", "rule", 2)]
    assert shop.get("/api/v1/collections/gifts").json["title"] == "Gifts"
    assert shop.get("/api/v1/collections/hidden").status_code == 404
    answer = shop.get("/api/v1/products?collection=gifts&limit=1").json
    rest = shop.get(f"/api/v1/products?collection=gifts&limit=1&cursor={answer['next']}").json
    assert [each["slug"] for each in answer["items"] + rest["items"]] == ["tin", "brass"]
    assert answer["total"] == 2
    assert shop.get("/api/v1/products?collection=nope").status_code == 404


def test_settling_costs_two_statements_however_many_products(make, goods, unit, tenant, query_budget):
    with unit(tenant):
        collections.save(None, collections.CollectionDraft("A", kind="rule", rule={
            "conditions": [{"field": "brand", "op": "is", "value": ["Lux"]}]}))  # fmt: skip
        collections.save(None, collections.CollectionDraft("B", kind="hand"))
        with query_budget(2):
            collections.settle(product_ids=[each.id for each in goods[1:]])
