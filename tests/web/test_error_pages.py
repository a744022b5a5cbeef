"""Refusals as people see them: the true status, our words, nothing that needs a tenant."""

from typing import Any

import pytest

from app.core.errors import Conflict
from app.web.errors import answer, problem


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [("/no-such-page", 404, "There is nothing here"), ("/healthz", 405, "That cannot be done here")],
)
def test_a_refusal_is_a_page_with_its_true_status(shop: Any, path: str, status: int, words: str) -> None:
    answer = shop.post(path) if status == 405 else shop.get(path)

    assert answer.status_code == status
    assert words in answer.get_data(as_text=True)


def test_a_host_without_a_shop_says_so(app: Any) -> None:
    answer = app.test_client().get("/", headers={"Host": "nobody.localhost"})

    assert answer.status_code == 404
    assert "No shop lives at this address" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("referrer", "leads_to"),
    [
        ("http://shop.example/admin/shipments/7?from=mail", "/admin/shipments/7?from=mail"),
        ("http://elsewhere.example/cart", "/admin/"),
        (None, "/admin/"),
    ],
)
def test_load_again_leads_to_the_page_whose_form_was_sent(
    app: Any, referrer: str | None, leads_to: str
) -> None:
    """The address of a form's action has nothing to show: it would answer 405."""
    sent = {
        "base_url": "http://shop.example",
        "method": "POST",
        "headers": {"Referer": referrer} if referrer else {},
    }
    with app.test_request_context("/admin/shipments/7/picking", **sent):
        page = answer(Conflict("This parcel is picked already")).get_data(as_text=True)

    assert f'href="{leads_to}"' in page
    assert 'href=""' not in page


def test_facts_of_a_refusal_never_replace_its_own_members() -> None:
    told = problem(Conflict("It went already", status="sent", title="y", state="sent"))
    assert (told["status"], told["title"], told["state"]) == (409, "It went already", "sent")
