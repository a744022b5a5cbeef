"""What a search finds, in which order, and what it counts: in PostgreSQL, through the query that all doors use."""

import time

import pytest

from app.core.events import OutboxRow
from app.core.tenancy import tenant_scope
from app.domains.inventory import service as inventory
from app.domains.pricing import service as pricing
from app.domains.pricing.types import Price
from app.domains.search import service as search
from app.flows import learn_words
from app.queries import product_list
from app.queries.product_list import Wish


@pytest.fixture
def find(unit, tenant):
    def finding(q=None, **wish):
        with unit(tenant):
            return product_list.products(Wish(q=q, **wish))

    return finding


@pytest.fixture
def learnt(unit, tenant):
    def learning():
        with unit(tenant):
            learn_words.learn_all()

    return learning


def titles(shelf):
    return [item.title for item in shelf.items]


def counts(shelf, code):
    return {
        value.value: value.count for facet in shelf.facets if facet.code == code for value in facet.values
    }


@pytest.mark.parametrize("q", ["creme", "crème", "CRÈME brulee", "brulée"])
def test_accents_do_not_matter(make, find, q):
    make.product(title="Crème brûlée dish")
    assert titles(find(q)) == ["Crème brûlée dish"]


@pytest.mark.parametrize("q", ["LAMP-100-X", "lamp-100-x", "4006381333931"])
def test_the_very_sku_or_barcode_stands_first(make, find, q, unit, tenant):
    make.product(title="LAMP-100-X lamp-100-x adapter 4006381333931", description="lamp-100-x")
    made = make.product(title="Brass", sku="LAMP-100-X", stock=0)
    make.variant_of(made, barcode="4006381333931", option_values=["2"], stock=0)
    assert titles(find(q))[0] == "Brass"


def test_a_title_counts_more_than_a_brand_a_tag_or_a_description(make, find):
    make.product(title="Vase", description="with a walnut foot")
    make.product(title="Bowl", tags=["walnut"])
    make.product(title="Stool", brand="Walnut")
    make.product(title="Walnut desk")
    assert titles(find("walnut")) == ["Walnut desk", "Stool", "Bowl", "Vase"]


def test_what_is_in_stock_stands_first(make, find):
    make.product(title="Walnut", stock=0)
    make.product(title="Desk", description="walnut", stock=5)
    assert titles(find("walnut")) == ["Desk", "Walnut"]


@pytest.mark.req("WEB-07")
@pytest.mark.parametrize(
    ("typed", "meant"), [("chiar", "chair"), ("wlanut chair", "walnut chair"), ("porcelian", "porcelain")]
)
def test_a_misspelt_word_still_finds(make, find, learnt, typed, meant):
    make.product(title="Walnut chair in porcelain")
    learnt()
    found = find(typed)
    assert titles(found) == ["Walnut chair in porcelain"]
    assert found.instead == meant


def test_where_little_is_found_a_better_word_is_offered(make, find, learnt):
    make.product(title="Chiar by mistake")
    for n in range(4):
        make.product(title=f"Chair {n}")
    learnt()
    found = find("chiar")
    assert titles(found) == ["Chiar by mistake"]
    assert found.perhaps == "chair"
    assert find("chair").perhaps is None


def test_new_words_are_learnt_from_changes(make, find, run_jobs, admin, tenant, unit):
    from app.core import events
    from app.domains.catalog.events import ProductsChanged

    made = make.product(title="Kaleidoscope")
    with unit(tenant):
        events.record(ProductsChanged(product_ids=[str(made.id)], change="created"))
    run_jobs()
    assert find("kaleidoscpoe").instead == "kaleidoscope"


def test_words_that_are_not_found_together_find_what_has_any(make, find):
    make.product(title="Walnut desk")
    make.product(title="Oak chair")
    found = find("walnut chair")
    assert (len(found.items), found.loose) == (2, True)


@pytest.mark.parametrize("q", ["walnu", "wal", "desk wal"])
def test_a_beginning_finds(make, find, q):
    make.product(title="Walnut desk")
    assert titles(find(q)) == ["Walnut desk"]


def test_synonyms_find_one_another_at_once(make, find, unit, tenant, other_tenant):
    make.product(title="Leather sofa")
    make.product(title="Corner couch")
    assert titles(find("couch")) == ["Corner couch"]
    with unit(tenant):
        kept = search.add_synonym(["Couch", "sofa"])
    assert sorted(titles(find("couch"))) == ["Corner couch", "Leather sofa"]
    assert sorted(titles(find("sofa"))) == ["Corner couch", "Leather sofa"]
    with unit(other_tenant):
        assert search.synonyms() == []
    with unit(tenant):
        search.remove_synonym(kept.id)
    assert titles(find("couch")) == ["Corner couch"]


def test_a_one_way_synonym_finds_in_one_direction(make, find, unit, tenant):
    make.product(title="Bottle")
    make.product(title="Thermos flask")
    with unit(tenant):
        search.add_synonym(["bottle", "thermos flask"], one_way=True)
    assert len(find("bottle").items) == 2
    assert titles(find("thermos flask")) == ["Thermos flask"]


def test_phrases_and_refusals(make, find):
    make.product(title="Blue glass vase")
    make.product(title="Glass in blue")
    assert titles(find('"blue glass"')) == ["Blue glass vase"]
    assert titles(find("glass -vase")) == ["Glass in blue"]


