"""Files find their products by name: previewed, put in place in the background, whole batches or nothing."""

import io

import pytest
from PIL import Image

from app.core.db import db
from app.core.errors import Conflict
from app.domains.catalog import library, matching
from app.domains.catalog.models import MatchRun, Media, Variant
from app.flows import keep_media
from tests.support.clients import with_token


def drawn(number):
    out = io.BytesIO()
    Image.new("RGB", (40 + number, 30), "teal").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(("name", "words"), [
    ("MUG-1.jpg", [("mug-1", 0), ("mug", 1)]), ("MUG-1_2.jpg", [("mug-1_2", 0), ("mug-1", 2)]),
    ("blue-mug.JPEG", [("blue-mug", 0)]), ("blue mug (3).png", [("blue mug (3)", 0), ("blue mug", 3)]),
    ("A.B-12.webp", [("a.b-12", 0), ("a.b", 12)]), ("20240501.jpg", [("20240501", 0)]), (".png", [(".png", 0)]),
])  # fmt: skip
def test_a_name_is_read_whole_first(name, words):
    assert matching.readings(name) == words


@pytest.fixture
def dropped(unit, tenant):
    def drop(*names):
        with unit(tenant):
            return [keep_media.upload(drawn(number), name=name)[0].id for number, name in enumerate(names)]

    return drop


@pytest.fixture
def shirt(make):
    return make.product(title="Shirt", slug="linen-shirt", sku="SHIRT")


def places(unit, tenant, product):
    with unit(tenant):
        rows = db.session.query(Media).filter_by(product_id=product.id).order_by(Media.position)
        return [library.asset(row.asset_id).name for row in rows]


def test_names_are_matched_whatever_their_case_and_the_rest_is_listed(unit, tenant, shirt, make, dropped):
    make.product(title="Mug", slug="mug", sku="MUG-1")
    dropped("mug-1.jpg", "MUG-1_2.jpg", "Linen-Shirt-2.png", "shirt.png", "IMG_0001.jpg")
    with unit(tenant):
        found = matching.fit()
    assert [(each.asset.name, each.title, each.sku, each.place) for each in found.fits] == [
        ("mug-1.jpg", "Mug", "MUG-1", 0),
        ("MUG-1_2.jpg", "Mug", "MUG-1", 2),
        ("Linen-Shirt-2.png", "Shirt", None, 2),
        ("shirt.png", "Shirt", "SHIRT", 0),
    ]
    assert [each.asset.name for each in found.misfits] == ["IMG_0001.jpg"]


def test_two_products_that_fit_are_left_to_a_person(unit, tenant, make, dropped):
    make.product(slug="a", sku="Cup")
    make.product(slug="b", sku="CUP")
    dropped("cup.jpg")
    with unit(tenant):
        found = matching.fit()
    assert (len(found.fits), found.misfits[0].why) == (0, "More than one product fits")


def test_a_hundred_files_are_put_in_place_in_order(unit, tenant, make, dropped, run_jobs, count):
    made = [
        make.product(title=f"P{number:02}", slug=f"p{number}", sku=f"SKU{number}") for number in range(25)
    ]
    names = [f"SKU{number}_{place}.png" for place in (4, 3, 2, 1) for number in range(25)]
    ids = dropped(*names)
    with unit(tenant):
        run_id = keep_media.match(ids)
    run_jobs()
    with unit(tenant):
        run = matching.match_run(run_id)
        assert (run.status, run.done, run.placed, run.problems) == ("done", 100, 100, [])
    assert places(unit, tenant, made[7]) == [f"SKU7_{place}.png" for place in (1, 2, 3, 4)]
    assert count(Variant, Variant.media_id.is_not(None)) == 25
    assert count(Media, Media.file_key.is_not(None)) == 100


def test_a_killed_worker_s_batch_is_done_again_and_nothing_twice(
    unit, tenant, shirt, dropped, run_jobs, count, monkeypatch
):
    monkeypatch.setattr(matching, "BATCH", 2)
    ids = dropped(*(f"shirt_{number}.png" for number in range(1, 6)))
    with unit(tenant):
        keep_media.match(ids)
    with unit(tenant):
        matching.step()
    assert count(Media) == 2
    with pytest.raises(KeyboardInterrupt), unit(tenant):
        matching.step()
        raise KeyboardInterrupt
    assert count(Media) == 2
    run_jobs()
    assert places(unit, tenant, shirt) == [f"shirt_{number}.png" for number in range(1, 6)]
    assert count(MatchRun, MatchRun.status == "done") == 1


def test_what_found_its_place_meanwhile_is_left_there(unit, tenant, shirt, dropped, run_jobs, count):
    (one,) = dropped("shirt.png")
    with unit(tenant):
        keep_media.match([one])
        keep_media.attach(shirt.id, one)
    run_jobs()
    assert count(Media) == 1
    with pytest.raises(Conflict), unit(tenant):
        keep_media.match([one])


def test_a_full_product_refuses_by_name_and_the_others_go_on(
    unit, tenant, shirt, make, dropped, run_jobs, monkeypatch
):
    make.product(title="Mug", sku="MUG")
    monkeypatch.setattr("app.domains.catalog.pictures.MOST_PICTURES", 1)
    ids = dropped("shirt_1.png", "shirt_2.png", "mug.png")
    with unit(tenant):
        run_id = keep_media.match(ids)
    run_jobs()
    with unit(tenant):
        run = matching.match_run(run_id)
        assert (run.status, run.placed, len(run.problems)) == ("done", 2, 1)
        assert run.problems[0].startswith("shirt_2.png: ")


def test_the_screen_previews_applies_and_says_when_it_is_done(
    admin, unit, tenant, shirt, dropped, run_jobs, count
):
    with_token(admin)
    assert "Nothing to match" in admin.get("/admin/media/match").text
    one, two = dropped("shirt.png", "other.png")
    text = admin.get("/admin/media/match").text
    assert ("1 file has a product" in text, "1 file has no product" in text, count(Media)) == (True, True, 0)
    sent = admin.post("/admin/media/match", data={"asset": [str(one), str(two)]})
    assert sent.status_code == 303
    assert "every 2s" in admin.get(sent.location).text
    run_jobs()
    assert "1 file was put in place" in admin.get(sent.location).text
    assert admin.post("/admin/media/match", data={"asset": [str(two)]}).status_code == 409


def test_a_run_is_of_its_own_shop(admin, other_admin, shirt, unit, tenant, dropped):
    ids = dropped("shirt.png")
    with unit(tenant):
        run_id = keep_media.match(ids)
    assert other_admin.get(f"/admin/media/match/{run_id}").status_code == 404
