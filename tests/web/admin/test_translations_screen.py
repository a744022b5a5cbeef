"""Staff translate side by side, see what is missing, and say who answers for a brand's products."""

import html

import pytest

from app.domains.catalog.models import BrandSafety, PendingProduct, Product
from app.domains.channels import service as channels
from app.domains.channels.types import Languages
from tests.support.clients import page
from tests.support.units import unit

pytestmark = pytest.mark.usefixtures("desk", "other_desk")


@pytest.fixture
def both(tenant):
    with unit(tenant):
        channels.save(Languages(default="en", offered=("en", "de")))


@pytest.fixture
def mug(make):
    product = make.bare_product(title="Blue mug", description="<p>Stoneware.</p>", option_names=["Size"])
    make.variant_of(product, option_values=["Large"], price=1250, stock=3)
    return product


def where(product, locale="de"):
    return f"/admin/products/{product.id}/translate/{locale}"


def form(product, **texts):
    marks = {f"translations.de.{name.replace('__', '.')}": words for name, words in texts.items()}
    return {"version": str(product.version), "then": "live"} | marks


@pytest.mark.req("CAT-07")
def test_a_language_is_saved_beside_the_shops_own(admin, shop, mug, both):
    text = html.unescape(page(admin.get(where(mug))))
    assert "Blue mug" in text
    assert "Stoneware." in text
    assert 'name="translations.de.labels.Size=Large"' in text
    sent = form(mug, title="Blaue Tasse") | {"translations.de.labels.Size=Large": "Groß"}
    assert admin.post(where(mug), data=sent).status_code in (302, 303)
    assert "Blaue Tasse" in shop.get(f"/p/{mug.slug}?lang=de").text
    assert 'value="Blaue Tasse"' in page(admin.get(where(mug)))


@pytest.mark.req("CAT-09")
def test_a_stale_translation_is_refused_and_what_was_typed_stays(admin, mug, both):
    old = form(mug, title="Alte Tasse")
    admin.post(where(mug), data=form(mug, title="Blaue Tasse"))
    refused = admin.post(where(mug), data=old)
    assert refused.status_code == 409
    assert "Alte Tasse" in refused.text
    assert "Blaue Tasse" in refused.text
    assert admin.post(where(mug), data=old | {"overwrite": "1"}).status_code in (302, 303)


@pytest.mark.req("CAT-08")
def test_a_translation_kept_as_draft_waits_and_survives_the_editor(admin, shop, mug, both, count, tenant):
    admin.post(where(mug), data=form(mug, title="Blaue Tasse") | {"then": "draft"})
    assert count(PendingProduct) == 1
    assert "Blaue Tasse" not in shop.get(f"/p/{mug.slug}?lang=de").text
    edited = page(admin.get(f"/admin/products/{mug.id}"))
    assert "Title (de)" in edited  # the changes that wait name it
    admin.post(f"/admin/products/{mug.id}/publish")
    assert "Blaue Tasse" in shop.get(f"/p/{mug.slug}?lang=de").text


def test_texts_that_are_too_long_are_refused_at_their_field(admin, mug, both):
    refused = admin.post(where(mug), data=form(mug, title="x" * 400))
    assert refused.status_code == 422
    assert 'id="f-translations.de.title-error"' in refused.text


def test_how_another_product_says_it_is_offered(admin, make, mug, both):
    admin.post(where(mug), data=form(mug, title="x") | {"translations.de.labels.Size=Large": "Groß"})
    other = make.bare_product(title="Bowl", option_names=["Size"])
    make.variant_of(other, option_values=["Large"], price=1250)
    text = page(admin.get(where(other)))
    assert 'value="Groß"' in text
    assert "As on another product" in text


def test_an_unknown_or_the_own_language_is_no_page(admin, mug):
    assert admin.get(where(mug, "fr")).status_code == 404
    assert admin.get(where(mug, "en")).status_code == 404


