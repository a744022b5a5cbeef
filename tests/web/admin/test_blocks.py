"""Pages made of blocks: drafted, published, planned, taken back; what they name is shown as it is now."""

import io
import re
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import delete

from app.core import clock
from app.core.db import db
from app.domains.catalog.models import Product
from app.domains.content import drafts
from app.domains.content.drafts import Place
from app.flows.refresh_listings import refresh_listings
from app.flows.refresh_pages import refresh_pages
from app.web import pagecache

GUARD = {"csrf_token": "test-csrf"}


@pytest.fixture
def blocks(admin):
    class Blocks:
        def __init__(self, name="home", language=""):
            self.base, self.query = f"/admin/content/{name}", f"?language={language}" if language else ""

        def post(self, path, **data):
            return admin.post(f"{self.base}/{path}{self.query}", data={**GUARD, **data})

        def add(self, kind, **data):
            block = re.search(r"open=([0-9a-f-]{36})", self.post("blocks", kind=kind).location)[1]
            if data:
                answer = self.post(f"blocks/{block}", **data)
                assert answer.status_code == 303, answer.text
            return block

        def publish(self, **data):
            return self.post("publish", **data)

        def page(self):
            return admin.get(self.base + self.query).text

    return Blocks


def home(shop, path="/"):
    pagecache._epochs.forget()
    return shop.get(path).text


@pytest.mark.req("WEB-02")
def test_a_home_of_blocks_is_drafted_published_and_taken_back(blocks, shop, make, admin):
    make.product(slug="mug", title="Blue mug")
    page = blocks()
    assert "Nothing is arranged yet" in page.page()
    page.add("hero", title="Slow mornings", text="Cups for them", label="See cups", link="/search")
    page.add("products", title="Our favourites", products="mug", row="carousel")
    page.add("text", title="About", body="<p>Words</p><script>alert(1)</script>")
    assert "Slow mornings" not in home(shop), "a draft is not public"
    assert page.publish().status_code == 303
    first = home(shop)
    assert re.search(r"<h1[^>]*>Slow mornings", first)
    assert "Blue mug" in first
    assert "alert(1)" not in first
    one = page.add("text", title="Second thoughts", body="More")
    assert page.post(f"blocks/{one}/move", to="up").status_code == 303
    page.publish()
    second = home(shop)
    assert second.index("Second thoughts") < second.index("About")
    versions = re.findall(r"versions/([0-9a-f-]{36})/restore", page.page())
    assert page.post(f"versions/{versions[0]}/restore").status_code == 303
    assert "Second thoughts" not in home(shop)


@pytest.mark.req("WEB-02")
def test_a_product_that_is_gone_drops_out_and_the_page_stays(blocks, shop, make, unit, tenant):
    mug, cup = make.product(slug="mug", title="Blue mug"), make.product(slug="cup", title="Red cup")
    page = blocks()
    page.add("products", title="Chosen", products="mug\ncup")
    page.add("product", products="mug")
    page.add("collection", title="Gone shelf", category="no-such-shelf")
    page.publish()
    assert home(shop).count("Blue mug") >= 2
    with unit(tenant):
        db.session.get(Product, mug.id).status = "archived"
        db.session.flush()
        refresh_listings([mug.id])
    shown = home(shop)
    assert "Blue mug" not in shown
    assert "Red cup" in shown
    with unit(tenant):
        db.session.execute(delete(Product).where(Product.id == cup.id))
        refresh_pages()
    pagecache._epochs.forget()
    answer = shop.get("/")
    assert answer.status_code == 200
    assert "Red cup" not in answer.text
    assert page.page().count("block-form") == 3, "the office still opens it"


@pytest.mark.req("WEB-04")
def test_an_embedded_product_is_bought_at_its_price_of_now_and_says_when_it_is_sold_out(
    blocks, shop, make, unit, tenant
):
    make.page(slug="story", locale="en", title="Story", kind="page")
    make.product(slug="mug", title="Blue mug", price=1250, stock=3)
    make.product(slug="bowl", title="Last bowl", stock=0)
    page = blocks("page.story")
    page.add("product", products="mug", text="Our first")
    page.add("product", products="bowl")
    page.publish()
    shown = home(shop, "/pages/story")
    assert "12.50" in shown
    assert "Sold out at the moment" in shown
    form = re.search(r'<input type="hidden" name="product" value="(\w+)">', shown)
    assert shop.post("/cart/lines", data={"product": form[1], "quantity": "1"}).status_code == 303
    assert "Blue mug" in shop.get("/cart").text