@pytest.mark.req("WEB-07")
def test_each_facet_is_counted_without_its_own_filter(make, find, unit, tenant):
    lamps, chairs = make.category(slug="lamps", name="Lamps"), make.category(slug="chairs", name="Chairs")
    for n, (brand, shelf, size, price) in enumerate(
        [
            ("Lux", lamps, "S", 1999),
            ("Lux", lamps, "L", 4000),
            ("Sit", chairs, "S", 1999),
            ("Sit", lamps, "M", 9900),
        ]
    ):
        made = make.bare_product(title=f"Thing {n}", brand=brand, option_names=["Size"])
        make.product_category(category=shelf, product=made)
        make.variant_of(made, price=price, option_values=[size])
    everything = find("thing", facets=True)
    assert counts(everything, "brand") == {"Lux": 2, "Sit": 2}
    chosen = find("thing", facets=True, brands=("Lux",))
    assert chosen.total == 2
    assert counts(chosen, "brand") == {"Lux": 2, "Sit": 2}, "as if no brand were chosen"
    assert counts(chosen, "category") == {"lamps": 2}
    assert counts(chosen, "option:Size") == {"Size=S": 1, "Size=L": 1}
    two = find(
        "thing",
        facets=True,
        brands=("Lux", "Sit"),
        rooms=("lamps",),
        options=("Size=S", "Size=M"),
        cheapest=0,
        dearest=9999,
    )
    assert sorted(titles(two)) == ["Thing 0", "Thing 3"]
    assert counts(two, "brand") == {"Lux": 1, "Sit": 1}
    assert counts(two, "category") == {"lamps": 2, "chairs": 1}
    assert counts(two, "option:Size") == {"Size=S": 1, "Size=M": 1, "Size=L": 1}
    assert counts(two, "price") == {"1000-2499": 1, "5000-9999": 1}


def test_filters_of_all_facets_narrow_without_facets_too(make, find):
    make.product(title="Thing", brand="Lux", price=1000)
    make.product(title="Thing two", brand="Sit", price=1000)
    assert titles(find("thing", brands=("Lux",), cheapest=500)) == ["Thing"]
    assert titles(find("thing", brands=("Lux", "Nobody"))) == ["Thing"]
    assert find("thing", brands=("Lux",), cheapest=5000).total == 0


def test_a_filtered_shelf_keeps_its_order(make, find):
    shelf = make.category(slug="shelf")
    for n in (3, 1, 2):
        made = make.bare_product(title=f"Thing {n}", brand="Lux")
        make.product_category(category=shelf, product=made, position=n)
        make.variant_of(made)
    assert titles(find(category="shelf", brands=("Lux",))) == ["Thing 1", "Thing 2", "Thing 3"]
    first = find(category="shelf", brands=("Lux",), limit=2)
    assert titles(find(category="shelf", brands=("Lux",), limit=2, cursor=first.next)) == ["Thing 3"]


def test_pages_of_a_search_go_on_without_repeating(make, find):
    for n in range(5):
        make.product(title=f"Walnut {n % 2}")
    seen, cursor = [], None
    while True:
        page = find("walnut", limit=2, cursor=cursor)
        seen += [item.product_id for item in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 5


def test_drafts_and_retired_products_are_absent(make, find):
    make.product(title="Walnut draft", status="draft")
    make.product(title="Walnut old", status="archived")
    make.product(title="Walnut now")
    assert titles(find("walnut")) == ["Walnut now"]
    assert titles(find("walnut", status="draft")) == ["Walnut draft"]


def test_german_words_are_stemmed_in_a_german_shop(make, unit, tenant):
    from dataclasses import replace

    german = replace(tenant, locale="de")
    own = make.of(german)
    own.product(title="Bunte Kissen für das Sofa")
    with tenant_scope(german), unit(german):
        for q in ("Kissen für Sofas", "buntes kissen", "kissen fur sofa"):
            assert titles(product_list.products(Wish(q=q))) == ["Bunte Kissen für das Sofa"], q


@pytest.mark.req("CAT-11")
def test_a_saved_product_is_found_at_once_and_prices_and_stock_follow_with_the_relay(
    make, shop, api, unit, tenant, run_jobs, count
):
    shelf = make.category(slug="lamps")
    made = make.product(title="Brass lamp", sku="LAMP", price=1000, stock=10, category=shelf)
    path = f"/api/v1/products/{made.id}"
    assert shop.get("/api/v1/products?q=luminaire").json["total"] == 0
    assert api.patch(path, json={"title": "Grand luminaire"}).status_code == 200
    for listed in ("/api/v1/products?q=luminaire", "/api/v1/products?category=lamps"):
        assert [item["title"] for item in shop.get(listed).json["items"]] == ["Grand luminaire"], (
            "no worker ran"
        )
    assert "Grand luminaire" in shop.get("/search?q=luminaire").text
    assert count(OutboxRow, OutboxRow.name == "catalog.products_changed.v1") == 1

    began = time.monotonic()
    with unit(tenant):
        pricing.set_base_prices([Price(made.variant.id, "EUR", 900)])
        inventory.set_on_hand(sku="LAMP", location_code="main", quantity=0)
    run_jobs()
    for listed in ("/api/v1/products?q=luminaire", "/api/v1/products?category=lamps"):
        item = shop.get(listed).json["items"][0]
        assert (item["price"]["amount"], item["in_stock"]) == (900, False)
    assert "sold out" in shop.get("/search?q=luminaire").text
    assert time.monotonic() - began < 5, "the relay's own 200 ms come on top"
