"""Refusals as people see them: the true status, our words, nothing that needs a tenant."""

from typing import Any

import pytest


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
