"""A reader's language: regions count as their language, wherever it is offered."""

import pytest

from app.domains.channels import service as channels
from app.domains.channels.types import Languages
from app.web import pagecache
from app.web.languages import asked_locale
from tests.support.clients import visit

GERMAN = "de-DE,de;q=0.9,en;q=0.5"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (GERMAN, "de"),
        ("de-AT,en;q=0.9", "de"),
        ("fr-FR,de-CH;q=0.8,en;q=0.5", "de"),
        ("en-GB,de;q=0.9", "en"),
        ("de;q=0,en;q=0.1", "en"),
        ("fr,*;q=0.1", None),
        ("", None),
        ("nonsense;;q=x", None),
    ],
)
def test_regions_count_as_their_language(header, language):
    assert asked_locale(header) == language


@pytest.mark.parametrize("path", ["/admin/sign-in", "/pos/"])
@pytest.mark.parametrize("header", [GERMAN, "de-CH,en;q=0.5"])
def test_staff_read_what_their_browser_asks_for(app, tenant, path, header):
    assert 'lang="de"' in visit(app, tenant, accept_language=header).get(path).text
    assert 'lang="en"' in visit(app, tenant, accept_language="fr-FR").get(path).text


def test_a_shop_answers_in_a_language_it_offers_and_keeps_pages_apart(app, tenant, unit):
    german, english = visit(app, tenant, accept_language=GERMAN), visit(app, tenant)
    assert 'lang="en"' in german.get("/").text, "German is not offered yet"
    with unit(tenant):
        channels.save(Languages(default="en", offered=("en", "de")))
        from app.flows.refresh_pages import refresh_pages

        refresh_pages()
    pagecache._epochs.forget()
    first = german.get("/")
    assert 'lang="de"' in first.text
    assert "Accept-Language" in first.headers["Vary"]
    assert 'lang="en"' in english.get("/").text
    assert 'lang="de"' in german.get("/").text
    english.get("/language/de")
    assert 'lang="de"' in english.get("/").text


def test_a_person_signed_in_reads_the_language_of_their_profile(app, tenant, make):
    from tests.support.clients import sign_in

    browser = sign_in(app, tenant, make.staff(locale="de"))
    assert 'lang="de"' in browser.get("/admin/profile/").text
