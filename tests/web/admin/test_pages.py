"""The merchant's pages: written by language, cleaned, shown in the shop at once."""

from typing import Any

import pytest

from app.domains.content.models import ContentPage
from app.domains.content.rules import safe_html


def write(desk: Any, slug: str, **fields: str) -> Any:
    return desk.post(f"/admin/pages/{slug}", data={"title": "Imprint", "published": "1", **fields})


def test_a_new_page_is_in_the_shop_at_once(desk: Any, shop: Any) -> None:
    assert shop.get("/pages/about-us").status_code == 404
    facts = {"title": "About us", "slug": "about-us", "body": "We are\nsmall.\n\nReally.", "published": "1"}
    assert desk.post("/admin/pages/new", data=facts).status_code == 303
    shown = shop.get("/pages/about-us").text
    assert "<p>We are<br>small.</p>" in shown
    assert "About us" in desk.get("/admin/pages/").text
    assert desk.post("/admin/pages/new", data=facts).status_code == 409


def test_scripts_are_taken_out(desk: Any, shop: Any) -> None:
    write(
        desk, "imprint", body='<h2>Who</h2><script>alert(1)</script><a href="javascript:x" onclick="y">z</a>'
    )
    shown = shop.get("/pages/imprint").text
    assert "<h2>Who</h2>" in shown
    assert "alert(1)" not in shown
    assert "javascript:" not in shown
    assert "onclick" not in shown


def test_a_hidden_page_is_not_in_the_shop(desk: Any, shop: Any) -> None:
    write(desk, "terms", body="x", published="")
    assert shop.get("/pages/terms").status_code == 404
    assert "Hidden" in desk.get("/admin/pages/terms").text


def test_legal_pages_stay_and_others_go(desk: Any, count: Any) -> None:
    facts = {"title": "About us", "slug": "about-us", "body": "x", "published": "1"}
    desk.post("/admin/pages/new", data=facts)
    assert desk.post("/admin/pages/about-us/removal").status_code == 303
    assert count(ContentPage, ContentPage.slug == "about-us") == 0
    assert desk.post("/admin/pages/imprint/removal").status_code == 409
    assert desk.post("/admin/pages/nowhere/removal").status_code == 404


@pytest.mark.parametrize("slug", ["Über uns", "a b", "../admin", "-x", "x" * 61])
def test_an_address_that_cannot_be_one_is_refused_at_its_field(desk: Any, slug: str) -> None:
    answer = desk.post("/admin/pages/new", data={"title": "x", "slug": slug, "body": "x"})
    assert answer.status_code == 422


def test_plain_text_keeps_its_signs() -> None:
    assert safe_html("a < b & c\n\nd") == "<p>a &lt; b &amp; c</p>\n<p>d</p>"
