"""Pictures taken all round a product: chosen in the console, turned in the shop, a row of pictures without scripts."""

import re

import pytest


@pytest.fixture
def pot(make, tenant, desk):
    product = make.product(slug="pot", title="Pot")
    pictures = [
        make.media(product=product, file_key=f"{tenant.id}/media/p{n}", width=1200, height=900, alt=f"View {n}", position=n)
        for n in range(5)
    ]  # fmt: skip
    return product, pictures


def turn(admin, pot, place, said):
    product, pictures = pot
    address = f"/admin/products/{product.id}/pictures/{pictures[place].id}/turning"
    return admin.post(address, data={"turning": said})


@pytest.mark.req("WEB-10")
def test_frames_stand_apart_from_the_gallery(admin, shop, api, pot):
    assert "data-turn" not in shop.get("/p/pot").text
    assert turn(admin, pot, 2, "on").status_code == 303
    assert "data-turn" not in shop.get("/p/pot").text, "one frame is no view"
    turn(admin, pot, 2, "onwards")
    page = shop.get("/p/pot").text
    assert page.count("data-look=") == 2
    assert (
        len(re.findall(r"<figure class=\"picture\">", page.split("data-turn")[1].split("turn-bar")[0])) == 3
    )
    told = api.get("/api/v1/products/pot").json["images"]
    assert [each["turning"] for each in told] == [False, False, True, True, True]
    turn(admin, pot, 3, "off")
    turn(admin, pot, 4, "off")
    assert "data-turn" not in shop.get("/p/pot").text


def test_a_picture_of_another_product_is_not_found(admin, make, pot):
    other = make.product(slug="cup", title="Cup")
    address = f"/admin/products/{other.id}/pictures/{pot[1][0].id}/turning"
    assert admin.post(address, data={"turning": "on"}).status_code == 404
