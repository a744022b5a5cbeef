"""Cached pages: the same bytes for everyone, new at once when something on them changes, and never another shop's."""

import gzip
import re

import pytest
from sqlalchemy import event

from app.core.engines import engine_of
from app.domains.channels.models import Setting
from app.flows.refresh_listings import refresh_listings
from app.flows.refresh_pages import refresh_pages
from app.web import pagecache


@pytest.fixture
def statements(app):
    """The SQL statements sent since, but for the epochs and the registry."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        if "cache_epoch" not in statement and "shared.tenant" not in statement:
            seen.append(statement)

    engine = engine_of("default")
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_a_second_visitor_gets_the_same_bytes_without_a_statement(shop, app, tenant, make, statements):
    from tests.support.clients import visit

    make.product(slug="mug")
    first = shop.get("/p/mug")
    statements.clear()
    again = visit(app, tenant).get("/p/mug")
    assert again.data == first.data
    assert statements == []
    assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    unchanged = shop.get("/p/mug", headers={"If-None-Match": first.headers["ETag"]})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert shop.head("/p/mug").data == b""


def test_a_change_is_seen_within_the_second(shop, make, unit, tenant):
    product = make.product(slug="mug", title="Old name")
    assert "Old name" in shop.get("/p/mug").text
    with unit(tenant):
        from app.core.db import db
        from app.domains.catalog.models import Product

        db.session.get(Product, product.id).title = "New name"
        refresh_listings([product.id])
    pagecache._epochs.forget()
    assert "New name" in shop.get("/p/mug").text


def test_a_publish_is_visible_without_any_worker(shop, admin, make):
    import time

    product = make.product(slug="mug", title="Blue mug", status="draft")
    assert "Blue mug" not in shop.get("/").text
    published = {"ids": str(product.id), "action": "publish", "csrf_token": "test-csrf"}
    assert admin.post("/admin/products/bulk", data=published).status_code < 400
    time.sleep(0.3)
    assert "Blue mug" in shop.get("/").text


def test_settings_and_sales_that_empty_a_shelf_raise_the_epoch(
    shop, make, cart, order, run_jobs, unit, tenant
):
    from dataclasses import replace

    from app.domains.channels import service as channels
    from app.domains.channels.types import Brand

    cart(shop, title="Last one", slug="last", stock=1)
    run_jobs()
    pagecache.forget()
    assert "In stock" not in shop.get("/p/last").text
    assert "Few left" in shop.get("/p/last").text
    order(shop)
    run_jobs()
    pagecache._epochs.forget()
    assert "Sold out" in shop.get("/p/last").text
    with unit(tenant):
        channels.save(replace(channels.setting(Brand), name="Renamed shop"))
    run_jobs()
    pagecache._epochs.forget()
    assert "Renamed shop" in shop.get("/p/last").text


def test_a_page_rendered_during_a_change_is_not_kept_past_it(app, shop, make, unit, tenant):
    """The epoch of before the rendering is its key: what was read before the change cannot stand after it."""
    make.product(slug="mug")
    environ = {"REQUEST_METHOD": "GET", "HTTP_HOST": tenant.host, "PATH_INFO": "/p/mug", "QUERY_STRING": ""}
    before = pagecache._key_of(environ)
    with unit(tenant):
        refresh_pages()
    pagecache._epochs.forget()
    assert pagecache._key_of(environ) != before


def test_languages_shops_and_signed_in_people_do_not_mix(shop, other_shop, make, other_tenant):
    make.product(slug="mug", title="Alpha mug")
    make.of(other_tenant).product(slug="mug", title="Beta mug")
    assert "Alpha mug" in shop.get("/p/mug").text
    assert "Beta mug" in other_shop.get("/p/mug").text
    shop.get("/language/de")
    assert '<html lang="de"' in shop.get("/p/mug").text
    shop.post(
        "/account/register",
        data={"name": "Quentin", "email": "q@example.com", "password": "seven wet herons"},
    )
    assert "Quentin" not in shop.get("/").text
    assert "Set-Cookie" not in shop.get("/p/mug").headers


def test_personal_pages_and_refusals_are_never_kept(shop, make, count):
    for path in ("/cart", "/account/sign-in", "/p/nothing"):
        assert "public" not in shop.get(path).headers.get("Cache-Control", "")
    assert count(Setting) > 0


def test_what_is_kept_stays_within_its_room(shop, make, monkeypatch):
    make.product(slug="mug")
    monkeypatch.setattr(pagecache, "MOST_BYTES", 60_000)
    for n in range(30):
        shop.get(f"/search?q=mug{n}")
    assert 0 < pagecache._bytes <= 60_000
    assert pagecache._bytes == sum(kept.size for kept in pagecache._pages.values())


def test_pages_are_made_anew_each_time_while_the_epochs_cannot_be_read(shop, make, monkeypatch):
    make.product(slug="mug")
    monkeypatch.setattr(pagecache._epochs, "of", lambda _tenant: None)
    assert shop.get("/p/mug").status_code == 200
    assert not pagecache._pages


def test_public_texts_are_squeezed_where_asked_and_personal_ones_never(shop, make):
    make.product(title="Blue mug", slug="mug")
    plain = shop.get("/p/mug")
    for _again in range(2):
        small = shop.get("/p/mug", headers={"Accept-Encoding": "gzip, br"})
        assert small.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(small.data) == plain.data
        assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data) / 2
        assert "Accept-Encoding" in small.headers["Vary"]
    tag = {"If-None-Match": small.headers["ETag"], "Accept-Encoding": "gzip"}
    assert shop.get("/p/mug", headers=tag).status_code == 304
    assert "Content-Encoding" not in shop.get("/p/mug", headers={"Accept-Encoding": "gzip;q=0"}).headers
    assert "Content-Encoding" not in shop.get("/cart", headers={"Accept-Encoding": "gzip"}).headers
    file = shop.get("/static/shop.css", headers={"Accept-Encoding": "gzip"})
    assert b"shop-head" in gzip.decompress(file.data)


def test_a_theme_is_one_stylesheet_that_may_be_kept_for_good(shop, make):
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)">', shop.get("/").text)
    address = next(each for each in sheets if each.startswith("/shop.css")).replace("&amp;", "&")
    assert not [each for each in sheets if each.startswith("/static/")]
    answer = shop.get(address)
    assert "immutable" in answer.headers["Cache-Control"]
    for part in (".shop-head", "--accent", ".field", 'url("/static/vendor/fonts/'):
        assert part in answer.text
    assert "immutable" not in shop.get("/shop.css?theme=field&v=0").headers["Cache-Control"]
    assert shop.get("/shop.css?theme=../../secrets").status_code == 404
