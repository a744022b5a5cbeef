"""Home, shelves, search and products, as a shopper without a name sees them."""

import json
import re

import pytest

from app.flows import learn_words


def test_a_new_shop_has_a_home_page_that_says_it_opens_soon(shop):
    page = shop.get("/")
    assert page.status_code == 200
    assert "opens soon" in page.text


def test_a_product_is_found_everywhere_and_a_draft_nowhere(shop, make):
    mugs = make.category(name="Mugs", slug="mugs")
    make.product(title="Blue mug", slug="blue-mug", price=1250, category=mugs)
    make.product(title="Secret mug", slug="secret-mug", status="draft", category=mugs)
    for path in ("/", "/c/mugs", "/search?q=mug", "/sitemap.xml"):
        text = shop.get(path).text
        assert "blue-mug" in text, path
        assert "ecret" not in text, path
    assert shop.get("/p/secret-mug").status_code == 404
    assert shop.get("/c/nothing").status_code == 404


def test_a_product_page_tells_price_promise_stock_and_machines(shop, make):
    store = make.location(code="mitte", name="Corner store")
    make.product(sku="MUG", title="Blue mug", slug="blue-mug", price=1250, stock=9, location=store)
    text = shop.get("/p/blue-mug").text
    assert "€12.50" in text
    assert "incl. VAT, plus delivery" in text
    assert "At your door" in text
    assert "Pick up free: Corner store" in text
    facts = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)[1])
    assert facts["offers"][0] | {"url": ""} == {
        "@type": "Offer", "sku": "MUG", "url": "", "priceCurrency": "EUR", "price": "12.50",
        "availability": "https://schema.org/InStock", "itemCondition": "https://schema.org/NewCondition",
    }  # fmt: skip
    assert re.search(r'<link rel="canonical" href="http://alpha\.localhost[^"]*/p/blue-mug">', text)


def test_prices_without_tax_say_so(other_shop, make, other_tenant):
    make.of(other_tenant).product(slug="plain", price=900)
    text = other_shop.get("/p/plain").text
    assert "plus tax and delivery" in text
    assert "$9.00" in text


def test_what_cannot_be_bought_is_shown_and_explained(shop, make):
    shirt = make.bare_product(slug="shirt", option_names=["Size", "Colour"])
    make.variant_of(shirt, option_values=["S", "Red"], price=1000, stock=3)
    make.variant_of(shirt, option_values=["M", "Red"], price=1100, stock=0)
    make.variant_of(shirt, option_values=["S", "Blue"], price=1200, stock=1)
    first = shop.get("/p/shirt").text
    assert "€10.00" in first
    assert "sold out" in first
    assert "€12.00" in shop.get("/p/shirt?o0=S&o1=Blue").text
    out = shop.get("/p/shirt?o0=M&o1=Red").text
    assert "Sold out. Choose another" in out
    assert "Put in cart" not in out
    assert "M / Blue is not made" in shop.get("/p/shirt?o0=M&o1=Blue").text


def test_filters_sort_and_help_where_nothing_is(shop, make):
    make.product(title="Red pen", brand="Ink", price=300)
    make.product(title="Gold pen", brand="Aurum", price=90_000)
    cheap_first = shop.get("/search?q=pen&sort=price").text
    assert cheap_first.index("Red pen") < cheap_first.index("Gold pen")
    only = shop.get("/search?q=pen&brand=Aurum").text
    assert "Gold pen" in only
    assert "Red pen" not in only
    none = shop.get("/search?q=zebra").text
    assert "Nothing was found" in none
    assert "Red pen" in none, "new products are offered instead"
    assert "Nothing fits all" in shop.get("/search?q=pen&brand=Nobody").text


@pytest.mark.req("WEB-07")
def test_misspelt_words_find_and_say_so(shop, make, run_jobs, unit, tenant):
    make.product(title="Blue pencil")
    with unit(tenant):
        learn_words.learn_all()
    text = shop.get("/search?q=pencli").text
    assert "Blue pencil" in text
    assert "results for “pencil”" in text
    assert "Nothing has all of these words" in shop.get("/search?q=pencil+zebra").text


def test_pages_go_on_without_repeating(shop, make):
    shelf = make.category(slug="all")
    for n in range(27):
        make.product(title=f"Thing {n:02d}", slug=f"thing-{n:02d}", category=shelf)
    first = shop.get("/c/all").text
    further = re.search(r'href="(/c/all\?cursor=[^"]+)"', first)[1].replace("&amp;", "&")
    second = shop.get(further).text
    seen = re.findall(r"/p/(thing-\d\d)", first), re.findall(r"/p/(thing-\d\d)", second)
    assert len(set(seen[0])) == 24
    assert len(set(seen[1])) == 3
    assert not set(seen[0]) & set(seen[1])


@pytest.mark.req("SEC-15")
def test_what_is_typed_is_shown_as_words(shop, make):
    text = shop.get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E&brand=%22onload=1").text
    assert "<script>alert" not in text
    make.product(title="<img src=x onerror=alert(1)>", slug="evil")
    for path in ("/p/evil", "/"):
        assert "<img src=x" not in shop.get(path).text


def test_a_bad_cursor_or_filter_is_answered_calmly(shop, make):
    make.product()
    assert shop.get("/search?cursor=zzz").status_code == 400
    assert shop.get("/search?price=abc-%C2%B2&sort=drop").status_code == 200


def test_where_nothing_is_the_shop_stands_around_it_with_a_search_and_departments(shop, make):
    make.product(title="Blue mug", category=make.category(name="Cups", slug="cups"))
    for path in ("/p/blue-mugg", "/no/such-page", "/c/nowhere"):
        lost = shop.get(path)
        assert lost.status_code == 404
        for part in (
            'class="shop-head"',
            'class="shop-foot"',
            'action="/search"',
            'href="/c/cups"',
            "Blue mug",
        ):
            assert part in lost.text, (path, part)
        assert 'content="noindex' in lost.text
    assert 'value="blue mugg"' in shop.get("/p/blue-mugg").text
    assert shop.get("/api/v1/nothing").is_json
    assert 'class="shop-head"' not in shop.get("/admin/nothing").text
