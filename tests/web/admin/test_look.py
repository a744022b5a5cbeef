"""The look: drafted beside a preview, published at once or later, taken back; shoppers never see a draft."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from app.core import clock
from app.domains.channels import service as channels
from app.domains.channels.types import Brand
from app.domains.content import drafts
from app.domains.content.models import ContentVersion
from app.flows.shop_look import LOOK
from app.web import pagecache

GUARD = {"csrf_token": "test-csrf"}
HOME = "/admin/look/"


def send(admin, path="", **data):
    return admin.post(HOME + path, data={**GUARD, **data})


def looks(shop):
    pagecache._epochs.forget()
    page = shop.get("/").text
    css = page.split('href="/brand.css', 1)[1].split('"', 1)[0] if "/brand.css" in page else None
    return page, shop.get("/brand.css" + css.replace("&amp;", "&")).text if css else ""


@pytest.mark.req("WEB-23")
def test_a_look_is_drafted_previewed_published_and_taken_back(admin, shop, tenant, unit):
    assert send(admin, theme="field", accent="#0B6E5B").status_code == 303
    page, css = looks(shop)
    assert 'data-shop="atelier"' in page
    assert "#0b6e5b" not in css, "a draft is not public"

    token = admin.get(HOME).text.split("galleria_preview=", 1)[1].split('"', 1)[0]
    preview = shop.get(f"/?galleria_preview={token}")
    assert 'data-shop="field"' in preview.text
    assert preview.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'self'" in preview.headers["Content-Security-Policy"]
    assert 'data-shop="atelier"' in shop.get("/").text, "the preview is kept for nobody"

    assert send(admin, "publish").status_code == 303
    page, css = looks(shop)
    assert 'data-shop="field"' in page
    assert "--merchant: #0b6e5b" in css
    with unit(tenant):
        assert channels.setting(Brand).color == "#0b6e5b", "mails and papers follow"

    send(admin, theme="depot", accent="#552200")
    send(admin, "publish")
    assert 'data-shop="depot"' in looks(shop)[0]
    with unit(tenant):
        first = drafts.history(LOOK)[-1].id
    assert send(admin, f"versions/{first}/restore").status_code == 303
    assert 'data-shop="field"' in looks(shop)[0]


def test_a_preview_cookie_shows_drafts_in_that_browser_until_it_ends(admin, shop):
    send(admin, theme="field")
    token = admin.get(HOME).text.split("galleria_preview=", 1)[1].split('"', 1)[0]
    assert shop.get(f"/preview/{token}?next=/").status_code == 303
    assert "You see drafts" in shop.get("/").text
    shop.get("/preview/end")
    assert "You see drafts" not in shop.get("/").text
    assert shop.get("/preview/99999999999.forged").status_code == 404
    assert 'data-shop="atelier"' in shop.get("/?galleria_preview=99999999999.forged").text


def test_a_token_of_one_shop_opens_no_other(admin, other_shop):
    token = admin.get(HOME).text.split("galleria_preview=", 1)[1].split('"', 1)[0]
    assert other_shop.get(f"/preview/{token}").status_code == 404


def test_unreadable_colours_are_refused_with_one_that_reads(admin, count):
    answer = admin.post(
        HOME, data={**GUARD, "theme": "atelier", "ink": "#cccccc"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422
    assert "it needs" in answer.text
    assert count(ContentVersion) == 0


def test_a_planned_look_shows_when_its_time_comes(admin, shop, frozen_clock):
    send(admin, theme="field")
    begins = (clock.now() + timedelta(hours=30)).strftime("%Y-%m-%dT%H:%M")
    assert send(admin, "publish", at="2020-01-01T10:00").status_code == 422
    assert send(admin, "publish", at="soon").status_code == 422
    assert send(admin, "publish", at=begins).status_code == 303
    assert 'data-shop="atelier"' in looks(shop)[0]
    frozen_clock(clock.now() + timedelta(hours=34))
    pagecache.forget()
    assert 'data-shop="field"' in looks(shop)[0]


def test_a_plan_is_taken_back(admin, tenant, unit):
    send(admin, theme="field")
    send(admin, "publish", at=(clock.now() + timedelta(hours=30)).strftime("%Y-%m-%dT%H:%M"))
    with unit(tenant):
        planned = drafts.history(LOOK)[0].id
    assert send(admin, f"versions/{planned}/unschedule").status_code == 303
    with unit(tenant):
        assert drafts.draft(LOOK) is not None
        assert drafts.history(LOOK) == []


@pytest.mark.req("SEC-15")
def test_the_logo_is_typed_by_content_and_part_of_the_look(admin, shop, tenant, unit):
    drawn = io.BytesIO()
    Image.new("RGBA", (300, 80), (200, 10, 10, 100)).save(drawn, "PNG")
    drawn.seek(0)
    assert send(admin, theme="atelier", picture=(drawn, "logo.png")).status_code == 303
    assert "/files/brand/logo-" not in looks(shop)[0]
    send(admin, "publish")
    assert "/files/brand/logo-" in looks(shop)[0]
    script = (io.BytesIO(b"<svg onload=alert(1)>"), "logo.svg")
    assert send(admin, theme="atelier", picture=script).status_code == 422
    send(admin, "logo/drop")
    send(admin, "publish")
    assert "/files/brand/logo-" not in looks(shop)[0]
    with unit(tenant):
        assert channels.setting(Brand).logo is None


def test_a_discarded_draft_is_gone(admin, count):
    send(admin, theme="field")
    assert send(admin, "discard").status_code == 303
    assert count(ContentVersion) == 0
    assert send(admin, "publish").status_code == 404
