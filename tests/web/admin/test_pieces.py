"""Own pieces: drafted with a preview, published, taken back; a broken one leaves the shop as it is."""

import pytest

from app.core import clock
from app.core.db import db
from app.core.ids import new_id
from app.domains.content.models import ContentVersion
from app.flows.refresh_pages import refresh_pages
from app.web import pagecache

GUARD = {"csrf_token": "test-csrf"}


def send(admin, path, **data):
    return admin.post(f"/admin/pieces/{path}", data={**GUARD, **data})


def page(shop, path="/"):
    pagecache._epochs.forget()
    answer = shop.get(path)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.req("WEB-23")
def test_a_piece_shows_when_it_is_published_and_goes_when_taken_back(admin, shop, make):
    make.product(slug="mug", title="Blue mug", price=1250)
    assert admin.get("/admin/pieces/").status_code == 200
    assert send(admin, "note", source="<b>Free delivery</b> at {{ shop.name }}").status_code == 303
    assert "Free delivery" in admin.get("/admin/pieces/note").text
    assert "Free delivery" not in page(shop)
    send(admin, "note/publish")
    assert "<b>Free delivery</b> at" in page(shop)
    send(
        admin,
        "product",
        source="{% if product.in_stock %}{{ product.title }} for {{ product.price }}{% endif %}",
    )
    send(admin, "product/publish")
    assert "Blue mug for" in page(shop, "/p/mug")
    for name in ("home", "listing", "cart", "foot"):
        send(admin, name, source=f"<i>own {name}</i>")
        send(admin, f"{name}/publish")
    home = page(shop)
    assert "own home" in home
    assert "own foot" in home
    assert "own listing" in page(shop, "/search")
    send(admin, "note", source="")
    send(admin, "note/publish")
    assert "Free delivery" not in page(shop)


@pytest.mark.req("WEB-23")
def test_a_broken_piece_leaves_the_shop_and_tells_the_merchant(admin, shop, unit, tenant):
    assert send(admin, "foot", source="{{ shop.name ").status_code == 422
    with unit(tenant):
        db.session.add(
            ContentVersion(
                id=new_id(), kind="template", name="foot", locale="", live_from=clock.now(), author="x",
                value={"source": "{{ shop.none.deeper }}"},
            )
        )  # fmt: skip
        refresh_pages()
    assert f'shop-foot-name">{tenant.name}' in page(shop)
    office = admin.get("/admin/pieces/foot").text
    assert "The published piece failed" in office
    assert "Fails" in admin.get("/admin/pieces/").text


def test_places_there_are_not_are_unknown(admin):
    assert admin.get("/admin/pieces/nothing").status_code == 404
    assert send(admin, "nothing", source="x").status_code == 404
    assert send(admin, "note/publish").status_code == 404
