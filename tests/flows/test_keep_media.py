"""The library at work: pictures prepared by workers, killed ones made up for, files replaced under what shows them."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from app.core import files
from app.core.db import db
from app.core.errors import Unavailable
from app.domains.catalog import library
from app.domains.catalog.errors import AssetInUse, BadFile
from app.domains.catalog.models import Asset, Media
from app.flows import edit_product, keep_media
from app.web import files as served
from tests.support.jobs import _actor

GLB = b"glTF\x02\x00\x00\x00" + bytes(40)
PDF = b"%PDF-1.7\n" + bytes(100)
MP4 = b"\x00\x00\x00\x18ftypisom" + bytes(200)


def drawn(color="teal", size=(900, 600), **options):
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "JPEG", **options)
    return out.getvalue()


RANGE = bytes(range(256)) * 20


def test_a_film_is_served_in_pieces(shop, unit, tenant, asset, monkeypatch):
    monkeypatch.setattr(served, "PIECE", 1000)
    film = MP4 + RANGE
    row = asset(uploaded(unit, tenant, film, "tour.mp4"))
    address = f"/files/{row.file_key.partition('/')[2]}"
    whole = shop.get(address)
    assert (whole.data, whole.mimetype, whole.headers["Accept-Ranges"]) == (film, "video/mp4", "bytes")
    first = shop.get(address, headers={"Range": "bytes=0-"})
    assert (first.status_code, first.data) == (206, film[:1000])
    assert first.headers["Content-Range"] == f"bytes 0-999/{len(film)}"
    asked = shop.get(address, headers={"Range": "bytes=10-19"})
    assert asked.data == film[10:20]
    assert shop.get(address, headers={"Range": f"bytes={len(film)}-"}).status_code == 416


@pytest.fixture
def asset(unit, tenant):
    def find(asset_id):
        with unit(tenant):
            row = library.asset(asset_id)
            db.session.expunge(row)
            return row

    return find


def uploaded(unit, tenant, data, name="a.jpg"):
    with unit(tenant):
        return keep_media.upload(data, name=name)[0].id


def test_a_picture_waits_for_a_worker_and_keeps_its_original(unit, tenant, run_jobs, asset):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "secret camera"
    data = drawn(exif=exif)
    made = uploaded(unit, tenant, data)
    assert (asset(made).status, asset(made).file_key) == ("waiting", None)
    run_jobs()
    row = asset(made)
    assert (row.status, row.width, row.height) == ("ready", 600, 900)
    with unit(tenant):
        assert files.get(row.original_key) == data
        for kind in ("avif", "webp", "jpg"):
            assert b"secret camera" not in files.get(f"{row.file_key}-320.{kind}")
        with pytest.raises(ValueError, match="no address"):
            files.url(row.original_key)


def test_a_killed_worker_is_made_up_for(unit, tenant, run_jobs, asset, frozen_clock, sender):
    at = datetime(2026, 5, 1, 12, tzinfo=UTC)
    frozen_clock(at)
    made = uploaded(unit, tenant, drawn())
    sender.messages.clear()
    with unit(tenant):
        assert [claim.id for claim in library.to_render(5)] == [made]  # and then it died
    _actor(keep_media.RENDER_JOB)(tenant=tenant.id)
    assert asset(made).status == "waiting"
    frozen_clock(at + library.AGAIN_AFTER + timedelta(seconds=1))
    _actor(keep_media.RENDER_JOB)(tenant=tenant.id)
    assert asset(made).status == "ready"


def test_a_picture_that_kills_every_worker_is_given_up(unit, tenant, asset, frozen_clock):
    at = datetime(2026, 5, 1, 12, tzinfo=UTC)
    made = uploaded(unit, tenant, drawn())
    for turn in range(library.MOST_TRIES + 1):
        frozen_clock(at + turn * 2 * library.AGAIN_AFTER)
        with unit(tenant):
            claimed = library.to_render(5)
        assert len(claimed) == (turn < library.MOST_TRIES)
    assert (asset(made).status, bool(asset(made).failure)) == ("failed", True)


def test_a_broken_picture_says_so_and_an_absent_store_does_not(unit, tenant, run_jobs, asset, monkeypatch):
    broken, fine = (uploaded(unit, tenant, data) for data in (drawn()[:3000], drawn("red")))
    real = files.get

    def away(key):
        raise Unavailable("The file store answers nothing")

    monkeypatch.setattr(files, "get", away)
    run_jobs()
    assert {asset(broken).status, asset(fine).status} == {"waiting"}
    monkeypatch.setattr(files, "get", real)
    with unit(tenant):
        db.session.query(Asset).update({"tried_at": None})
    keep = _actor(keep_media.RENDER_JOB)
    keep(tenant=tenant.id)
    assert (asset(fine).status, asset(broken).status) == ("ready", "failed")
    assert "not a picture" in asset(broken).failure


def test_the_same_file_is_kept_once(unit, tenant, count):
    first, again = (uploaded(unit, tenant, drawn(), name) for name in ("a.jpg", "b.jpg"))
    assert first == again
    assert count(Asset) == 1


def test_a_replaced_file_is_shown_wherever_the_former_was(unit, tenant, make, run_jobs, asset):
    one, two = make.product(), make.product()
    made = uploaded(unit, tenant, drawn())
    run_jobs()
    with unit(tenant):
        for product in (one, two):
            keep_media.attach(product.id, made)
    former = asset(made).file_key
    with unit(tenant):
        keep_media.replace(made, drawn("red", (500, 500)), name="new.jpg")
    assert asset(made).file_key == former  # shown until the new one is there
    run_jobs()
    row = asset(made)
    assert row.file_key != former
    with unit(tenant):
        shown = {(each.file_key, each.width) for each in db.session.query(Media)}
        assert shown == {(row.file_key, 500)}
        assert files._files().get(f"{former}-320.webp") is None


def test_a_file_in_use_is_not_deleted(unit, tenant, make, run_jobs, count):
    product = make.product()
    made = uploaded(unit, tenant, drawn())
    run_jobs()
    with unit(tenant):
        shown = keep_media.attach(product.id, made).id
    with pytest.raises(AssetInUse), unit(tenant):
        library.delete(made)
    with unit(tenant):
        edit_product.remove_picture(product.id, shown)
        library.delete(made)
    assert count(Asset) == 0


@pytest.mark.req("CAT-05")
@pytest.mark.parametrize(("data", "kind", "ending"), [
    (PDF, "document", "Care-guide-2.pdf"), (MP4, "video", ".mp4"), (GLB, "model", ".glb"),
    (b"\x1a\x45\xdf\xa3\x01\x42\x82\x84webm" + bytes(50), "video", ".webm"),
])  # fmt: skip
def test_other_kinds_are_ready_at_once_under_a_name_of_their_own(data, kind, ending, unit, tenant, asset):
    row = asset(uploaded(unit, tenant, data, "Care guide (2).xyz"))
    assert (row.kind, row.status, row.original_key) == (kind, "ready", None)
    assert row.file_key.endswith(ending)


@pytest.mark.req("CAT-05")
@pytest.mark.parametrize(
    "data", [b"", b"MZ\x90" + bytes(99), b"<svg/>", b"PK\x03\x04" + bytes(40), b"<script>"]
)
def test_what_is_none_of_these_is_refused(data, unit, tenant, count):
    with pytest.raises(BadFile) as refused, unit(tenant):
        keep_media.upload(data, name="a.jpg")
    assert "file" in refused.value.fields
    assert count(Asset) == 0


@pytest.mark.parametrize(("address", "link"), [
    ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=1", "youtube:dQw4w9WgXcQ"),
    ("https://youtu.be/dQw4w9WgXcQ", "youtube:dQw4w9WgXcQ"),
    ("https://m.youtube.com/shorts/dQw4w9WgXcQ", "youtube:dQw4w9WgXcQ"), ("https://vimeo.com/76979871", "vimeo:76979871"),
])  # fmt: skip
def test_films_elsewhere_are_known_by_their_address(address, link, unit, tenant):
    with unit(tenant):
        assert library.take_link(address, name="").link == link


@pytest.mark.parametrize("address", [
    "", "https://example.com/watch?v=dQw4w9WgXcQ", "javascript:alert(1)", "https://youtu.be/short", "https://youtube.com",
    "https://vimeo.com/../x", "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
])  # fmt: skip
def test_other_addresses_are_no_films(address, unit, tenant):
    with pytest.raises(BadFile) as refused, unit(tenant):
        library.take_link(address, name="")
    assert "link" in refused.value.fields
