"""Pictures that an import named by address: fetched by a worker through the address filter, failures told."""

import io
import socket

import pytest
from PIL import Image
from sqlalchemy import select

from app.core import outgoing
from app.core.db import db
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.catalog.models import Asset, Media
from app.flows import fetch_pictures, import_catalog
from tests.support import web_host
from tests.support.web_host import leads_to, says


@pytest.mark.req("CAT-06")
def test_each_address_ends_as_a_picture_or_with_its_reason(tenant, unit, run_jobs, monkeypatch, count):
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(out, "JPEG")
    known, real = socket.getaddrinfo, outgoing.is_public
    monkeypatch.setattr(
        socket, "getaddrinfo",
        lambda name, *a, **k: known("127.0.0.1" if str(name).endswith(".example") else name, *a, **k),
    )  # fmt: skip
    monkeypatch.setattr(outgoing, "is_public", lambda address: address == "127.0.0.1" or real(address))
    monkeypatch.setattr(fetch_pictures, "MOST_BYTES", 2 * 1024 * 1024)
    with web_host.running() as host:
        host.pages = {
            "/good.jpg": says(200, out.getvalue()),
            "/moved.jpg": leads_to("/good.jpg"),
            "/inside.jpg": leads_to(f"http://127.0.0.2:{host.port}/good.jpg"),
            "/page.jpg": says(200, b"<html>Please sign in</html>"),
            "/huge.jpg": says(200, b"\xff\xd8" + b"x" * 2_200_000),
        }
        names = ["good", "moved", "inside", "page", "huge", "gone"]
        urls = [host.url(f"/{name}.jpg") for name in names] + ["http://10.0.0.7/x.jpg"]
        rows = "".join(f"P{n},Product {n},5.00,{url}\n" for n, url in enumerate(urls))
        with tenant_scope(tenant), acting_as(system("test")):
            import_catalog.import_data(f"sku,title,price,picture\n{rows}".encode(), format="galleria-csv")
        run_jobs()
    with unit(tenant):
        ended = {
            row.source_url: (row.file_key is not None, row.failure)
            for row in db.session.scalars(select(Media))
        }
    kept, failures = [ended[url][0] for url in urls], [ended[url][1] or "" for url in urls]
    assert kept == [True, True, False, False, False, False, False]
    assert failures[:2] == ["", ""]
    for failure, words in zip(
        failures[2:], ("open internet", "picture", "larger than 2 MB", "404", "open internet"), strict=True
    ):
        assert words in failure
    assert count(Asset) == 2
