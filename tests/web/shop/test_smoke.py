def test_journey(shop, make):
    cat = make.category(name="Mugs", slug="mugs")
    make.product(sku="MUG", title="Blue mug", slug="blue-mug", price=1200, stock=5, category=cat)
    for path in ("/", "/c/mugs", "/search?q=mug", "/search?q=zzz", "/p/blue-mug", "/cart", "/cart/badge", "/pages/imprint", "/stores", "/consent", "/robots.txt", "/sitemap.xml", "/account/sign-in", "/account/register", "/account/forgot", "/account/reset/x", "/brand.css"):
        a = shop.get(path)
        print(path, a.status_code)
        assert a.status_code in (200, 400), a.text[:3000]
    a = shop.post("/cart/lines", data={"product": "blue-mug", "quantity": "2"})
    assert a.status_code == 303, a.text
    a = shop.get("/cart"); assert a.status_code == 200 and "Blue mug" in a.text, a.text
    a = shop.get("/checkout"); assert a.status_code == 200, a.text
    import re
    total = re.search(r'name="seen_total" value="(\d+)"', a.text)[1]
    a = shop.post("/checkout", data={"email": "kim@example.com", "name": "Kim", "line1": "A 1", "postal_code": "10115", "city": "Berlin", "country": "DE", "delivery": "standard", "token": "tok_approve", "seen_total": total})
    assert a.status_code == 303, a.text
    print(a.location)
    a = shop.get(a.location); assert a.status_code == 200, a.text
    assert "Thank you" in a.text
