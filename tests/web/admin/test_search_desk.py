"""Search rules, synonyms and the report: through the console, seen in the shop at once."""

import re

import pytest

from app.core.db import db
from app.core.jobs import enqueue
from app.core.tenancy import tenant_scope
from app.domains.search.models import SearchClick, SearchNote, SearchRule, SearchTerm

GUARD = {"csrf_token": "test-csrf"}


def order(shop, path):
    return list(dict.fromkeys(re.findall(r'href="/p/([a-z-]+)"', shop.get(path).text)))


@pytest.fixture
def lamps(make):
    shelf = make.category(slug="lamps", name="Lamps")
    for place, (name, brand) in enumerate([("brass", "Lux"), ("oak", "Sit"), ("tin", "Lux")], 1):
        made = make.bare_product(title=f"Lamp {name}", slug=name, brand=brand)
        make.product_category(category=shelf, product=made, position=place)
        make.variant_of(made, sku=name.upper())
    make.product(title="Torch", slug="torch", sku="TORCH")
    return shelf


def keep(desk, path="/admin/search/rules/new", **form):
    facts = {"match": "exact", "factor": "more", "active": "1", **form}
    return desk.post(path, data={name: value for name, value in facts.items() if value is not None})


def test_pinned_buried_and_foreign_products_stand_where_the_rule_says(desk, shop, lamps, count):
    order(shop, "/search?q=lamp")
    answer = keep(desk, words="Lamp", pins="TORCH\noak", buries="BRASS")
    assert answer.status_code == 303
    assert order(shop, "/search?q=lamp") == ["torch", "oak", "tin", "brass"]
    assert order(shop, "/search?q=lamps+oak")[0] == "oak", "the rule is for just these words"
    assert order(shop, "/search?q=lamp&sort=title") == ["brass", "oak", "tin"], "a chosen order stays"
    first = shop.get("/api/v1/products?q=lamp&limit=2").json
    rest = shop.get(f"/api/v1/products?q=lamp&limit=2&cursor={first['next']}").json
    assert [item["slug"] for item in first["items"] + rest["items"]] == ["torch", "oak", "tin", "brass"]
    assert count(SearchRule) == 1


def test_a_brand_weighs_more_and_a_category_has_its_own_order(desk, shop, lamps):
    keep(desk, words="lamp", match="contains", brands="Sit", factor="much")
    assert order(shop, "/search?q=lamp")[0] == "oak"
    assert order(shop, "/c/lamps") == ["brass", "oak", "tin"]
    keep(desk, category_id=str(lamps.id), pins="TIN", buries="BRASS")
    assert order(shop, "/c/lamps") == ["tin", "oak", "brass"]
    items = shop.get("/api/v1/products?category=lamps").json["items"]
    assert [item["slug"] for item in items] == ["tin", "oak", "brass"]