@pytest.mark.req("CAT-07")
def test_what_is_missing_is_listed_filtered_and_leads_to_its_field(admin, make, mug, both):
    make.product(title="Plain plate")
    admin.post(where(mug), data=form(mug, title="Blaue Tasse", description="Aus Steinzeug."))
    text = html.unescape(page(admin.get("/admin/translations/?language=de")))
    assert "Plain plate" in text
    assert f"{where(mug)}#labels" in text
    titles = page(admin.get("/admin/translations/?language=de&gap=title"))
    assert "Plain plate" in titles
    assert "Blue mug" not in titles
    assert "Plain plate" not in page(admin.get("/admin/translations/?language=de&status=draft"))
    assert "Plain plate" in page(admin.get("/admin/translations/?language=de&q=plate"))


def test_the_list_of_missing_translations_is_paged(admin, make, both):
    for number in range(55):
        make.product(title=f"Plate {number:02}")
    first = page(admin.get("/admin/translations/?language=de"))
    following = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "Plate 54" in page(admin.get(following))
    assert "Plate 54" not in first


def test_completeness_counts_by_channel_and_language(admin, make, both):
    product = make.product(title="Bare", slug="bare")
    text = html.unescape(page(admin.get(f"/admin/products/{product.id}")))
    for word in ("Complete", "Picture", "Weight", "Title (de)", "#f-translations.de.title"):
        assert word in text, word
    admin.post("/admin/products/columns", data={"columns": ["complete"]})
    listed = page(admin.get("/admin/products/?channel=pos&language=en"))
    assert "50 %" in listed  # a price, no bar code
    assert "Bare" in page(admin.get("/admin/products/?gap=incomplete"))
    assert "Bare" not in page(admin.get("/admin/products/?gap=complete"))
    assert "Bare" in page(admin.get("/admin/products/?gap=weight"))


def test_a_brand_says_who_answers_for_its_products(admin, shop, make, count, tenant):
    make.product(title="Honey", slug="honey", brand="Bee & Co")
    assert "Bee &amp; Co" in page(admin.get("/admin/products/brands"))
    sent = {"brand": "Bee & Co", "safety.maker": "Bee Ltd", "safety.maker_email": "hello@bee.test"}
    assert admin.post("/admin/products/brands/safety", data=sent).status_code in (302, 303)
    assert count(BrandSafety) == 1
    assert "Bee Ltd" in shop.get("/p/honey").text
    assert "Honey" not in page(admin.get("/admin/products/?gap=maker"))
    refused = admin.post("/admin/products/brands/safety", data=sent | {"safety.maker_email": "nobody"})
    assert refused.status_code == 422
    assert "Write an e-mail address" in refused.text


def test_content_and_safety_are_kept_by_the_editor(admin, count):
    sent = {
        "title": "Honey", "status": "draft", "variants.0.id": "", "variants.0.sku": "H-1", "variants.0.price": "7.50",
        "variants.0.active": "1", "variants.0.content": "250", "variants.0.content_unit": "g", "safety.maker": "Bee",
    }  # fmt: skip
    made = admin.post("/admin/products/new", data=sent)
    assert made.status_code in (302, 303)
    text = page(admin.get(made.headers["Location"]))
    assert 'value="250"' in text
    assert 'value="Bee"' in text
    wrong = admin.post(
        "/admin/products/new", data=sent | {"variants.0.sku": "H-2", "variants.0.content_unit": ""}
    )
    assert wrong.status_code == 422
    wrong = admin.post(
        "/admin/products/new", data=sent | {"variants.0.sku": "H-3", "variants.0.barcode": "4006381333930"}
    )
    assert wrong.status_code == 422
    assert "The check digit is wrong" in wrong.text
    assert count(Product) == 1


def test_category_names_are_translated_on_their_page(admin, shop, make):
    cups = make.category(name="Cups", slug="cups")
    make.product(category=cups)
    sent = {"name": "Cups", "slug": "cups", "parent_id": "", "translations.de.name": "Tassen"}
    assert admin.post(f"/admin/categories/{cups.id}", data=sent).status_code in (302, 303)
    assert "Tassen" in shop.get("/c/cups?lang=de").text
