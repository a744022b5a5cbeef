"""Pictures: typed by content, re-encoded, limited; fetched only from the open internet."""

import io

import pytest
from PIL import Image

from app.domains.catalog import pictures, renditions
from app.domains.catalog.errors import BadPicture


def drawn(kind="JPEG", size=(1600, 1200), mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size, "teal" if mode == "RGB" else (0, 128, 128, 100)).save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_every_kind_becomes_avif_webp_and_jpeg_in_four_sizes(kind):
    rendered = pictures.render(drawn(kind))
    assert sorted(rendered.renditions) == [
        f"{size}.{kind}" for size in (1280, 1920, 320, 640) for kind in ("avif", "jpg", "webp")
    ]
    for name, data in rendered.renditions.items():
        with Image.open(io.BytesIO(data)) as opened:
            size, kind_of = name.split(".")
            assert opened.width == min(int(size), 1600)
            assert opened.format == {"jpg": "JPEG", "webp": "WEBP", "avif": "AVIF"}[kind_of]


def test_small_pictures_are_not_blown_up():
    rendered = pictures.render(drawn(size=(200, 100)))
    assert sorted(rendered.renditions) == ["320.avif", "320.jpg", "320.webp"]
    assert (rendered.width, rendered.height) == (200, 100)


def test_transparent_pictures_stand_on_white_in_jpeg():
    rendered = pictures.render(drawn("PNG", size=(300, 300), mode="RGBA"))
    with Image.open(io.BytesIO(rendered.renditions["320.jpg"])) as opened:
        assert opened.getpixel((0, 0))[0] > 120


def test_what_a_camera_wrote_beside_the_picture_is_gone():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "secret camera"
    rendered = pictures.render(drawn(size=(600, 300), exif=exif))
    assert (rendered.width, rendered.height) == (300, 600)
    assert not any(b"secret camera" in data for data in rendered.renditions.values())


@pytest.mark.req("CAT-05")
@pytest.mark.parametrize("data", [
    b"", b"MZ\x90\x00" * 50, b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\n broken",
    drawn()[:2000],
])  # fmt: skip
def test_other_files_are_refused(data):
    with pytest.raises(BadPicture):
        pictures.render(data)


def test_pictures_that_would_fill_the_memory_are_refused(monkeypatch):
    monkeypatch.setattr(renditions, "MOST_PIXELS", 1000)
    with pytest.raises(BadPicture):
        pictures.render(drawn("PNG", size=(200, 200)))
    monkeypatch.setattr(renditions, "MOST_BYTES", 10)
    with pytest.raises(BadPicture):
        pictures.render(drawn(size=(10, 10)))
