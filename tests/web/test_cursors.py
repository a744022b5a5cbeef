"""Cursors that are not ours: no list of the console, the API, the shop or the operators falls over one."""

import base64
from collections.abc import Iterator
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete

from app.api.contract import path_of
from app.config import override
from app.core.db import db
from app.core.errors import BadRequest
from app.core.paging import decode_cursor, encode_cursor
from app.outbound.notifications.models import Mail
from app.web import ratelimit
from tenants import operators
from tenants.databases import owner_engine
from tests.support.clients import visit_host
from tests.support.sweeping import NOBODY, address, insiders, own_first, parameters, rules
from tests.support.tenantful import Full, fill

AT = "2026-01-01T00:00:00+00:00"
ODD = ("x", "\0", "\ud800", "2026-02-30", 0, -1, 2**62 - 1, 2**70, None, True, 1.5, float("inf"), [], {})
FIRST = (AT, "2026-01-01T00:00:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "9999-12-31")
KEYS: list[tuple[Any, ...]] = [
    *[(odd,) * size for odd in ODD for size in (1, 2)],
    *[(key, NOBODY) for key in (*ODD, *FIRST)],
    *[
        (AT,),
        (NOBODY,),
        (NOBODY, AT),
        (AT, "x"),
        ("9999-12-31", NOBODY, NOBODY),
        (),
        ("a", "b", "c"),
        ("a", "b", "c", "d"),
    ],
]
NOT_BASE64 = "!"
BROKEN = [
    *[NOT_BASE64, "ä", "\0", "AAA", "AAAAA", encode_cursor(AT, NOBODY) + "A" * 90, encode_cursor("x" * 600)],
    *[base64.urlsafe_b64encode(each).decode() for each in (b"{}", b"1", b"\xff\xfe", b"[[", b"[" * 300)],
    *[encode_cursor(*keys) for keys in KEYS],
]
SHARES = 4
"""All read cursors by one function: each list is asked with a quarter of them, its neighbours with the others."""


def ask(client: Any, path: str, cursor: str) -> Any:
    ratelimit.forget()
    return client.get(path, query_string={"cursor": cursor})


def takes_a_cursor(answer: Any) -> bool:
    if answer.status_code != 400:
        return False
    return not answer.is_json or answer.get_json()["code"] == "request.cursor"


def asked_by(operation: dict[str, Any]) -> set[str]:
    return {each["name"] for each in operation.get("parameters", ())}


def pages(app: Any, host: Full) -> Iterator[tuple[str, str, Any]]:
    """(rule, address, caller) of everything that can be read of a shop."""
    for rule in rules(app):
        if "GET" not in (rule.methods or ()):
            continue
        kinds = parameters(rule)
        wishes = [own_first(rule, host, name, kind)[:2] for name, kind in kinds.items()]
        for values, client in product(product(*wishes), insiders(app, host, rule).values()):
            yield rule.rule, address(rule, dict(zip(kinds, values, strict=True))), client


def fallen(asked: list[tuple[str, str, Any]]) -> tuple[set[str], list[Any]]:
    """The rules that read the cursor, and what fell over one."""
    readers: set[str] = set()
    others: set[tuple[str, Any]] = set()
    wrong = []
    for rule, path, client in asked:
        if rule in readers or (rule, client) in others:
            continue
        answer = ask(client, path, NOT_BASE64)
        if answer.status_code >= 500 > ask(client, path, "").status_code:
            wrong.append((rule, NOT_BASE64, answer.status_code))
        if takes_a_cursor(answer):
            readers.add(rule)
            some = BROKEN[len(readers) % SHARES :: SHARES]
            told = [(rule, cursor, ask(client, path, cursor).status_code) for cursor in some]
            wrong += [each for each in told if each[2] >= 500]
        elif answer.status_code == 200:  # a page that is there and asks for no cursor
            others.add((rule, client))
    return readers, wrong


@pytest.mark.timeout(300)
def test_no_list_of_a_shop_falls_over_a_broken_cursor(
    app: Any, tenant: Any, database: Any, shop: Any, unit: Any, kept_pages: None
) -> None:
    with override(rate_limit_anonymous=0, web_processes=1):
        host = fill(tenant, database.superuser_url)
        with unit(tenant):
            db.session.execute(delete(Mail))  # sealed by nobody: their list falls without a cursor, too
        readers, wrong = fallen(list(pages(app, host)))
    assert not wrong
    assert len([rule for rule in readers if rule.startswith("/admin")]) >= 20
    paths = shop.get("/api/v1/openapi.json").get_json()["paths"]
    told = {path for path, methods in paths.items() if "cursor" in asked_by(methods.get("get", {}))}
    assert {path_of(rule) for rule in readers if rule.startswith("/api")} == told


def test_no_list_of_the_operators_falls_over_a_broken_cursor(app: Any, database: Any) -> None:
    operators.create(owner_engine(), email="op@example.com", name="Olga", password="an operator's words")
    client = visit_host(app, "console.localhost")
    client.post("/console/sign-in", data={"email": "op@example.com", "password": "an operator's words"})
    lists = [(path, path, client) for path in ("/console/tenants/", "/console/journal/")]
    assert fallen(lists) == ({path for _rule, path, _client in lists}, [])


def test_what_was_written_is_read_as_its_kind() -> None:
    cursor = encode_cursor("Müll", 7, UUID(NOBODY))
    assert decode_cursor(cursor, str, int, UUID) == ("Müll", 7, UUID(NOBODY))
    assert decode_cursor("", str) is None
    with pytest.raises(BadRequest):
        decode_cursor(cursor, str, str, UUID)
