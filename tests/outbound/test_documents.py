"""Files of documents: made when first asked for, kept sealed, nobody's after erasure, pages where no PDF can be."""

import pytest
from sqlalchemy import select

from app.core import crypto, files
from app.core.db import db, unit_of_work
from app.domains.customers import service as customers
from app.domains.fulfillment.models import Shipment
from app.domains.invoices.models import Invoice
from app.outbound.documents import pdf, service


def test_the_file_is_made_once_and_kept_sealed(selling, goods, run_jobs, here):
    placed = selling.order(("MUG", "1"))
    run_jobs()

    data, kind, name = service.invoice_file(placed.order.id)
    again, _, _ = service.invoice_file(placed.order.id)

    assert (kind, name) == ("application/pdf", "INV-000001.pdf")
    assert data.startswith(b"%PDF-")
    assert again == data
    with unit_of_work():
        key = db.session.scalars(select(Invoice.file_key)).one()
    assert key == "alpha/documents/INV-000001.pdf"
    assert not files.get(key).startswith(b"%PDF")


def test_an_erased_buyers_invoice_names_nobody(selling, goods, run_jobs, no_pango):
    placed = selling.order(("MUG", "1"))
    run_jobs()
    assert b"Ann Buyer" in service.invoice_file(placed.order.id)[0]
    with unit_of_work():
        customers.erase(placed.order.customer_id)

    page = service.invoice_file(placed.order.id)[0]

    assert b"Ann" not in page
    assert b"Personal data erased" in page


def test_a_kept_file_does_not_outlive_its_buyer(selling, goods, run_jobs, here, monkeypatch):
    placed = selling.order(("MUG", "1"))
    run_jobs()
    kept = service.invoice_file(placed.order.id)[0]
    with unit_of_work():
        customers.erase(placed.order.customer_id)
    monkeypatch.setattr(pdf, "render", lambda html: html.encode())

    page, _, _ = service.invoice_file(placed.order.id)

    assert page != kept
    assert b"Personal data erased" in page
    with unit_of_work(), pytest.raises(KeyError):
        crypto.seal(placed.order.customer_id, "anything")


def test_without_pango_the_same_document_is_a_page(selling, goods, run_jobs, no_pango):
    placed = selling.order(("MUG", "1"), locale="de")
    run_jobs()

    data, kind, _ = service.invoice_file(placed.order.id)

    page = data.decode()
    assert kind == "text/html"
    assert "<h1>Rechnung</h1>" in page
    assert "Blue mug" in page
    service.missing.cache_clear()
    assert "apt install" in (service.missing() or "")
    service.missing.cache_clear()


def test_what_people_typed_is_text_not_markup(make, selling, run_jobs, no_pango):
    make.product(sku="X", title="<img src=file:///etc/passwd>", price=100, stock=9)
    placed = selling.order(("X", "1"))
    run_jobs()

    assert b"<img" not in service.invoice_file(placed.order.id)[0]


def test_documents_fetch_nothing_but_fonts(here):
    page = '<link rel=stylesheet href="file:///etc/hostname"><img src="http://127.0.0.1:1/x"><p>text</p>'

    assert pdf.render(page).startswith(b"%PDF")


def test_another_process_makes_it_for_the_web(selling, goods, run_jobs):
    """Web processes never load WeasyPrint: a child does it."""
    placed = selling.order(("MUG", "1"))
    run_jobs()

    data, kind, _ = service.invoice_file(placed.order.id)

    assert kind == "application/pdf"
    assert data.startswith(b"%PDF-")


def test_a_packing_slip_has_goods_and_no_prices(selling, goods, run_jobs, no_pango):
    selling.order(("MUG", "2"), ("POT", "1"))
    run_jobs()
    with unit_of_work():
        shipment = db.session.scalars(select(Shipment.id)).one()

    page = service.packing_slip(shipment)[0].decode()

    assert "<h1>Packing slip</h1>" in page
    assert "Blue mug" in page
    assert "MUG" in page
    assert "€" not in page
    assert "Hauptstr. 1" in page


def test_another_tenant_finds_none_of_it(selling, goods, run_jobs, other_tenant, unit):
    from app.core.errors import NotFound
    from app.core.tenancy import shared_scope

    placed = selling.order(("MUG", "1"))
    run_jobs()

    with shared_scope(), unit(other_tenant), pytest.raises(NotFound):
        service.invoice_file(placed.order.id)
