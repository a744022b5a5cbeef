"""What machines read: facts of schema.org, addresses in every language, the sitemap, and where old addresses lead."""

import io
import json
import re
from xml.etree import ElementTree as ET

import pytest

from app.domains.channels.models import Setting
from app.queries import shop_pages

FACTS = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def facts(text):
    """schema.org facts of a page by type."""
    found = [json.loads(each) for each in FACTS.findall(text)]
    assert all(each["@context"] == "https://schema.org" for each in found)
    return {each["@type"]: each for each in found}


def check_product(found, origin):
    """What search engines demand of a Product with offers."""
    assert found["name"]
    assert found["description"]
    assert found["url"].startswith(origin)
    for offer in found["offers"]:
        assert offer["@type"] == "Offer"
        assert re.fullmatch(r"\d+(\.\d{2})?", offer["price"])
        assert re.fullmatch("[A-Z]{3}", offer["priceCurrency"])
        assert offer["availability"] in {
            f"https://schema.org/{state}" for state in ("InStock", "OutOfStock", "BackOrder")
        }
        assert offer["url"].startswith(found["url"])
    for image in found.get("image", []):
        assert image.startswith(origin)


@pytest.fixture
def bilingual(make, unit, tenant):
    from app.core.db import db

    with unit(tenant):
        db.session.merge(Setting(key="languages", value={"default": "en", "offered": ["en", "de"]}))


@pytest.mark.req("WEB-22")
def test_a_product_is_told_in_the_words_of_schema_org(shop, make, tenant):
    top = make.category(name="Kitchen", slug="kitchen")
    mugs = make.category(name="Mugs", slug="mugs", parent_id=top.id)
    product = make.product(slug="mug", title='Mug "</script>"', brand="Clay", category=mugs, stock=0)
    make.variant_of(product, sku="M-2", option_values=["Large"], price=1999, backorder=True)
    make.media(product=product, file_key=f"{tenant.id}/media/one", width=2000, height=1500)
    text = shop.get("/p/mug").text
    found = facts(text)
    origin = re.search(r'<link rel="canonical" href="(http://[^/"]+)/p/mug">', text)[1]
    check_product(found["Product"], origin)
    assert found["Product"]["name"] == 'Mug "</script>"'
    assert found["Product"]["brand"]["name"] == "Clay"
    states = {
        offer["price"]: offer["availability"].rpartition("/")[2] for offer in found["Product"]["offers"]
    }
    assert states == {"10.00": "OutOfStock", "19.99": "BackOrder"}
    steps = found["BreadcrumbList"]["itemListElement"]
    assert [(step["position"], step["name"]) for step in steps] == [
        (1, "Kitchen"),
        (2, "Mugs"),
        (3, 'Mug "</script>"'),
    ]
    assert [step["item"] for step in steps[1:]] == [f"{origin}/c/mugs", f"{origin}/p/mug"]
    assert f'<meta property="og:image" content="{origin}/files/media/one-1280.jpg">' in text
    assert '<meta property="og:type" content="product">' in text
    assert "aggregateRating" not in found["Product"], "nobody has reviewed it"


def test_the_home_page_names_the_shop_and_its_search(shop, make):
    make.product()
    found = facts(shop.get("/").text)
    assert found["Organization"]["url"] == found["WebSite"]["url"]
    assert "{search_term_string}" in found["WebSite"]["potentialAction"]["target"]["urlTemplate"]


@pytest.mark.req("WEB-22")
def test_every_language_has_an_address_of_its_own(shop, app, tenant, make, bilingual):
    from tests.support.clients import visit

    make.product(slug="mug")
    text = shop.get("/p/mug").text
    links = dict(re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)">', text))
    assert set(links) == {"x-default", "en", "de"}
    assert links["de"].endswith("/p/mug?lang=de")
    german = shop.get("/p/mug?lang=de").text
    assert '<html lang="de"' in german
    assert '<link rel="canonical" href="' + links["de"] + '">' in german
    assert '<html lang="en"' in shop.get("/p/mug?lang=en").text
    assert "lang%3D" not in german.split("<main")[0], "the switch leaves the old language behind"
    searcher = visit(app, tenant)
    searcher.get("/cart/badge", headers={"HX-Request": "true", "HX-Current-URL": links["de"]})
    assert '<html lang="de"' in searcher.get("/").text
    assert shop.get("/p/mug?lang=xx").status_code == 200