def test_words_lead_to_a_page_and_the_rule_can_be_changed_and_deleted(desk, shop, lamps, count, unit, tenant):
    keep(desk, words="returns", redirect="/c/lamps")
    answer = shop.get("/search?q=Returns")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/c/lamps")
    with unit(tenant):
        rule = db.session.query(SearchRule).one().id
    assert "/c/lamps" in desk.get(f"/admin/search/rules/{rule}").text
    off = keep(desk, f"/admin/search/rules/{rule}", words="returns", redirect="/c/lamps", active=None)
    assert off.status_code == 303, off.text
    assert count(SearchRule, ~SearchRule.active) == 1
    assert shop.get("/search?q=Returns").status_code == 200
    assert desk.post(f"/admin/search/rules/{rule}/delete").status_code == 303
    assert count(SearchRule) == 0


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"words": "x"}, "Say what the rule does"),
        ({"pins": "TORCH"}, "Give either words or a category"),
        ({"words": "x", "redirect": "//evil.example"}, "Give an address of this shop"),
        ({"words": "x", "redirect": "https://evil.example"}, "Give an address of this shop"),
        ({"words": "x", "pins": "NOPE"}, "There is no product NOPE"),
        ({"words": "x", "pins": "OAK", "buries": "oak"}, "cannot be first and last"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_at_its_field(desk, lamps, form, problem):
    answer = keep(desk, **form)
    assert answer.status_code == 422
    assert problem in answer.text


def test_the_preview_shows_a_rule_that_is_not_kept(desk, shop, lamps, count):
    answer = desk.post(
        "/admin/search/rules/preview",
        data={"words": "lamp", "pins": "TORCH", "match": "exact", "factor": "more"},
    )
    assert answer.text.index("Torch") < answer.text.index("Lamp brass")
    assert count(SearchRule) == 0
    assert "torch" not in order(shop, "/search?q=lamp")
    assert desk.post("/admin/search/rules/preview", data={}).status_code == 200


def test_synonyms_are_kept_on_their_screen(desk, shop, lamps):
    assert desk.post("/admin/search/synonyms", data={"words": "luminaire"}).status_code == 422
    assert desk.post("/admin/search/synonyms", data={"words": "luminaire, lamp"}).status_code == 303
    assert len(order(shop, "/search?q=luminaire")) == 3
    assert "luminaire, lamp" in desk.get("/admin/search/rules/").text


def test_searches_and_clicks_are_counted_without_anybody(desk, shop, lamps, count, run_jobs, tenant):
    headers = {"Sec-Fetch-Site": "same-origin"}
    page = shop.get("/search?q=lamp").text
    assert 'data-sought="lamp" data-found="3"' in page
    for form in (
        {"q": "Lamp", "found": "3"}, {"q": "lamp", "found": "3"}, {"q": "lamp", "slug": "oak"},
        {"q": "zebra", "found": "0"},
        {"q": "ann@example.com", "found": "0"}, {"q": "call 0171 2345678", "found": "0"}, {"q": "lamp", "slug": "nope"},
        {"q": "", "found": "1"}, {"q": "x", "found": "-1"}, {},
    ):  # fmt: skip
        assert shop.post("/search/seen", data=form, headers=headers).status_code == 204
    assert count(SearchNote) == 4
    with tenant_scope(tenant):
        enqueue("search.count")
        enqueue("search.learn")
    run_jobs()
    assert (count(SearchNote), count(SearchTerm), count(SearchClick)) == (0, 2, 1)
    assert (
        count(SearchTerm, SearchTerm.words == "lamp", SearchTerm.searches == 2, SearchTerm.clicks == 1) == 1
    )
    text = desk.get("/admin/search/").text
    assert "3 searches for 2 different words; 1 found nothing" in text
    assert "Lamp oak" in text
    only = desk.get("/admin/search/?show=nothing").text
    assert "zebra" in only
    assert "q=lamp" not in only


def test_empty_screens_say_what_to_do(desk):
    assert "Nothing was sought yet" in desk.get("/admin/search/").text
    assert "No rules yet" in desk.get("/admin/search/rules/").text
    assert desk.get("/admin/search/rules/new?words=lamp").status_code == 200
    assert desk.get("/admin/search/rules/01a1fe86-6486-766e-bf9d-038bbc972f81").status_code == 404


def test_the_search_is_filled_anew_once_and_says_how_far_it_is(admin, shop, make, run_jobs):
    make.product(title="Walnut desk")
    page = admin.get("/admin/search/rules/").text
    assert "Fill the search anew" in page
    assert admin.post("/admin/search/filling", data=GUARD).status_code == 303
    waiting = admin.get("/admin/search/filling").text
    assert "Waiting for a worker" in waiting
    assert 'hx-target="this"' in waiting
    assert admin.post("/admin/search/filling", data=GUARD).status_code == 409
    run_jobs()
    done = admin.get("/admin/search/rules/").text
    assert "products: 1" in done
    assert "every 2s" not in done
    assert shop.get("/admin/search/filling").status_code in (302, 303, 401, 403)
