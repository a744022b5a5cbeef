"""Files instead of goods: bought without delivery, fetched by a signed address, over with the money."""

import io
import re
from datetime import timedelta

import pytest

from app.core import clock
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.orders.models import Order, OrderDownload
from app.flows import refund_order
from app.flows.reconcile import reconcile

PDF = b"%PDF-1.4 a pattern to sew"
BUYER = {
    "email": "kim@example.com", "name": "Kim Buyer", "country": "DE", "delivery": "download", "token": "tok_approve",
}  # fmt: skip


@pytest.fixture
def pattern(make, admin, desk):
    """A sewing pattern that is sold as its file."""
    made = make.product(slug="pattern", title="Pattern", sku="PAT", price=1200, stock=0)
    address = f"/admin/products/{made.id}/selling"
    early = admin.post(f"{address}/terms", data={"digital": "1", "download_most": "2", "download_days": "7"})
    assert early.status_code == 422
    assert "Add a file first" in early.text
    sent = admin.post(f"{address}/files", data={"file": (io.BytesIO(PDF), "Schnitt für Åse.pdf")})
    assert sent.status_code == 303, sent.text
    terms = {"digital": "1", "download_most": "2", "download_days": "7"}
    assert admin.post(f"{address}/terms", data=terms).status_code == 303
    return made


def buy(shop, *slugs, **changes):
    for slug in slugs:
        assert shop.post("/cart/lines", data={"product": slug, "quantity": "1"}).status_code == 303
    form = BUYER | changes
    total = re.search(r'name="seen_total" value="(\d+)"', shop.post("/checkout/review", data=form).text)
    return shop.post("/checkout", data={"seen_total": total[1], **form})


def links(text):
    return re.findall(r'href="(/downloads/[^"]+)"', text)


@pytest.mark.req("CAT-04")
def test_a_download_is_bought_without_delivery_and_fetched_as_often_as_it_may(
    shop, api, pattern, run_jobs, tenant, count
):
    assert "Download as soon as it is paid" in shop.get("/p/pattern").text
    shop.post("/cart/lines", data={"product": "pattern", "quantity": "1"})
    page = shop.get("/checkout").text
    assert 'name="line1"' not in page
    assert 'name="delivery" value="download"' in page
    placed = buy(shop)
    assert placed.status_code == 303, placed.text
    assert links(shop.get(placed.location).text) == []  # not before a worker saw that it is paid
    run_jobs()
    story = shop.get(placed.location).text
    (link,) = links(story)
    assert "can be fetched 2 more times" in story
    number = api.get("/api/v1/orders").json["items"][0]["number"]
    told = api.get(f"/api/v1/orders/{number}/downloads").json["items"]
    assert [(each["left"], each["url"].endswith(link)) for each in told] == [(2, True)]
    for _time in range(2):
        file = shop.get(link)
        assert (file.status_code, file.data) == (200, PDF)
        assert (
            file.headers["Content-Disposition"]
            == "attachment; filename*=UTF-8''Schnitt%20f%C3%BCr%20%C3%85se.pdf"
        )
        assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert shop.get(link).status_code == 403
    assert links(shop.get(placed.location).text) == []
    assert count(Order, Order.status == "completed", Order.shipping == 0) == 1
    with tenant_scope(tenant):
        assert not reconcile().violations


def test_an_address_that_was_not_signed_opens_nothing(shop, pattern, run_jobs, other_shop, count):
    placed = buy(shop, "pattern")
    run_jobs()
    (link,) = links(shop.get(placed.location).text)
    assert shop.get(link[:-3] + "AAA").status_code == 404
    assert other_shop.get(link).status_code == 404
    assert count(OrderDownload, OrderDownload.used == 0) == 1


def test_its_time_ends(shop, pattern, run_jobs):
    placed = buy(shop, "pattern")
    run_jobs()
    (link,) = links(shop.get(placed.location).text)
    with clock.frozen(clock.now() + timedelta(days=8)):
        assert shop.get(link).status_code == 403


@pytest.mark.req("CAT-04")
def test_what_is_paid_back_cannot_be_fetched(shop, pattern, run_jobs, unit, tenant):
    from sqlalchemy import select

    from app.core.db import db
    from app.domains.orders.models import OrderLine

    placed = buy(shop, "pattern")
    run_jobs()
    (link,) = links(shop.get(placed.location).text)
    with unit(tenant):
        line = db.session.scalars(select(OrderLine)).one()
        order_id, line_id, quantity = line.order_id, line.id, line.quantity
    with tenant_scope(tenant), acting_as(system("test")):
        refund_order.refund_order(order_id, {line_id: quantity}, shipping=False, reason="wrong one")
    run_jobs()
    assert shop.get(link).status_code == 403


def test_beside_goods_the_download_is_there_and_the_rest_is_sent(shop, pattern, make, run_jobs, count):
    make.product(slug="mug", sku="MUG", stock=3)
    placed = buy(
        shop, "pattern", "mug", delivery="standard", line1="Long Lane 5", postal_code="10115", city="Berlin"
    )
    assert placed.status_code == 303, placed.text
    run_jobs()
    assert len(links(shop.get(placed.location).text)) == 1
    assert count(Order, Order.fulfillment_status == "partial", Order.shipping > 0) == 1


def test_the_last_file_of_a_download_stays(admin, pattern):
    page = admin.get(f"/admin/products/{pattern.id}/selling").text
    remove = re.search(r'action="([^"]+/remove)"', page)[1]
    assert admin.post(remove).status_code == 422


def test_without_a_file_number_or_name_it_is_refused_at_its_field(admin, pattern):
    address = f"/admin/products/{pattern.id}/selling"
    refused = admin.post(f"{address}/files", data={"file": (io.BytesIO(b""), "")})
    assert refused.status_code == 422
    assert "Choose a file" in refused.text
    wrong = admin.post(f"{address}/terms", data={"digital": "1", "download_most": "0", "download_days": "7"})
    assert wrong.status_code == 422
    assert "Enter a number from 1 to 1000" in wrong.text
