"""What a product has beside its pictures, as shoppers get it."""

import re

import pytest

from app.domains.catalog import library
from app.flows import keep_media

FILES = (
    (b"%PDF-1.7" + bytes(60), "Manual.pdf"),
    (b"glTF\x02\x00\x00\x00" + bytes(40), "lamp.glb"),
    (b"\x00\x00\x00\x18ftypisom" + bytes(80), "tour.mp4"),
)


@pytest.mark.req("CAT-05")
def test_films_documents_and_models_are_shown_by_their_kind(shop, make, unit, tenant):
    product = make.product(slug="lamp")
    with unit(tenant):
        rows = [keep_media.upload(data, name=name)[0] for data, name in FILES]
        rows.append(library.take_link("https://vimeo.com/76979871", name="Making of"))
        for row in rows:
            keep_media.attach(product.id, row.id)
    answer = shop.get("/p/lamp")
    manual = re.search(r'href="(/files/media/[^"]+/Manual\.pdf)"', answer.text)[1]
    got = shop.get(manual)
    assert (got.mimetype, got.headers["Content-Disposition"]) == ("application/pdf", "attachment")
    assert re.search(r'<video src="/files/media/[^"]+/tour\.mp4" controls preload="none"', answer.text)
    assert 'data-ar="scene-viewer"' in answer.text
    assert 'data-player="https://player.vimeo.com/video/76979871' in answer.text
    assert "<iframe" not in answer.text  # nothing is asked of the other site before somebody presses play
    assert "https://player.vimeo.com" in answer.headers["Content-Security-Policy"]
