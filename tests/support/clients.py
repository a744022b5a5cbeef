"""Browsers and programs that visit a tenant: the fixtures `app`, `shop`, `admin`, `api` and `other_*`."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from app.core.tenancy import Tenant
from tests.factories import Make
from tests.support.jobs import MemorySender


@pytest.fixture(scope="session")
def application(_registry: None) -> Any:
    from app.factory import create_app

    return create_app()


@pytest.fixture
def app(application: Any, sender: MemorySender) -> Any:
    """The web application. Messages go to `sender`, which is set after the factory set its own."""
    return application


class _Visitor(FlaskClient):
    """A client of one host."""

    base_url = "http://localhost"

    def open(self, *args: Any, **kwargs: Any) -> Any:
        if args and isinstance(args[0], str) and "://" not in args[0]:
            kwargs.setdefault("base_url", self.base_url)
        return super().open(*args, **kwargs)


def visit(app: Any, tenant: Tenant, **headers: str) -> Any:
    """A client that keeps cookies and speaks to the tenant's host as a browser of the same site does."""
    return visit_host(app, tenant.host, **headers)


def visit_host(app: Any, host: str, **headers: str) -> Any:
    """As `visit`, for any host: `console.localhost`, a tenant made by the test."""
    client = _Visitor(app, app.response_class)
    client.base_url = f"http://{host}"
    client.environ_base.update(
        HTTP_SEC_FETCH_SITE="same-origin",
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    )
    return client


def sign_in(app: Any, tenant: Tenant, staff: Any) -> Any:
    """A browser with a running session of `staff` (a row of make.staff)."""
    client = visit(app, tenant)
    token = Make(tenant).staff_session(staff=staff)
    client.set_cookie("galleria_staff", token, domain=tenant.host)
    return client


def with_token(browser: Any) -> Any:
    """The browser as htmx uses it: every request carries the session's token against forgery."""
    browser.environ_base["HTTP_X_CSRF_TOKEN"] = "test-csrf"
    return browser


def page(answer: Any, status: int = 200) -> str:
    """The text of an answer of this status; a failing test shows what came instead."""
    assert answer.status_code == status, answer.text[-3000:]
    text: str = answer.text
    return text


def program(app: Any, tenant: Tenant, *scopes: str) -> Any:
    """A client with an API key of these scopes, all by default."""
    return visit(app, tenant, authorization=f"Bearer {Make(tenant).api_key(scopes=scopes or ('all',))}")


@pytest.fixture
def kept_pages(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """For thousands of requests that publish nothing: not every one of them asks what was published."""
    from app.web import pagecache

    monkeypatch.setattr(pagecache, "EPOCHS_LAST_SECONDS", 60.0)


@pytest.fixture
def shop(app: Any, tenant: Tenant) -> Any:
    return visit(app, tenant)


@pytest.fixture
def other_shop(app: Any, other_tenant: Tenant) -> Any:
    return visit(app, other_tenant)


@pytest.fixture
def admin(app: Any, tenant: Tenant) -> Any:
    return sign_in(app, tenant, Make(tenant).staff(role="administrator"))


@pytest.fixture
def other_admin(app: Any, other_tenant: Tenant) -> Any:
    return sign_in(app, other_tenant, Make(other_tenant).staff(role="administrator"))


@pytest.fixture
def desk(admin: Any) -> Any:
    """The administrator's browser, with its token."""
    return with_token(admin)


@pytest.fixture
def other_desk(other_admin: Any) -> Any:
    return with_token(other_admin)


@pytest.fixture
def api(app: Any, tenant: Tenant) -> Any:
    return program(app, tenant)


@pytest.fixture
def other_api(app: Any, other_tenant: Tenant) -> Any:
    return program(app, other_tenant)
