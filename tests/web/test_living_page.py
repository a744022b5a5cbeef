"""The design system's living page, where the environment shows it."""

from typing import Any

import pytest

from app.config import override
from app.core import jobs, tenancy
from app.core.tenancy import Tenant, TenantDirectory
from tests.support.clients import visit


@pytest.fixture
def demo(directory: TenantDirectory) -> Any:
    """An application of the demo; what its factory wires for the whole process is put back."""
    from app.factory import create_app

    sender = jobs._sender
    with override(environment="demo"):
        app = create_app()
    tenancy.set_directory(directory)
    jobs.set_sender(sender)
    return app


@pytest.mark.req("UXA-20")
def test_every_frame_of_the_living_page_renders(demo: Any, tenant: Tenant) -> None:
    visitor = visit(demo, tenant)
    paths = ("/", "/order", "/shop", "/product", "/cart", "/console", "/auth", "/errors/404")

    answers = {path: visitor.get(f"/_design{path}") for path in paths}
    assert {answer.status_code for answer in answers.values()} == {200}
    assert [path for path, answer in answers.items() if "<h1" not in answer.get_data(as_text=True)] == []


def test_elsewhere_there_is_no_living_page(shop: Any) -> None:
    assert shop.get("/_design/").status_code == 404
