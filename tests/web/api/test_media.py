"""The media library of API v1: files uploaded with clear refusals, listed, described and shown by products."""

import io

import pytest
from PIL import Image

from app.domains.catalog.models import Asset


def drawn(color="teal", size=(800, 600)):
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "PNG")
    return out.getvalue()


def upload(api, data, name="a.png"):
    return api.post("/api/v1/media", data={"file": (io.BytesIO(data), name)})


@pytest.mark.req("CAT-05")
def test_a_file_is_uploaded_once_and_ready_in_a_moment(api, run_jobs, count):
    made = upload(api, drawn())
    assert (made.status_code, made.json["status"], made.json["url"]) == (201, "waiting", None)
    assert (upload(api, drawn(), "b.png").status_code, count(Asset)) == (200, 1)
    run_jobs()
    found = api.get(f"/api/v1/media/{made.json['id']}").json
    assert (found["status"], found["kind"], found["width"], found["used_by"]) == ("ready", "image", 800, 0)
    assert sorted(found["srcset"]) == ["avif", "jpg", "webp"]
    for words in found["srcset"].values():
        for each in words.split(", "):
            assert api.get(each.split(" ")[0]).status_code == 200
    assert "320w" in found["srcset"]["avif"]
    assert "800w" in found["srcset"]["avif"]


@pytest.mark.req("CAT-05")
def test_wrong_and_oversized_files_are_refused_in_words(api, count, monkeypatch):
    wrong = upload(api, b"MZ" + bytes(100), "setup.png")
    assert (wrong.status_code, wrong.json["code"]) == (422, "catalog.bad_file")
    assert "Only pictures" in str(wrong.json)
    monkeypatch.setattr("app.domains.catalog.file_kinds.MOST_BYTES", 50)
    large = upload(api, b"%PDF-1.7" + bytes(100), "a.pdf")
    assert (large.status_code, "at most" in str(large.json)) == (422, True)
    assert upload(api, bytes(33 * 1024 * 1024)).status_code == 413
    assert api.post("/api/v1/media", data={}).status_code in (400, 422)
    assert count(Asset) == 0


def test_a_file_is_shown_by_products_and_their_variants(api, make, run_jobs):
    product = make.product(slug="mug", status="active")
    media = upload(api, drawn()).json["id"]
    manual = upload(api, b"%PDF-1.7" + bytes(80), "Manual.pdf").json["id"]
    run_jobs()
    api.patch(f"/api/v1/media/{media}", json={"alts": {"en": "A mug", "de": "Ein Becher"}})
    variant = api.get("/api/v1/products/mug").json["variants"][0]["id"]
    shown = api.post(
        f"/api/v1/products/{product.id}/media", json={"media_id": media, "variant_ids": [variant]}
    )
    assert shown.status_code == 201, shown.json
    assert shown.json["variants"][0]["image"] == shown.json["image"]
    answer = api.post(f"/api/v1/products/{product.id}/media", json={"media_id": manual}).json
    assert [(each["kind"], each["name"]) for each in answer["attachments"]] == [("document", "Manual.pdf")]
    assert api.get(answer["attachments"][0]["url"]).mimetype == "application/pdf"
    assert [each["alt"] for each in answer["images"]] == ["A mug"]
    german = api.get("/api/v1/products/mug", headers={"Accept-Language": "de"}).json
    assert german["images"][0]["alt"] in {"A mug", "Ein Becher"}
    refused = api.delete(f"/api/v1/media/{media}")
    assert (refused.status_code, refused.json["code"]) == (409, "catalog.asset_in_use")


def test_the_list_is_filtered_and_paged(api, make):
    names = [f"mug-{number}.png" for number in range(5)]
    for number, name in enumerate(names):
        upload(api, drawn(size=(10 + number, 10)), name)
    upload(api, b"%PDF-1.7" + bytes(80), "Manual.pdf")
    first = api.get("/api/v1/media?limit=2&kind=image").json
    assert ([each["name"] for each in first["items"]], first["total"]) == (["mug-4.png", "mug-3.png"], 6)
    second = api.get(f"/api/v1/media?limit=2&kind=image&cursor={first['next']}").json
    assert [each["name"] for each in second["items"]] == ["mug-2.png", "mug-1.png"]
    assert [each["name"] for each in api.get("/api/v1/media?q=manual").json["items"]] == ["Manual.pdf"]
    assert len(api.get("/api/v1/media?show=alt").json["items"]) == 5


def test_a_film_is_added_by_address_and_forgotten_again(api, count):
    made = api.post("/api/v1/media/links", json={"link": "https://youtu.be/dQw4w9WgXcQ", "name": "Tour"})
    assert (made.status_code, made.json["link"], made.json["kind"]) == (201, "youtube:dQw4w9WgXcQ", "video")
    assert api.post("/api/v1/media/links", json={"link": "https://x.example"}).status_code == 422
    assert api.delete(f"/api/v1/media/{made.json['id']}").status_code == 204
    assert count(Asset) == 0


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/v1/media"), ("POST", "/api/v1/media"), ("POST", "/api/v1/media/links")]
)
def test_the_library_needs_a_key(shop, method, path):
    assert shop.open(path, method=method, json={}).status_code == 401


def test_another_shop_s_files_are_not_there(api, other_api):
    media = upload(api, drawn()).json["id"]
    assert other_api.get(f"/api/v1/media/{media}").status_code == 404
    assert other_api.delete(f"/api/v1/media/{media}").status_code == 404
    assert other_api.get("/api/v1/media").json["items"] == []
