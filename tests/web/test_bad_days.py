"""Bad days, each with a clear answer and nothing lost: files that are not what they say, a database or a broker away."""

import io
import json
import time
import urllib.error
import urllib.request
from typing import Any

import pytest

from app.core import jobs
from app.domains.catalog.models import ImportRun, Product
from app.domains.orders.models import Order
from app.outbound.notifications.models import Mail
from tests.factories import Make
from tests.support.faraway import line
from tests.support.server import serve
from tests.web.api.test_contract import check_out, opened

HEAD = b"Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Status\n"
GOOD = b"mug,Blue mug,Title,Default Title,MUG,12.50,active\n"
MEGABYTE = 1024 * 1024
TOO_LARGE = b"x" * (50 * MEGABYTE)


# ---- Uploads ------------------------------------------------------------------------------------


def sent(content: bytes, name: str = "products.csv", **fields: str) -> dict[str, Any]:
    return {"csrf_token": "test-csrf", "format": "shopify-csv", **fields, "file": (io.BytesIO(content), name)}


@pytest.mark.parametrize("door", ["screen", "pictures", "api"])
def test_fifty_megabytes_are_refused_in_words(
    admin: Any, api: Any, make: Make, door: str, count: Any
) -> None:
    made = make.product()
    path, client = {
        "screen": ("/admin/imports/", admin),
        "pictures": (f"/admin/products/{made.id}/pictures", admin),
        "api": (f"/api/v1/products/{made.id}/images", api),
    }[door]
    answer = client.post(path, data=sent(TOO_LARGE) | {"picture": (io.BytesIO(b""), "a.png")})
    assert answer.status_code == 413
    if door == "api":
        assert answer.json["code"] == "request.too_large"
    else:
        assert "larger" in answer.get_data(as_text=True)
    assert count(ImportRun) == 0


@pytest.mark.parametrize(
    ("content", "loaded"),
    [
        pytest.param(HEAD + GOOD, 1, id="a good file"),
        pytest.param(HEAD + GOOD.replace(b"Blue", "Größe".encode()), 1, id="UTF-8"),
        pytest.param(b"\xef\xbb\xbf" + HEAD + GOOD, 1, id="with a byte order mark"),
        pytest.param(HEAD + GOOD.replace(b"Blue", "Größe".encode("latin-1")), None, id="Latin-1"),
        pytest.param((HEAD + GOOD).decode().encode("utf-16"), None, id="UTF-16"),
        pytest.param(
            HEAD + b'mug,"Blue mug,Title,Default Title,MUG,12.50,active\n', None, id="an open quote"
        ),
        pytest.param(
            HEAD + GOOD + b"cup,Cup,Title,Default Title,CUP,a lot,active\n", 1, id="a price in words"
        ),
        pytest.param(HEAD + GOOD + b"cup\n,,,\n", None, id="short rows"),
        pytest.param(HEAD + GOOD.replace(b"Blue", b"Bl\x00ue"), None, id="a NUL"),
        pytest.param(b"", 0, id="an empty file"),
        pytest.param(b"PK\x03\x04" + bytes(range(256)) * 40, 0, id="an archive"),
        pytest.param(b"a;b;c\n1;2;3\n", 0, id="other columns"),
        pytest.param(HEAD.replace(b",", b";") + GOOD.replace(b",", b";"), None, id="semicolons"),
    ],
)
def test_a_broken_file_is_told_row_by_row_and_the_good_rows_load(
    admin: Any, run_jobs: Any, count: Any, content: bytes, loaded: int | None
) -> None:
    answer = admin.post("/admin/imports/", data=sent(content))
    assert answer.status_code in (303, 422), answer.status_code
    if answer.status_code == 422:
        assert loaded in (0, None)
        return
    run_jobs()
    page = admin.get(answer.headers["Location"])
    assert page.status_code == 200
    assert count(Product) == 0
    load = admin.post(f"{answer.headers['Location']}/load", data={"csrf_token": "test-csrf"})
    assert load.status_code in (303, 409, 422)
    run_jobs()
    assert admin.get(answer.headers["Location"]).status_code == 200
    if loaded is not None:
        assert count(Product) == loaded


# ---- The broker away ------------------------------------------------------------------------------


class _Away:
    """A broker that nobody reaches."""

    def send(self, actor: str, kwargs: dict[str, Any], *, delay_ms: int | None = None) -> None:
        raise ConnectionError("the broker is away")

    def backlog(self) -> None:
        return None


@pytest.mark.req("API-12")
def test_orders_go_through_without_a_broker_and_mails_leave_later(
    shop: Any, admin: Any, make: Make, count: Any, run_jobs: Any, sender: Any
) -> None:
    make.product(sku="MUG")
    jobs.set_sender(_Away())
    assert check_out(shop, opened(shop, ("MUG", 1))["id"]).status_code == 201
    assert admin.get("/admin/orders/").status_code == 200
    assert (count(Order), count(Mail)) == (1, 0)
    jobs.set_sender(sender)
    run_jobs()
    assert count(Mail) == 1


# ---- The database away ----------------------------------------------------------------------------


def ask(port: int, path: str, host: str = "alpha.localhost") -> tuple[int, str, Any]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode(), refused.headers


def wait_for(port: int, path: str, status: int, seconds: float = 15) -> None:
    ends = time.monotonic() + seconds
    while (found := ask(port, path)[0]) != status:
        assert time.monotonic() < ends, f"{path} still answers {found}"
        time.sleep(0.2)


def test_a_database_away_is_said_and_comes_back_by_itself(database: Any, directory: Any, make: Make) -> None:
    make.product(sku="MUG")
    with line(database.port) as wire:
        address = database.tcp_url.replace(f":{database.port}/", f":{wire.port}/")
        with serve(workers=1, threads=2, DATABASE_URL=address) as port:
            assert ask(port, "/")[0] == 200
            wire.cut()
            wait_for(port, "/readyz", 503)
            assert ask(port, "/healthz")[0] == 200
            status, page, headers = ask(port, "/cart")
            assert (status, "catching its breath" in page) == (503, True)
            assert int(headers["Retry-After"]) > 0
            assert "Traceback" not in page
            status, body, headers = ask(port, "/api/v1/products")
            assert (status, json.loads(body)["code"]) == (503, "database.unavailable")
            assert headers["Content-Type"] == "application/problem+json"
            wire.mend()
            wait_for(port, "/readyz", 200)
            for path in ("/", "/cart", "/api/v1/products"):
                assert ask(port, path)[0] == 200
