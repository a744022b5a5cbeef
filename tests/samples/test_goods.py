"""The sample catalogues hold what a merchant's would: nothing twice, every code valid, every price sound."""

import pytest

from app.samples.goods import ean13, slug_of
from app.samples.pictures.gallery import KINDS
from app.samples.places import SHOPS, Shop

every_shop = pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.slug)


@every_shop
def test_a_catalogue_has_forty_to_eighty_goods(shop: Shop) -> None:
    assert 40 <= len(shop.shelf.goods) <= 80


@every_shop
def test_no_code_slug_or_barcode_occurs_twice(shop: Shop) -> None:
    goods, language = shop.shelf.goods, shop.language
    forms = [form for good in goods for form in shop.shelf.forms(good, language)]
    slugs = [slug_of(good.words[language].title) for good in goods]
    assert len({form.sku for form in forms}) == len(forms)
    assert len({form.barcode for form in forms}) == len(forms)
    assert len(set(slugs)) == len(slugs)
    assert len({picture.name for picture in shop.shelf.pictures()}) == len(shop.shelf.pictures())


@every_shop
def test_prices_and_costs_are_sound(shop: Shop) -> None:
    for good in shop.shelf.goods:
        for form in shop.shelf.forms(good, shop.language):
            assert 0 < form.cost < form.price, form.sku
            assert form.compare_at is None or form.compare_at > form.price, form.sku
            assert form.grams > 0, form.sku


@every_shop
def test_every_form_has_a_picture_that_somebody_can_draw(shop: Shop) -> None:
    drawn = {picture.name for picture in shop.shelf.pictures()}
    for good in shop.shelf.goods:
        assert good.kind in KINDS, good.code
        assert {form.picture for form in shop.shelf.forms(good, shop.language)} <= drawn


@every_shop
def test_options_fit_their_names(shop: Shop) -> None:
    for good in shop.shelf.goods:
        names = shop.shelf.option_names(good, shop.language)
        assert all(len(form.options) == len(names) for form in shop.shelf.forms(good, shop.language)), (
            good.code
        )


@every_shop
def test_goods_are_described_in_the_shops_languages(shop: Shop) -> None:
    for good in shop.shelf.goods:
        for language in shop.offered:
            assert len(good.words[language].text) >= 40, (good.code, language)


@pytest.mark.parametrize(
    ("digits", "whole"), [("400638133393", "4006381333931"), ("978030640615", "9780306406157")]
)
def test_check_digits_are_those_of_gs1(digits: str, whole: str) -> None:
    assert ean13(digits) == whole


@pytest.mark.parametrize("digits", ["", "12345678901", "40063813339x"])
def test_a_barcode_needs_twelve_digits(digits: str) -> None:
    with pytest.raises(ValueError, match="twelve digits"):
        ean13(digits)


def test_a_slug_spells_out_umlauts() -> None:
    assert slug_of("Handtücher, 4 Stück (weiß)") == "handtuecher-4-stueck-weiss"
