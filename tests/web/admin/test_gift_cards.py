"""The gift cards' screens: what is owed, the code that shows once, loads, blocks, credit for a customer."""

import re

import pytest

from app.domains.giftcards.models import GiftCard, GiftCardEntry
from tests.support.clients import with_token

NEW = "/admin/gift-cards/new"


@pytest.fixture(autouse=True)
def _tokens(admin, other_admin):
    with_token(admin)
    with_token(other_admin)


def drawn(admin):
    return re.search(r'name="id" value="([^"]+)"', admin.get(NEW).text).group(1)


def issue(admin, amount="50", note="For Kim", **more):
    return admin.post(
        NEW, data={"id": drawn(admin), "amount": amount, "currency": "EUR", "note": note, **more}
    )


@pytest.fixture
def address(admin):
    found = re.search(r'action="(/admin/gift-cards/[^"/]+)/loads"', issue(admin).text)
    return found.group(1)


def test_the_empty_list_says_what_to_do(admin):
    assert "No gift card yet" in admin.get("/admin/gift-cards/").text


def test_a_code_shows_once_and_a_second_send_makes_no_second_card(admin, count):
    form = {"id": drawn(admin), "amount": "50", "currency": "EUR"}
    first = admin.post(NEW, data=form)
    code = re.search(r"<code>([A-Z0-9-]{19})</code>", first.text).group(1)
    again = admin.post(NEW, data=form)
    assert (again.status_code, again.headers["Location"]) == (303, f"/admin/gift-cards/{form['id']}")
    page = admin.get(again.headers["Location"]).text
    assert code not in page
    assert f"…{code[-4:]}" in page
    assert (count(GiftCard), count(GiftCardEntry)) == (1, 1)
    assert f"…{code[-4:]}" in admin.get(f"/admin/gift-cards/?q={code.lower()}").text
    assert "Nothing fits" in admin.get("/admin/gift-cards/?q=nobody").text


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [("0", "EUR", "Enter an amount above 0"), ("x", "EUR", "Write an amount"), ("5", "JPY", "")],
)
def test_a_wrong_form_says_where(admin, count, amount, currency, words):
    refused = admin.post(NEW, data={"id": drawn(admin), "amount": amount, "currency": currency})
    assert refused.status_code == 422
    assert words in refused.text
    assert count(GiftCard) == 0


def test_the_list_tells_what_is_owed_and_filters(admin, address):
    page = admin.get("/admin/gift-cards/").text
    assert "Owed to holders" in page
    assert "50.00" in page
    assert "For Kim" in admin.get("/admin/gift-cards/?kind=gift&status=active&q=for").text
    assert "Nothing fits" in admin.get("/admin/gift-cards/?status=blocked").text


def test_a_card_is_loaded_blocked_and_let_pay_again(admin, address):
    assert admin.post(f"{address}/loads", data={"amount": "12.50", "reason": "birthday"}).status_code == 303
    assert "62.50" in admin.get(address).text
    assert admin.post(f"{address}/loads", data={"amount": ""}).status_code == 422
    assert admin.post(f"{address}/block", data={"reason": ""}).status_code == 422
    assert admin.post(f"{address}/block", data={"reason": "stolen"}).status_code == 303
    page = admin.get(address).text
    assert "Blocked" in page
    assert "Load the card" not in page
    assert admin.post(f"{address}/loads", data={"amount": "1"}).status_code == 422
    assert admin.post(f"{address}/block", data={"reason": "found"}).status_code == 303
    assert "Load the card" in admin.get(address).text


def test_credit_is_granted_with_a_reason_and_stands_on_the_customers_page(admin, make, count):
    customer = make.customer(name="Kim Doe")
    form = f"/admin/gift-cards/credit/{customer.id}"
    assert admin.post(form, data={"amount": "20", "currency": "EUR", "reason": ""}).status_code == 422
    for _twice in range(2):
        assert (
            admin.post(form, data={"amount": "20", "currency": "EUR", "reason": "late parcel"}).status_code
            == 303
        )
    assert count(GiftCard) == 1
    assert "40.00" in admin.get(f"/admin/customers/{customer.id}").text
    assert "Kim Doe" in admin.get("/admin/gift-cards/?kind=credit").text


def test_strangers_are_404(admin, other_admin, address):
    for path in ("", "/loads", "/block"):
        send = other_admin.get if not path else other_admin.post
        assert send(f"{address}{path}").status_code == 404
    assert admin.post("/admin/gift-cards/credit/0198f3a2-7c1e-7b52-9d0a-5e2f6c1b4a77").status_code == 404
