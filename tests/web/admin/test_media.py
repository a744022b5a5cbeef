"""The media library's screens: uploads with their refusals, filters, words in each language, replacing, deleting."""

import io
import json

import pytest
from PIL import Image

from app.domains.catalog.models import Asset, Media
from tests.support.clients import page

HTMX = {"HX-Request": "true"}


pytestmark = pytest.mark.usefixtures("desk", "other_desk")


def drawn(color="teal", size=(500, 400)):
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "PNG")
    return out.getvalue()


def send(admin, data=None, name="mug.png", headers=HTMX):
    return admin.post("/admin/media/", data={"file": (io.BytesIO(data or drawn()), name)}, headers=headers)


def added(admin, *args, **kwargs):
    return send(admin, *args, **kwargs).headers["X-Asset"]


def test_an_empty_library_says_what_it_is_for(admin):
    assert "The library is empty" in page(admin.get("/admin/media/"))


@pytest.mark.req("CAT-05")
def test_each_file_is_taken_or_refused_for_itself(admin, count):
    assert send(admin).status_code == 201
    again = send(admin, name="other.png")
    assert (again.status_code, again.text) == (200, "In the library already")
    refused = send(admin, b"MZ" + bytes(200), "setup.exe")
    said = json.loads(refused.headers["HX-Trigger"])["toast"][0]["message"]
    assert (refused.status_code, "Only pictures" in said, count(Asset)) == (422, True, 1)


def test_without_scripts_many_files_are_sent_at_once(admin, count):
    files = [
        (io.BytesIO(data), name)
        for data, name in ((drawn(), "a.png"), (b"MZ", "b.exe"), (drawn("red"), "c.png"))
    ]
    assert admin.post("/admin/media/", data={"file": files}).status_code == 303
    assert count(Asset) == 2
    text = page(admin.post("/admin/media/", data={"file": [(io.BytesIO(b"MZ"), "b.exe")]}), 422)
    assert "b.exe: Only pictures" in text
    assert "Choose a file first" in page(admin.post("/admin/media/", data={}), 422)


def test_a_picture_shows_that_it_is_being_prepared_until_it_is(admin, run_jobs):
    made = added(admin)
    assert "Being prepared" in page(admin.get("/admin/media/"))
    card = page(admin.get(f"/admin/media/{made}/card", headers=HTMX))
    assert ("every 2s" in card, "<html" in card) == (True, False)
    run_jobs()
    card = page(admin.get(f"/admin/media/{made}/card", headers=HTMX))
    assert ("every 2s" in card, "-320.webp" in card) == (False, True)


def test_the_library_is_searched_and_filtered(admin, make, run_jobs):
    mug, manual = added(admin), added(admin, b"%PDF-1.7" + bytes(50), "manual.pdf")
    run_jobs()
    product = make.product(title="Blue mug")
    admin.post(f"/admin/products/{product.id}/pictures/attach", data={"asset": mug})
    admin.post(f"/admin/media/{mug}", data={"name": "mug.png", "alt.en": "Becher"})
    everything = page(admin.get("/admin/media/"))
    assert everything.index("manual.pdf") < everything.index("mug.png")
    for words, has_mug, has_manual in (
        ("q=mug", True, False), ("q=becher", True, False), ("q=%25", False, False), ("kind=document", False, True),
        ("show=unused", False, True), ("show=alt", False, False), ("show=waiting", False, False),
    ):  # fmt: skip
        text = page(admin.get(f"/admin/media/?{words}"))
        assert (f"/admin/media/{mug}" in text, f"/admin/media/{manual}" in text) == (has_mug, has_manual), (
            words
        )


@pytest.mark.req("UXC-08")
def test_pictures_without_words_in_a_language_are_listed(admin, run_jobs):
    made = added(admin)
    run_jobs()
    assert "no alt text (en)" in page(admin.get("/admin/media/?show=alt"))
    admin.post(f"/admin/media/{made}", data={"name": "mug.png", "alt.en": "A mug"})
    assert f"/admin/media/{made}" not in page(admin.get("/admin/media/?show=alt"))


def test_a_file_says_where_it_is_shown_and_is_replaced_there(admin, make, run_jobs, count):
    made = added(admin)
    run_jobs()
    product = make.product(title="Blue mug")
    admin.post(f"/admin/products/{product.id}/pictures/attach", data={"asset": made})
    text = page(admin.get(f"/admin/media/{made}"))
    assert ("Blue mug" in text, "First picture" in text) == (True, True)
    wrong = {"file": (io.BytesIO(b"%PDF-1.7" + bytes(50)), "a.pdf")}
    assert "same kind" in page(admin.post(f"/admin/media/{made}/replace", data=wrong), 422)
    right = {"file": (io.BytesIO(drawn("red", (700, 700))), "red.png")}
    assert admin.post(f"/admin/media/{made}/replace", data=right).status_code == 303
    run_jobs()
    assert count(Media, Media.width == 700) == 1


def test_a_file_in_use_is_not_deleted_and_an_unused_one_is(admin, make, run_jobs, count):
    made = added(admin)
    product = make.product()
    admin.post(f"/admin/products/{product.id}/pictures/attach", data={"asset": made})
    assert "Products show this file" in page(admin.post(f"/admin/media/{made}/delete"), 409)
    shown = page(admin.get(f"/admin/products/{product.id}")).split("/pictures/")
    shown = next(part[:36] for part in shown if part[8:9] == "-")
    admin.post(f"/admin/products/{product.id}/pictures/{shown}/remove")
    assert admin.post(f"/admin/media/{made}/delete").status_code == 303
    assert (count(Asset), count(Media)) == (0, 0)


def test_the_original_is_for_staff(admin, shop, run_jobs):
    made = added(admin, drawn("red"), "größer.png")
    got = admin.get(f"/admin/media/{made}/original")
    assert (got.data, got.mimetype) == (drawn("red"), "image/png")
    assert shop.get(f"/admin/media/{made}/original").status_code != 200


def test_films_elsewhere_are_added_by_address(admin, count):
    assert admin.post("/admin/media/link", data={"link": "https://youtu.be/dQw4w9WgXcQ"}).status_code == 303
    assert "not the address of a film" in page(
        admin.post("/admin/media/link", data={"link": "https://x.example"}), 422
    )
    assert count(Asset, Asset.link == "youtube:dQw4w9WgXcQ") == 1


def test_another_shop_s_files_are_not_there(admin, other_admin):
    made = added(admin)
    for path in ("", "/card", "/original"):
        assert other_admin.get(f"/admin/media/{made}{path}").status_code == 404
    assert other_admin.post(f"/admin/media/{made}/delete").status_code == 404


def test_the_grid_does_not_grow_in_statements(admin, query_budget):
    for number in range(8):
        added(admin, drawn(size=(10 + number, 10)))
    with query_budget(12):
        page(admin.get("/admin/media/"))
