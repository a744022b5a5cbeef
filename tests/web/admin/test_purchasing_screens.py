"""Suppliers, purchase orders and receiving through their screens, on the way a buyer and a store go them."""

import re
from typing import Any

import pytest

from tests.support.clients import page, sign_in


def post(browser: Any, address: str, **fields: str) -> Any:
    return browser.post(address, data={"csrf_token": "test-csrf", **fields})


@pytest.fixture
def ordered(app: Any, desk: Any, make: Any, tenant: Any) -> str:
    """The address of a sent order of ten mugs, made through the screens."""
    make.product(sku="MUG", price=1190, stock=3)
    made = post(desk, "/admin/suppliers/new", name="Clay & Co", lead_days="10", currency="EUR", active="on")
    supplier = made.headers["Location"]
    assert post(desk, f"{supplier}/offers", sku="MUG", cost="3,33", pack_size="1").status_code == 303
    assert "MUG" in page(desk.get(supplier))
    new = page(desk.get("/admin/purchases/new"))
    place = re.search(r'<select[^>]*name="location".*?value="([0-9a-f-]{36})"', new, re.S)
    assert place
    draft = post(
        desk, "/admin/purchases/new", supplier=supplier.rsplit("/", 1)[-1], location=place[1]
    ).headers["Location"]
    assert post(desk, f"{draft}/lines", sku="MUG", quantity="10").status_code == 303
    assert post(desk, f"{draft}/send").status_code == 303
    return draft


def counted(browser: Any, address: str) -> tuple[str, str]:
    """The receipt's id and the name of the first field, as the page has them."""
    body = page(browser.get(address))
    receipt, line = (
        re.search(r'name="receipt" value="([^"]+)"', body),
        re.search(r'name="(sound-[^"]+)"', body),
    )
    assert receipt
    assert line
    return receipt[1], line[1]


@pytest.mark.req("POS-09")
def test_a_delivery_is_counted_and_booked_once(ordered: str, desk: Any) -> None:
    receiving = ordered.replace("purchases", "receiving")
    assert "Clay &amp; Co" in page(desk.get("/admin/receiving/"))
    receipt, line = counted(desk, receiving)
    told = {"receipt": receipt, line: "9", "unknown": "WHAT-1 2\nOTHER THING", "rest": "never"}

    for _time in range(2):
        assert post(desk, receiving, **told).status_code == 303
    assert (
        post(desk, receiving, **(told | {"receipt": "00000000-0000-4000-8000-000000000001"})).status_code
        == 409
    )

    body = page(desk.get(ordered))
    assert "WHAT-1" in body
    assert "OTHER THING" in body
    assert "Missing" in body
    assert "staff:" not in body + page(desk.get(receiving))
    assert page(desk.get("/admin/stock/?q=MUG")).count(">12<") >= 1


def test_what_is_no_number_is_said_at_the_field(ordered: str, desk: Any) -> None:
    receiving = ordered.replace("purchases", "receiving")
    receipt, line = counted(desk, receiving)
    refused = post(desk, receiving, receipt=receipt, **{line: "nine"})
    assert refused.status_code == 422
    assert "such as 12" in refused.text
    assert receipt in refused.text
    assert post(desk, receiving, receipt=receipt).status_code == 422


def test_a_stores_own_people_receive_what_comes_to_it(ordered: str, app: Any, tenant: Any, make: Any) -> None:
    elsewhere = make.location(kind="store")
    hand = sign_in(app, tenant, make.staff(role="fulfillment_user", locations=[elsewhere]))
    assert "Clay" not in page(hand.get("/admin/receiving/"))
    assert hand.get(ordered.replace("purchases", "receiving")).status_code == 404
    assert hand.get(ordered).status_code == 403


def test_a_late_cost_needs_its_reason(ordered: str, desk: Any) -> None:
    receiving = ordered.replace("purchases", "receiving")
    receipt, line = counted(desk, receiving)
    post(desk, receiving, receipt=receipt, **{line: "10"})
    row = re.search(r"cost-([0-9a-f-]{36})", page(desk.get(ordered)))
    assert row
    assert post(desk, f"{ordered}/costs/{row[1]}", cost="40.00").status_code == 422
    assert post(desk, f"{ordered}/costs/{row[1]}", cost="40.00", reason="Invoice 7").status_code == 303
    assert "€40.00" in page(desk.get(ordered))


def test_lists_are_filtered(ordered: str, desk: Any) -> None:
    assert "#1001" in page(desk.get("/admin/purchases/?view=open&q=MUG"))
    assert "#1001" not in page(desk.get("/admin/purchases/?view=late"))
    assert "#1001" not in page(desk.get("/admin/purchases/?q=nothing"))
    assert "Nothing fits" in page(desk.get("/admin/suppliers/?q=nothing"))


def test_nothing_chosen_is_said_and_nothing_needed_too(ordered: str, desk: Any) -> None:
    assert "Nothing needs ordering" in page(desk.get("/admin/purchases/suggestions"))
    assert post(desk, "/admin/purchases/suggestions").status_code == 422
    gone = "00000000-0000-4000-8000-000000000001:00000000-0000-4000-8000-000000000002"
    assert post(desk, "/admin/purchases/suggestions", ids=gone).status_code == 409
