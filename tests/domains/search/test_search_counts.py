"""Counts over very many products are known per epoch: asked again they cost nothing, changed they are counted anew."""

import pytest

from app.core.channel import epoch_scope
from app.core.db import unit_of_work
from app.core.tenancy import tenant_scope
from app.queries import product_search, remembered, search_counts
from app.queries.listed import Wish


@pytest.fixture
def shop(make, tenant, monkeypatch):
    monkeypatch.setattr(search_counts, "MANY", 2)
    remembered.forget()
    for sku, brand in (("A", "Kiln"), ("B", "Kiln"), ("C", "Loom")):
        make.product(sku=sku, title=f"Mug {sku}", brand=brand)
    with tenant_scope(tenant):
        yield
    remembered.forget()


def brands(epoch, **wish):
    with epoch_scope(epoch), unit_of_work():
        shelf = product_search.search(Wish(facets=True, **wish))
    return {
        value.value: value.count for facet in shelf.facets if facet.code == "brand" for value in facet.values
    }


def test_counts_are_known_until_the_epoch_ends(shop, make):
    assert brands(7) == {"Kiln": 2, "Loom": 1}
    make.product(sku="D", title="Mug D", brand="Loom")
    assert brands(7, limit=2) == {"Kiln": 2, "Loom": 1}, "remembered, whatever the page"
    assert brands(8) == {"Kiln": 2, "Loom": 2}
    assert brands(None) == {"Kiln": 2, "Loom": 2}


def test_each_question_has_counts_of_its_own(shop):
    assert brands(7) == {"Kiln": 2, "Loom": 1}
    assert brands(7, brands=("Loom",), sort="title") == {"Kiln": 2, "Loom": 1}
    assert brands(7, q="mug c") == {"Loom": 1}
    assert len(search_counts.KNOWN) == 1, "only what many products had to be looked at for"
