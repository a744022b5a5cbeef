"""The screens of A/B tests."""

import re

import pytest

from app.domains.experiments.models import Experiment
from tests.support.clients import with_token

FORM = {"name": "Ten percent", "code": "ten", "channel": "web", "share": "50"}


@pytest.fixture(autouse=True)
def _token(admin):
    with_token(admin)


def test_a_test_is_drafted_started_stopped(admin, count):
    assert "No tests yet" in admin.get("/admin/tests/").text
    refused = admin.post("/admin/tests/new", data=FORM | {"code": "Ten %"})
    assert (refused.status_code, "first a letter" in refused.text) == (422, True)

    page = admin.post("/admin/tests/new", data=FORM).location

    assert "Nobody took part yet" in admin.get(page).text
    for step, state in (("start", "running"), ("stop", "stopped")):
        assert admin.post(f"{page}/{step}").status_code == 303
        assert count(Experiment, Experiment.status == state) == 1
    assert admin.post(f"{page}/start").status_code == 409


def test_a_visitor_of_the_shop_is_known_again_while_a_test_runs(admin, shop, make):
    product = make.product(price=1000, stock=5)
    quiet = shop.post("/cart/lines", data={"product": product.slug, "quantity": "1"})
    assert "galleria_visitor" not in "".join(quiet.headers.getlist("Set-Cookie"))
    page = admin.post("/admin/tests/new", data=FORM).location
    admin.post(f"{page}/start")

    told = shop.post("/cart/lines", data={"product": product.slug, "quantity": "1"})

    assert re.search(r"galleria_visitor=\S+;.*HttpOnly", "".join(told.headers.getlist("Set-Cookie")))
    assert "100" in admin.get(page).text
