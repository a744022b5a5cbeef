"""What a shopper reads in another language, and what falls back to the shop's own; unit prices and safety."""

import json
import re

import pytest

from app.domains.catalog import service as catalog
from app.flows import arrange_categories, edit_product, product_content
from tests.support.units import unit

GERMAN = {"de": {"title": "Blaue Tasse", "labels": {"Size": "Größe", "Size=Large": "Groß"}}}


def translate(tenant, product, texts, **more):
    with unit(tenant):
        draft = product_content.draft_of(catalog.product(product.id))
        values = {name: getattr(draft, name) for name in draft.__slots__} | {"translations": texts} | more
        edit_product.update_product(product.id, type(draft)(**values))


@pytest.fixture
def mug(make, tenant):
    product = make.bare_product(
        title="Blue mug", slug="blue-mug", description="<p>Made of stoneware.</p>", option_names=["Size"]
    )
    make.variant_of(product, option_values=["Large"], price=1250, stock=3, sku="MUG-L")
    make.variant_of(product, option_values=["Small"], price=1250, stock=3, sku="MUG-S")
    translate(tenant, product, GERMAN)
    return product


@pytest.mark.req("CAT-07")
def test_the_page_speaks_german_and_falls_back_field_by_field(shop, mug):
    text = shop.get("/p/blue-mug?lang=de").text
    assert "Blaue Tasse" in text
    assert "Größe" in text
    assert "Groß" in text
    assert "Small" in text  # nobody translated it
    assert "Made of stoneware" in text
    english = shop.get("/p/blue-mug?lang=en").text
    assert "Blue mug" in english
    assert "Blaue" not in english


@pytest.mark.req("CAT-07")
def test_the_pages_title_is_not_another_languages(shop, tenant, mug):
    translate(tenant, mug, GERMAN, seo_title="Blue mug from Leipzig")
    assert "<title>Blue mug from Leipzig" in shop.get("/p/blue-mug?lang=en").text
    assert "<title>Blaue Tasse" in shop.get("/p/blue-mug?lang=de").text


@pytest.mark.req("CAT-07")
def test_a_product_without_translation_is_never_blank(shop, make, mug):
    make.product(title="Green plate", slug="green-plate", price=900)
    for path in ("/?lang=de", "/search?q=plate&lang=de"):
        text = shop.get(path).text
        assert "Green plate" in text, path


@pytest.mark.req("CAT-07")
def test_lists_searches_and_suggestions_find_german_words(shop, mug):
    for path in (
        "/?lang=de",
        "/search?q=tasse&lang=de",
        "/search?q=tassen&lang=de",
        "/search/suggest?q=blaue&lang=de",
    ):
        assert "Blaue Tasse" in shop.get(path).text, path
    assert "Blaue Tasse" in shop.get("/search?q=mug&lang=de").text  # the shop's own words count as well


def test_facets_speak_the_readers_language(shop, make, tenant, mug):
    text = shop.get("/search?lang=de").text
    assert "Größe" in text
    assert "Groß (1)" in text


@pytest.mark.req("CAT-07")
def test_programs_choose_the_language_by_header_or_query(api, shop, mug):
    by_query = api.get("/api/v1/products/blue-mug?language=de").json
    by_header = api.get("/api/v1/products/blue-mug", headers={"Accept-Language": "de-AT,de;q=0.9"}).json
    assert by_query["title"] == by_header["title"] == "Blaue Tasse"
    assert by_query["options"] == [
        {"name": "Size", "values": ["Large", "Small"], "label": "Größe", "labels": ["Groß", "Small"]}
    ]
    assert api.get("/api/v1/products/blue-mug").json["title"] == "Blue mug"
    found = api.get("/api/v1/products?q=tasse&language=de").json
    assert [each["title"] for each in found["items"]] == ["Blaue Tasse"]
    assert api.get("/api/v1/products?q=tasse&language=en").json["total"] == 0