@pytest.mark.req("WEB-22")
def test_every_address_of_the_sitemap_answers(shop, make, bilingual, monkeypatch):
    shelf = make.category(slug="mugs")
    for n in range(5):
        make.product(slug=f"mug-{n}", category=shelf)
    make.product(slug="draft", status="draft")
    monkeypatch.setattr(shop_pages, "PART_SIZE", 2)
    index = ET.fromstring(shop.get("/sitemap.xml").data)
    assert index.tag == f"{SITEMAP}sitemapindex"
    parts = [each.text for each in index.iter(f"{SITEMAP}loc")]
    assert len(parts) == 3
    seen = [
        each.text
        for part in parts
        for each in ET.fromstring(shop.get(re.sub("^http://[^/]+", "", part)).data).iter(f"{SITEMAP}loc")
    ]
    paths = [re.sub("^http://[^/]+", "", address) for address in seen]
    assert len(paths) == len(set(paths))
    assert {"/", "/c/mugs", "/p/mug-0", "/p/mug-4"} <= set(paths)
    assert "/p/draft" not in paths
    assert {shop.get(path).status_code for path in paths} == {200}
    assert shop.get("/sitemap-9.xml").status_code == 404
    assert b'hreflang="de"' in shop.get("/sitemap-1.xml").data
    assert "/sitemap.xml" in shop.get("/robots.txt").text


def add(admin, path, target):
    form = {"path": path, "target": target, "csrf_token": "test-csrf"}
    return admin.post("/admin/redirects/", data=form)


@pytest.mark.req("WEB-22")
def test_an_old_address_leads_on_and_never_hides_a_page(shop, admin, make):
    make.product(slug="mug", title="Blue mug")
    make.product(slug="retired", status="archived")
    assert shop.get("/p/retired").status_code == 404
    for path, target in (
        ("/p/retired", "/c-old"),
        ("/c-old", "/p/mug"),
        ("/p/mug", "/"),
        ("/gone/", ""),
        ("/x.php?id=5", "https://example.com/five"),
    ):
        assert add(admin, path, target).status_code == 303, path
    moved = shop.get("/p/retired?from=mail")
    assert (moved.status_code, moved.location) == (301, "/c-old?from=mail")
    assert shop.get("/c-old").location == "/p/mug"
    assert shop.get("/p/mug").status_code == 200
    gone = shop.get("/gone")
    assert gone.status_code == 410
    assert "gone for good" in gone.text
    assert shop.get("/x.php?id=5").location == "https://example.com/five"
    assert shop.get("/x.php?id=6").status_code == 404
    assert shop.get("/nothing").status_code == 404
    assert shop.post("/p/retired").status_code in (404, 405)
    listed = admin.get("/admin/redirects/?q=retired").text
    assert "/c-old" in listed
    assert "x.php" not in listed


def test_what_leads_in_a_circle_or_nowhere_is_refused_at_its_field(admin, shop):
    add(admin, "/a", "/b")
    add(admin, "/b", "/c")
    for path, target, words in (
        ("/c", "/a", "in a circle"),
        ("/d", "/d", "in a circle"),
        ("no-slash", "/a", "with a slash"),
        ("/e", "javascript:alert(1)", "https address"),
        ("/e", "//evil.example", "https address"),
    ):
        refused = add(admin, path, target)
        assert refused.status_code == 422, path
        assert words in refused.text
    assert shop.get("/c").status_code == 404
    assert shop.get("/a").location == "/b"


def test_a_file_of_redirects_keeps_the_good_lines_and_names_the_others(admin, shop):
    sent = "old;new\n/one;/p/1\n/two;/one\nbad;/p/3\n/p/1;/two\n;\n/three;\n".encode("utf-8-sig")
    form = {"file": (io.BytesIO(sent), "old.csv"), "csrf_token": "test-csrf"}
    answer = admin.post("/admin/redirects/file", data=form)
    assert "Line 4, bad" in answer.text
    assert "Line 5, /p/1" in answer.text
    assert shop.get("/two").location == "/one"
    assert shop.get("/three").status_code == 410
    picture = {"file": (io.BytesIO(b"\x89PNG\xff"), "a.csv"), "csrf_token": "test-csrf"}
    assert admin.post("/admin/redirects/file", data=picture).status_code == 422


def test_redirects_can_be_removed_and_are_nobody_elses(admin, other_admin, shop, other_shop, count):
    from app.domains.content.models import Redirect

    add(admin, "/old", "/new")
    assert other_shop.get("/old").status_code == 404
    found = re.search(r'name="ids" value="([0-9a-f-]{36})"', admin.get("/admin/redirects/").text)[1]
    form = {"ids": found, "csrf_token": "test-csrf"}
    other_admin.post("/admin/redirects/removal", data=form)
    assert count(Redirect) == 1
    admin.post("/admin/redirects/removal", data=form)
    assert count(Redirect) == 0
    assert shop.get("/old").status_code == 404
