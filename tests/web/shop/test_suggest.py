"""Suggestions while a shopper types."""

import pytest

from app.flows import learn_words


@pytest.fixture
def stocked(make, unit, tenant):
    shelf = make.category(slug="vases", name="Vasen & Krüge")
    make.product(title="Crème vase", slug="creme-vase", brand="Vasalli", category=shelf, price=1999)
    make.product(title="Vanilla candle", slug="candle", sku="VAN-7")
    make.product(title="Vase in draft", slug="draft", status="draft")
    with unit(tenant):
        learn_words.learn_all()


@pytest.mark.req("WEB-07")
def test_a_beginning_suggests_words_departments_brands_and_products(shop, stocked, query_budget):
    shop.get("/search/suggest?q=zz")
    with query_budget(1):
        text = shop.get("/search/suggest?q=va").text
    assert 'href="/search?q=vase"' in text
    assert 'href="/c/vases"' in text
    assert 'href="/search?brand=Vasalli"' in text
    assert 'href="/p/creme-vase"' in text
    assert "€19.99" in text
    assert "draft" not in text


@pytest.mark.parametrize(
    ("q", "slug"),
    [("creme v", "creme-vase"), ("VAN-7", "candle"), ("van-7", "candle"), ("vase cr", "creme-vase")],
)
def test_words_in_any_order_and_codes(shop, stocked, q, slug):
    text = shop.get("/search/suggest", query_string={"q": q}).text
    assert text.count("/p/") == 1
    assert f"/p/{slug}" in text


def test_the_first_words_stay_in_a_completed_query(shop, stocked):
    assert 'href="/search?q=creme+vanilla"' in shop.get("/search/suggest?q=creme+van").text


@pytest.mark.parametrize("q", ["", "v", "((", "'; --", "%", "a\0b", "\\", "x" * 5000, "va' & !"])
def test_anything_typed_is_answered(shop, stocked, q):
    answer = shop.get("/search/suggest", query_string={"q": q})
    assert answer.status_code == 200


def test_other_shops_products_are_not_suggested(other_shop, stocked):
    assert "/p/" not in other_shop.get("/search/suggest?q=vase").text