def test_the_cart_speaks_the_shoppers_language(shop, mug):
    shop.post("/cart/lines", data={"product": "blue-mug", "o0": "Large", "quantity": "1"})
    text = shop.get("/cart?lang=de").text
    assert "Blaue Tasse" in text
    assert "Groß" in text


def test_a_changed_translation_is_seen_at_once(shop, tenant, mug):
    shop.get("/p/blue-mug?lang=de")
    translate(tenant, mug, {"de": {"title": "Tasse in Blau"}})
    assert "Tasse in Blau" in shop.get("/p/blue-mug?lang=de").text
    assert "Blaue Tasse" not in shop.get("/search?q=tasse&lang=de").text


def test_categories_speak_the_readers_language(shop, make, tenant):
    cups = make.category(name="Cups", slug="cups")
    make.product(title="Blue mug", category=cups)
    with unit(tenant):
        arrange_categories.change_category(cups.id, translations={"de": {"name": "Tassen"}})
    assert "Tassen" in shop.get("/c/cups?lang=de").text
    assert "Tassen" in shop.get("/?lang=de").text
    assert "Tassen" not in shop.get("/c/cups?lang=en").text


def jar(api):
    body = {
        "title": "Honey", "slug": "honey", "status": "active", "brand": "Bee",
        "variants": [{"sku": "HONEY", "price": {"amount": 750, "currency": "EUR"}, "content": 250, "content_unit": "g",
                      "barcode": "4006381333931", "quantity": 5}],
        "safety": {"maker": "Bee Ltd", "maker_email": "hello@bee.test", "warnings": "Not for babies."},
        "translations": {"de": {"title": "Honig", "warnings": "Nicht für Säuglinge."}},
    }  # fmt: skip
    return api.post("/api/v1/products", json=body)


def test_a_unit_price_stands_wherever_the_price_does(api, shop):
    made = jar(api).json
    assert made["unit_price"] == {"price": {"amount": 3000, "currency": "EUR"}, "unit": "kg"}
    assert made["variants"][0]["unit_price"]["price"]["amount"] == 3000
    for path in ("/search?q=honey", "/p/honey", "/"):
        assert "€30.00 per kg" in shop.get(path).text, path
    shop.post("/cart/lines", data={"sku": "HONEY", "product": "honey", "quantity": "1"})
    assert "€30.00 per kg" in shop.get("/cart").text
    facts = json.loads(
        re.search(
            r'<script type="application/ld\+json">(.*?)</script>', shop.get("/p/honey").text, re.DOTALL
        )[1]
    )
    assert facts["gtin"] == "4006381333931"
    assert facts["offers"][0]["priceSpecification"] == {
        "@type": "UnitPriceSpecification", "priceCurrency": "EUR", "price": "30.00",
        "referenceQuantity": {"@type": "QuantitativeValue", "value": 1, "unitCode": "KGM"},
    }  # fmt: skip
    listed = api.get("/api/v1/products?q=honey").json["items"][0]
    assert listed["unit_price"]["price"]["amount"] == 3000


def test_a_wrong_check_digit_is_refused_at_its_field(api):
    body = {
        "title": "Tea",
        "variants": [{"price": {"amount": 1, "currency": "EUR"}, "barcode": "4006381333930"}],
    }
    refused = api.post("/api/v1/products", json=body)
    assert refused.status_code == 422
    assert refused.json["errors"][0]["field"] == "variants.0.barcode"
    assert "1" in refused.json["errors"][0]["message"]


def test_the_page_says_who_makes_it_and_what_to_heed(api, shop, tenant):
    jar(api)
    with unit(tenant):
        catalog.safety.save_brand(
            "Bee", {"maker": "Brand word", "eu_name": "Bee EU", "eu_address": "Street 1\n10115 Berlin"}
        )
    text = shop.get("/p/honey").text
    assert "Bee Ltd" in text  # its own word goes before its brand's
    assert "Brand word" not in text
    assert "Bee EU" in text
    assert "10115 Berlin" in text
    assert "Not for babies." in text
    assert "Nicht für Säuglinge." in shop.get("/p/honey?lang=de").text
