"""Pages, cookies, languages, and what machines ask for."""

import pytest

from app.domains.customers.models import Consent


def test_pages_speak_the_readers_language_and_hide_what_is_not_published(shop, make):
    make.page(slug="care", locale="en", title="Care", kind="page")
    make.page(slug="care", locale="de", title="Pflege", kind="page")
    make.page(slug="hidden", locale="en", title="Hidden", published=False)
    assert "Care" in shop.get("/pages/care").text
    shop.get("/language/de?next=/pages/care")
    german = shop.get("/pages/care").text
    assert "Pflege" in german
    assert '<html lang="de"' in german
    assert shop.get("/pages/hidden").status_code == 404
    assert shop.get("/language/xx").status_code == 404
    assert shop.get("/language/de?next=//evil.example").location == "/"


@pytest.mark.req("SEC-05")
def test_consent_is_asked_recorded_and_taken_back(shop, make, count):
    def cookies():
        return {cookie.key for cookie in shop._cookies.values()}

    make.product(slug="mug", title="Blue mug")
    make.product(slug="cup", title="Red cup")
    assert "May we remember" in shop.get("/consent", headers={"HX-Request": "true"}).text
    shop.get("/recent?p=mug")
    assert cookies() == set(), "nothing optional before the answer"

    shop.post("/consent", data={"answer": "all"}, headers={"HX-Request": "true"})
    assert shop.get("/consent", headers={"HX-Request": "true"}).text == ""
    shop.get("/recent?p=mug")
    assert "Blue mug" in shop.get("/recent?p=cup").text
    assert "galleria_seen" in cookies()

    shop.post("/consent", data={"answer": "none"})
    assert "galleria_seen" not in cookies()
    assert shop.get("/recent?p=cup").text.strip() == ""
    assert count(Consent) == 2
    assert count(Consent, Consent.choices["comfort"].as_boolean(), Consent.version != "") == 1


def test_machines_are_told_where_to_read(shop, make):
    make.product(slug="mug")
    robots = shop.get("/robots.txt")
    assert robots.mimetype == "text/plain"
    assert "Disallow: /checkout" in robots.text
    assert "/sitemap.xml" in robots.text
    sitemap = shop.get("/sitemap.xml")
    assert sitemap.mimetype == "application/xml"
    assert sitemap.text.count("/p/mug<") == 1


def test_the_merchants_colour_is_a_stylesheet_with_an_ink_that_reads(shop, tenant, unit):
    from dataclasses import replace

    from app.domains.channels import service as channels
    from app.domains.channels.types import Brand

    assert "brand.css" not in shop.get("/").text
    for color, ink in (("#ffe14d", "#1f1b17"), ("#0b3d2e", "#fdfcfa")):
        with unit(tenant):
            channels.save(replace(channels.setting(Brand), color=color))
        css = shop.get("/brand.css").text
        assert f"--merchant: {color}" in css
        assert f"--on-merchant: {ink}" in css
