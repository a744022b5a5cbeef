"""Doors that stay shut: hosts nobody knows, closed shops, jobs without a tenant, files and pages of another."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import update

from app.config import settings
from app.core import files, jobs, tenancy
from app.core.errors import NoTenant, NotFound, TenantMixup
from app.core.tenancy import tenant_scope
from app.web import pagecache
from tenants.models import TenantRow
from tests.support.clients import sign_in, visit, visit_host
from tests.support.jobs import _actor, run_jobs
from tests.support.sweeping import NOBODY, address, parameters, rules
from tests.support.units import control

ANSWERS_EVERYWHERE = {"/healthz", "/readyz"}


@contextmanager
def suspended(tenant: Any) -> Iterator[None]:
    """The tenant is closed for the while, as the registry tells it."""
    _status(tenant, "suspended")
    yield
    _status(tenant, "active")


def _status(tenant: Any, status: str) -> None:
    from app.core.db import db

    with control():
        db.session.execute(update(TenantRow).where(TenantRow.id == tenant.id).values(status=status))
    tenancy.directory().forget(tenant.id)  # type: ignore[attr-defined]  # the registry's own


def paths(app: Any) -> list[tuple[str, str]]:
    """(method, address) of every rule."""
    return [
        (
            method,
            address(
                rule, {name: "1" if kind == "int" else NOBODY for name, kind in parameters(rule).items()}
            ),
        )
        for rule in rules(app, without=("\0",))
        for method in sorted((rule.methods or set()) - {"OPTIONS"})
    ]


@pytest.mark.req("TEN-01")
@pytest.mark.parametrize(
    "host", ["nobody.localhost", "127.0.0.1:8000", "localhost", "alpha.localhost.evil.test"]
)
def test_a_host_that_nobody_knows_has_nothing_but_health(app: Any, host: str) -> None:
    client = visit_host(app, host)
    open_ = {path for method, path in paths(app) if client.open(path, method=method).status_code != 404}
    assert open_ <= ANSWERS_EVERYWHERE
    assert client.get("/no/such/page").status_code == 404
    assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200


@pytest.mark.parametrize("host", ["ALPHA.localhost", "alpha.localhost:1234", "alpha.localhost."])
def test_the_port_and_the_case_of_a_host_do_not_matter(app: Any, host: str) -> None:
    assert visit_host(app, host).get("/api/v1/products").status_code == 200


@pytest.mark.req("TEN-05")
def test_a_suspended_tenant_is_shut_and_the_others_are_not(
    app: Any, tenant: Any, make: Any, other_shop: Any
) -> None:
    browser, key = sign_in(app, tenant, make.staff()), make.api_key()
    program = visit(app, tenant, authorization=f"Bearer {key}")
    with suspended(tenant):
        for method, path in paths(app):
            if path in ANSWERS_EVERYWHERE or path.startswith(("/static", "/metrics", "/console")):
                continue
            client = program if path.startswith(("/api/", "/oauth/")) else browser
            answer = client.open(path, method=method)
            assert answer.status_code == (403 if client is program else 503), path
            if method == "GET" and client is program:
                assert answer.json["code"] == "tenancy.suspended"
        assert "closed" in browser.get("/admin/").get_data(as_text=True)
        assert other_shop.get("/api/v1/products").status_code == 200
    assert program.get("/api/v1/orders").status_code == 200


@pytest.mark.req("TEN-05")
def test_jobs_of_a_suspended_tenant_wait(app: Any, tenant: Any, make: Any, sender: Any, count: Any) -> None:
    from app.core.events import EventClaim

    make.product(sku="MUG")
    with tenant_scope(tenant):
        jobs.enqueue("events.relay")
    with suspended(tenant):
        message = sender.take()
        for actor, facts in message:
            with tenancy.shared_scope():
                _actor(actor)(**facts)
        assert sender.messages
        assert count(EventClaim) == 0
    run_jobs(sender, [tenant])


@pytest.mark.req("TEN-02")
def test_a_job_without_a_tenant_is_refused(app: Any) -> None:
    for facts in ({}, {"tenant": "nobody"}, {"tenant": ""}):
        with pytest.raises(NoTenant):
            _actor("events.relay")(**facts)
    with pytest.raises(NoTenant):
        jobs.enqueue("events.relay")


@pytest.mark.req("TEN-01")
def test_no_tenant_reads_writes_or_deletes_files_of_another(
    tenant: Any, other_tenant: Any, shop: Any, other_shop: Any
) -> None:
    with tenant_scope(other_tenant):
        key = files.key_for("media", "secret.png")
        files.put(key, b"beta")
    with tenant_scope(tenant):
        for act in (files.get, files.delete, files.url):
            with pytest.raises(TenantMixup):
                act(key)
        with pytest.raises(TenantMixup):
            files.put(key, b"alpha")
        for name in (key, f"../{key}", f"media/../../{key}", "imports/secret.png"):
            with pytest.raises(NotFound):
                files.get(files.public_key(name))
    for path in ("media/secret.png", key, f"media/..%2f..%2f{key}", f"media/%2e%2e/%2e%2e/{key}"):
        assert shop.get(f"/files/{path}").status_code == 404, path
    assert other_shop.get("/files/media/secret.png").data == b"beta"
    assert (settings().data_dir / "files" / key).read_bytes() == b"beta"


@pytest.mark.req("TEN-01")
def test_a_kept_page_belongs_to_one_tenant(app: Any, shop: Any, other_shop: Any) -> None:
    pagecache.forget()
    pages = [[client.get("/").get_data(as_text=True) for _twice in range(2)] for client in (shop, other_shop)]
    assert all("Alpha Goods" in page and "Beta Supply" not in page for page in pages[0])
    assert all("Beta Supply" in page and "Alpha Goods" not in page for page in pages[1])
    assert len(pagecache._pages) == len({key[0] for key in pagecache._pages}) == 2
    pagecache.forget()


def test_asking_for_options_runs_no_view(app: Any, tenant: Any, count: Any) -> None:
    from app.domains.carts.models import Cart

    answer = visit(app, tenant).open("/api/v1/carts", method="OPTIONS", json={})
    assert (answer.status_code, "POST" in answer.headers["Allow"], count(Cart)) == (200, True, 0)
