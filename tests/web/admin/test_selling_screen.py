"""The screen that says what a product consists of and what its buyers are asked."""

import re

import pytest

from app.core.db import db
from app.domains.catalog.models import BundleComponent, Product
from tests.support.clients import page

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def tea_set(make):
    made = make.product(title="Tea set", sku="SET", price=4000, stock=0)
    make.product(title="Stoneware mug", sku="MUG-1", price=1500, stock=4)
    return made


def save(admin, product, *pairs):
    data = {"variant": str(product.variant.id)}
    for place, (sku, quantity) in enumerate(pairs):
        data |= {f"parts.{place}.sku": sku, f"parts.{place}.quantity": quantity}
    return admin.post(f"/admin/products/{product.id}/selling/parts", data=data)


@pytest.mark.req("CAT-04")
def test_parts_are_saved_shown_and_found(admin, tea_set, count):
    address = f"/admin/products/{tea_set.id}/selling"
    assert save(admin, tea_set, ("MUG-1", "2"), ("", "")).status_code == 303
    shown = page(admin.get(address), 200)
    assert "Stoneware mug" in shown
    assert "2 can be sold now." in shown
    assert count(BundleComponent, BundleComponent.quantity == 2) == 1
    found = page(admin.get(f"{address}/skus?parts.0.sku=stone"), 200)
    assert 'value="MUG-1"' in found
    assert "SET" not in found
    assert save(admin, tea_set, ("", "")).status_code == 303
    assert count(BundleComponent) == 0


def test_what_cannot_be_is_refused_at_its_field_with_what_was_typed(admin, tea_set, count):
    refused = page(save(admin, tea_set, ("MUG-1", "many"), ("NOPE", "1")), 422)
    assert "Write a number, such as 12" in refused
    assert 'value="NOPE"' in refused
    assert "There is no such SKU" in page(save(admin, tea_set, ("MUG-1", "2"), ("NOPE", "1")), 422)
    assert count(BundleComponent) == 0


def questions(**more):
    base = {"inputs.0.code": "", "inputs.0.label.en": "Engraving", "inputs.0.label.de": "Gravur", "inputs.0.kind": "text",
            "inputs.0.surcharge": "5.00", "inputs.0.longest": "12", "inputs.0.allowed": "letters",
            "inputs.0.required": "1", "inputs.1.label.en": ""}  # fmt: skip
    return base | more


@pytest.mark.req("CAT-04")
def test_questions_are_saved_and_refused_at_their_field(admin, tea_set, unit, tenant):
    address = f"/admin/products/{tea_set.id}/selling/inputs"
    wrong = questions(**{"inputs.0.surcharge": "much"})
    assert "Write an amount like 12.50" in page(admin.post(address, data=wrong), 422)
    assert "Name what can be chosen" in page(
        admin.post(address, data=questions(**{"inputs.0.kind": "choice"})), 422
    )
    assert admin.post(address, data=questions()).status_code == 303
    with unit(tenant):
        kept = db.session.get(Product, tea_set.id).inputs
    assert kept == [
        {
            "code": "engraving", "labels": {"en": "Engraving", "de": "Gravur"}, "kind": "text", "required": True,
            "surcharge": 500, "longest": 12, "allowed": "letters", "choices": [],
        }
    ]  # fmt: skip
    shown = page(admin.get(f"/admin/products/{tea_set.id}/selling"), 200)
    assert 'value="Gravur"' in shown
    assert 'value="5.00"' in shown


def test_a_gift_card_says_when_it_is_taxed(admin, make, unit, tenant):
    product = make.product(sku="CARD", price=5000)
    page = f"/admin/products/{product.id}/selling"
    said = {"digital": "1", "gift_card": "1", "download_most": "5", "download_days": "30"}

    answer = admin.post(f"{page}/terms", data={**said, "gift_card_vat": "single"})
    assert answer.status_code == 303
    assert re.search(r'value="single"\s+selected', admin.get(page).text)

    refused = admin.post(f"{page}/terms", data={**said, "gift_card_vat": "both"})
    assert refused.status_code == 422
    with unit(tenant):
        assert db.session.get(Product, product.id).gift_card_vat == "single"
