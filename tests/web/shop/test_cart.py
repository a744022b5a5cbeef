"""The cart: what goes in, what is refused, and that nothing is shrunk in silence."""

import re

from app.domains.carts.models import Cart, CartLine


def line_of(shop):
    return re.search(r"/cart/lines/([0-9a-f-]{36})/remove", shop.get("/cart").text)[1]


def test_a_cart_is_kept_by_a_cookie_that_scripts_cannot_read(shop, cart, count):
    cart(shop, quantity=2, title="Blue mug", price=1250)
    cookie = shop.get_cookie("galleria_cart", domain="alpha.localhost")
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert not cookie.domain.startswith(".")
    text = shop.get("/cart").text
    assert "Blue mug" in text
    assert "€25.00" in text
    assert "from €4.90" in text
    assert ">2<" in shop.get("/cart/badge").text
    assert count(Cart) == 1
    assert count(CartLine) == 1


def test_more_than_there_is_is_refused_beside_the_button_and_at_the_line(shop, make, count):
    make.product(slug="rare", title="Rare thing", stock=3)
    refused = shop.post(
        "/cart/lines", data={"product": "rare", "quantity": "4"}, headers={"HX-Request": "true"}
    )
    assert refused.status_code == 409
    assert "only 3 left" in refused.text
    assert count(CartLine) == 0
    shop.post("/cart/lines", data={"product": "rare", "quantity": "3"})
    refused = shop.post(f"/cart/lines/{line_of(shop)}", data={"quantity": "5"})
    assert refused.status_code == 409
    assert "only 3 left" in refused.text
    assert 'value="3"' in refused.text


def test_a_number_that_is_none_is_said(shop, cart):
    cart(shop)
    refused = shop.post(f"/cart/lines/{line_of(shop)}", data={"quantity": "many"})
    assert refused.status_code == 422
    assert "whole number" in refused.text


def test_what_is_taken_out_can_be_put_back(shop, cart, count):
    product = cart(shop, quantity=2, title="Blue mug")
    out = shop.post(f"/cart/lines/{line_of(shop)}/remove").text
    assert "Blue mug is out of the cart" in out
    assert "Your cart is empty" in out
    assert count(CartLine) == 0
    shop.post("/cart/back", data={"sku": product.sku, "quantity": "2"})
    assert count(CartLine, CartLine.quantity == 2) == 1


def test_what_is_sold_no_more_or_too_few_is_marked_and_holds_checkout(shop, cart, unit, tenant):
    from app.core.db import db
    from app.domains.catalog.models import Product

    gone = cart(shop, title="Old thing", price=900)
    cart(shop, title="New thing", price=100)
    with unit(tenant):
        db.session.get(Product, gone.id).status = "archived"
    text = shop.get("/cart").text
    assert "no longer sold" in text
    assert "€1.00" in text
    assert shop.get("/checkout").location == "/cart"


def test_a_stranger_has_no_part_in_a_cart(app, tenant, shop, cart, other_shop):
    cart(shop)
    line = line_of(shop)
    known = shop.get_cookie("galleria_cart", domain="alpha.localhost").value
    other_shop.set_cookie("galleria_cart", known, domain="beta.localhost")
    assert "Your cart is empty" in other_shop.get("/cart").text
    other_shop.post(f"/cart/lines/{line}/remove")
    assert line in shop.get("/cart").text


def test_forms_of_other_sites_do_nothing(shop, make, count):
    make.product(slug="mug")
    sent = shop.post("/cart/lines", data={"product": "mug"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert sent.status_code == 403
    assert count(Cart) == 0


def test_plus_and_minus_work_without_scripts(shop, cart, count):
    cart(shop, quantity=2, stock=5)
    text = shop.get("/cart").text
    assert re.search(r'type="submit" name="step" value="-1"', text)
    address = f"/cart/lines/{line_of(shop)}"
    assert shop.post(address, data={"quantity": "2", "step": "1"}).status_code in {200, 303}
    assert count(CartLine, CartLine.quantity == 3) == 1
    shop.post(address, data={"quantity": "3", "step": "-1"})
    assert count(CartLine, CartLine.quantity == 2) == 1
    shop.post(address, data={"quantity": "1", "step": "-1"})
    assert count(CartLine, CartLine.quantity == 1) == 1, "taking out is another button"
