"""Buyers are asked for a review once an order, some days after it came, and never against their will."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import insert

from app.core import clock
from app.core.db import db
from app.core.ids import new_id
from app.domains.channels import service as channels
from app.domains.channels.types import ReviewMails
from app.domains.fulfillment.models import Shipment
from app.domains.orders.models import Order
from app.domains.reviews.models import ReviewOptOut
from app.outbound.notifications import review_questions, service
from app.outbound.notifications.models import Mail


@pytest.fixture
def came(make, unit, tenant, shop):
    """came(days) makes an order of a mug that was sent so many days ago; answers its id."""

    def send(days, mail="kim@example.com"):
        product = make.product(title="Blue mug", price=1000)
        shop.post("/cart/lines", data={"product": product.slug, "quantity": "1"})
        form = {
            "email": mail, "name": "Kim Buyer", "line1": "Long Lane 5", "postal_code": "10115", "city": "Berlin",
            "country": "DE", "delivery": "standard", "token": "tok_approve",
        }  # fmt: skip
        total = re.search(r'name="seen_total" value="(\d+)"', shop.post("/checkout/review", data=form).text)
        assert shop.post("/checkout", data={"seen_total": total[1], **form}).status_code == 303
        with unit(tenant):
            order = db.session.query(Order).order_by(Order.placed_at.desc()).first()
            order.fulfillment_status = "fulfilled"
            place = make.location(code=f"w{days}")
            at = clock.now() - timedelta(days=days)
            db.session.execute(
                insert(Shipment).values(
                    id=new_id(),
                    order_id=order.id,
                    location_id=place.id,
                    status="shipped",
                    shipped_at=at,
                    created_at=at,
                )
            )
            return order.id, product.slug

    return send


def asked(count):
    return count(Mail, Mail.kind == "review_question")


def test_nobody_is_asked_before_the_shop_wants_it(came, unit, tenant, count):
    came(20)
    with unit(tenant):
        assert review_questions.ask() == 0
    assert asked(count) == 0


@pytest.mark.req("CUS-13")
def test_a_buyer_is_asked_once_and_can_end_the_questions(came, unit, tenant, count, shop):
    came(3)
    with unit(tenant):
        channels.save(ReviewMails(ask=True, days=14))
        assert review_questions.ask() == 0, "too early"
    _order, slug = came(15)
    with unit(tenant):
        assert review_questions.ask() == 1
    with unit(tenant):
        assert review_questions.ask() == 0, "once an order"
        text = service.caught()[0].text
    assert f"/account/reviews/{slug}" in text
    path = re.search(r"http://[^/]+(/reviews/stop/\S+)", text)[1]
    assert "Ask me no more" in shop.get(path).text
    assert count(ReviewOptOut) == 0, "opening the link alone does nothing"
    assert "we ask you no more" in shop.post(path).text
    assert shop.post(path[:-3] + "abc").status_code == 404
    came(16)
    with unit(tenant):
        assert review_questions.ask() == 0
    assert asked(count) == 1


def test_what_came_long_ago_is_not_asked_about(came, unit, tenant):
    came(90)
    with unit(tenant):
        channels.save(ReviewMails(ask=True, days=14))
        assert review_questions.ask() == 0


def test_the_setting_is_kept_and_refused_at_its_field(desk):
    assert desk.post("/admin/settings/reviews", data={"ask": "1", "days": "7"}).status_code == 303
    assert 'value="7"' in desk.get("/admin/settings/reviews").text
    assert desk.post("/admin/settings/reviews", data={"ask": "1", "days": "900"}).status_code == 422
