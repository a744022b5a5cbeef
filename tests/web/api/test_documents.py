"""The readable page of the API: whole, in plain HTML, from the shop's own host alone."""

import re
from typing import Any

import pytest

from app.api.contract import operations


@pytest.mark.req("API-06")
def test_the_page_tells_every_operation(shop: Any, document: dict[str, Any]) -> None:
    answer = shop.get("/api/docs")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    page = answer.get_data(as_text=True)
    for path, _method, operation in operations(document):
        assert f'id="{operation["operationId"].replace("_", "-")}"' in page
        assert f"<code>{path}</code>" in page
    for words in (
        "Quick start",
        "Authentication",
        "Idempotency",
        "tok_needs_action",
        "Retry-After",
        "lines[].sku",
    ):
        assert words in page
    assert "curl http://alpha.localhost" in page


def test_the_page_needs_nothing_from_elsewhere(shop: Any) -> None:
    page = shop.get("/api/docs").get_data(as_text=True)
    loaded = re.findall(r'(?:src|href)="([^"#][^"]*)"', page)
    assert loaded
    assert all(each.startswith("/") and not each.startswith("//") for each in loaded)
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    for each in loaded:
        if each.startswith("/static/") and "/vendor/" not in each:
            assert shop.get(each).status_code == 200, each


def test_the_document_is_kept_by_no_shop(shop: Any, other_shop: Any) -> None:
    assert shop.get("/api/v1/openapi.json").data == other_shop.get("/api/v1/openapi.json").data