def test_a_planned_home_begins_by_itself(blocks, shop, make, frozen_clock):
    page = blocks()
    page.add("hero", title="Winter opens")
    at = (clock.now() + timedelta(hours=40)).strftime("%Y-%m-%dT%H:%M")
    assert page.publish(at="2020-01-01T00:00").status_code == 422
    assert page.publish(at=at).status_code == 303
    assert "Winter opens" not in home(shop)
    frozen_clock(clock.now() + timedelta(hours=44))
    pagecache.forget()
    assert "Winter opens" in home(shop)


def test_a_kept_page_ends_when_the_next_plan_begins(blocks, shop, frozen_clock):
    page, soon = blocks(), clock.now() + timedelta(days=2)
    page.add("hero", title="Soon")
    page.publish(at=soon.strftime("%Y-%m-%dT%H:%M"))
    assert "Soon" not in home(shop)
    frozen_clock(soon + timedelta(hours=3))
    assert "Soon" in home(shop)


@pytest.mark.req("WEB-02")
def test_a_publish_is_seen_within_a_second_without_any_worker(blocks, shop):
    import time

    shop.get("/")
    page = blocks()
    page.add("hero", title="Now")
    page.publish()
    time.sleep(1)
    assert "Now</h1>" in shop.get("/").text


def test_blocks_speak_the_readers_language(admin, blocks, shop):
    admin.post("/admin/settings/languages", data={**GUARD, "default": "en", "offered": ["en", "de"]})
    english, german = blocks(), blocks("home", "de")
    english.add("hero", title="Welcome")
    english.publish()
    shop.get("/language/de?next=/")
    assert "Welcome" in home(shop), "untold in German, the shop's own language shows"
    german.add("hero", title="Willkommen")
    german.publish()
    assert "Willkommen</h1>" in home(shop)
    shop.get("/language/en?next=/")
    assert "Welcome</h1>" in home(shop)


def test_menus_take_the_place_of_departments_and_of_the_pages(blocks, shop, make):
    make.page(slug="care", locale="en", title="Care", kind="page")
    head, foot = blocks("header"), blocks("footer")
    head.add("link", label="Only chairs", link="/search?q=chair")
    head.publish()
    foot.add("link", label="Our story", link="/pages/care")
    foot.publish()
    shown = home(shop)
    assert "Only chairs" in shown
    assert "Our story" in shown


def test_what_is_not_filled_in_well_is_told_at_its_field(blocks, make):
    page = blocks()
    block = page.add("products")
    answer = page.post(f"blocks/{block}", title="X", products="no-such-thing", row="grid")
    assert answer.status_code == 422
    assert "No product is called no-such-thing" in answer.text
    assert page.publish().status_code == 422, "an empty block is not published"
    hero = page.add("hero")
    for link in ("javascript:alert(1)", "//evil.example", "data:text/html,x"):
        answer = page.post(f"blocks/{hero}", title="Hello", label="Go", link=link)
        assert answer.status_code == 422
    picture = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(picture, "PNG")
    picture.seek(0)
    assert page.post(f"blocks/{hero}", title="Hello", picture=(picture, "a.png")).status_code == 422, (
        "no alt text"
    )
    assert page.post("blocks", kind="nonsense").status_code == 422
    assert page.post("blocks/nope", title="x").status_code == 404


def test_order_by_dragging_keeps_every_block(blocks, unit, tenant):
    page = blocks()
    ids = [page.add("text", title=str(n), body="x") for n in range(3)]
    assert page.post("order", block=[ids[2], ids[0]]).status_code == 303
    with unit(tenant):
        kept = [block["id"] for block in drafts.working(Place("blocks", "home", "en"))["blocks"]]
    assert kept == [ids[2], ids[0], ids[1]]


def test_pages_there_are_not_and_strangers_are_refused(admin, shop):
    assert admin.get("/admin/content/page.none").status_code == 404
    assert admin.get("/admin/content/odd").status_code == 404
    assert shop.get("/admin/content/home").status_code in (302, 303, 401)
