"""Orders to write letters and documents about."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from app.core.db import unit_of_work
from app.core.i18n import locale_scope
from app.core.principal import acting_as, system
from app.core.tenancy import Tenant, tenant_scope
from app.domains.orders.types import Contact
from app.flows import fill_cart, place_order
from app.flows.price_checkout import Checkout
from app.outbound import load_reactions
from app.outbound.documents import pdf
from tests.support.people import ANN


@dataclass(frozen=True)
class Selling:
    """Places orders in a tenant's scope."""

    tenant: Tenant

    def cart(self, *lines: tuple[str, str]) -> Any:
        with unit_of_work():
            return fill_cart.open_cart("web", [(sku, Decimal(quantity)) for sku, quantity in lines]).cart.id

    def order(
        self, *lines: tuple[str, str], token: str = "tok_approve", delivery: str = "standard",
        location: str | None = None, contact: Contact = ANN, locale: str = "en",
    ) -> Any:  # fmt: skip
        cart = self.cart(*lines)
        with locale_scope(locale):
            return place_order.place_order(cart, Checkout(contact, delivery, location, "test", token))


@pytest.fixture
def selling(tenant: Tenant, run_jobs: Callable[[], int]) -> Iterator[Selling]:
    """Inside the tenant's scope, with reactions loaded and messages kept for `run_jobs`."""
    load_reactions()
    with tenant_scope(tenant), acting_as(system("test")):
        yield Selling(tenant)


@pytest.fixture
def goods(make):
    make.product(sku="MUG", title="Blue mug", price=1190, stock=50)
    make.product(sku="POT", title="Teapot", price=3333, stock=50)


@pytest.fixture
def no_pango(monkeypatch):
    def refuse(_html):
        raise pdf.NoPdf("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(pdf, "render", refuse)


@pytest.fixture
def here():
    """Render in this process: a child for each document would be slow."""
    pdf.stay_loaded()
    yield
    pdf._loaded = False
