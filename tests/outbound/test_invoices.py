"""Invoices and credit notes: numbers without gaps, facts frozen as they were sold, tax to the cent."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from app.core.db import db, unit_of_work
from app.domains.channels import service as channels
from app.domains.channels.types import Merchant
from app.domains.invoices import service as invoices
from app.domains.invoices.errors import NotYet
from app.domains.invoices.models import Invoice, InvoiceSeries
from app.domains.orders.models import Order
from app.flows import cancel_order, issue_invoice, refund_order
from app.outbound.documents import service, sheets


def numbers(kind="invoice"):
    with unit_of_work():
        return list(
            db.session.scalars(select(Invoice.number).where(Invoice.kind == kind).order_by(Invoice.number))
        )


def sheet_of(document):
    with unit_of_work():
        return sheets.invoice_sheet(document, home="DE")


def test_each_paid_order_gets_the_next_number(selling, goods, run_jobs):
    for _ in range(3):
        selling.order(("MUG", "1"))
    selling.order(("MUG", "1"), token="tok_decline")
    selling.order(("MUG", "1"), token="tok_needs_action")
    run_jobs()

    assert numbers() == ["INV-000001", "INV-000002", "INV-000003"]


def test_a_unit_that_fails_gives_its_number_back(selling, goods, run_jobs):
    first = selling.order(("MUG", "1"))
    with pytest.raises(ZeroDivisionError), unit_of_work():
        issue_invoice.invoice_for(first.order.id)
        raise ZeroDivisionError
    run_jobs()

    assert numbers() == ["INV-000001"]


def test_workers_at_once_leave_no_gap_and_no_double(selling, goods):
    orders = [selling.order(("MUG", "1")).order.id for _ in range(8)]

    def issue(order_id):
        with unit_of_work():
            return issue_invoice.invoice_for(order_id).number

    with ThreadPoolExecutor(6) as pool:
        found = [
            each.result() for each in [pool.submit(copy_context().run, issue, one) for one in orders * 3]
        ]

    assert sorted(set(found)) == numbers() == [f"INV-{number:06d}" for number in range(1, 9)]
    with unit_of_work():
        assert db.session.scalars(select(InvoiceSeries.next)).one() == 9


def test_nothing_is_invoiced_before_it_is_paid(selling, goods):
    placed = selling.order(("MUG", "1"), token="tok_timeout")

    with pytest.raises(NotYet):
        service.invoice_file(placed.order.id)
    assert numbers() == []


def test_a_till_sale_is_invoiced_when_somebody_asks(make, selling, run_jobs, no_pango):
    order = make.order(delivery_kind="carry")
    run_jobs()
    assert numbers() == []

    _, kind, name = service.invoice_file(order.id)

    assert (kind, name) == ("text/html", "INV-000001.html")


def test_facts_are_frozen(selling, goods, run_jobs):
    with unit_of_work():
        channels.save(Merchant(legal_name="Alpha GmbH", line1="Allee 1", city="Berlin", country="DE",
                               vat_number="DE123456789"))  # fmt: skip
    placed = selling.order(("MUG", "2"), ("POT", "1"))
    run_jobs()
    with unit_of_work():
        channels.save(Merchant(legal_name="Beta GmbH", city="Berlin", country="DE"))
        db.session.execute(update(Order).values(total=1, name="Somebody else"))

    with unit_of_work():
        issued = issue_invoice.invoice_for(placed.order.id)
    sheet = sheet_of(issued)

    assert issued.facts["merchant"]["legal_name"] == "Alpha GmbH"
    assert issued.facts["merchant"]["vat_number"] == "DE123456789"
    assert sheet.address == ["Ann Buyer", "Hauptstr. 1", "10115 Berlin"]
    assert issued.facts["total"] == placed.order.total
    assert (
        sum(line["total"] for line in issued.facts["lines"]) + issued.facts["shipping"]["total"]
        == placed.order.total
    )
    assert sum(tax["tax"] for tax in issued.facts["taxes"]) == issued.facts["tax"]
    assert sum(tax["net"] for tax in issued.facts["taxes"]) == issued.facts["total"] - issued.facts["tax"]


def test_personal_lines_are_sealed(selling, goods, run_jobs):
    selling.order(("MUG", "1"))
    run_jobs()
    with unit_of_work():
        facts = str(db.session.scalars(select(Invoice.facts)).one())

    assert "Ann" not in facts
    assert "Hauptstr" not in facts
    assert "ann@example.com" not in facts


def test_credit_notes_of_a_line_carry_exactly_its_tax(selling, goods, run_jobs):
    placed = selling.order(("POT", "3"), locale="de")
    run_jobs()
    line = placed.order.lines[0]
    for part in range(3):
        refund_order.refund_order(placed.order.id, {line.id: Decimal(1)}, shipping=part == 2, reason="broken")
        run_jobs()

    with unit_of_work():
        documents = invoices.of_order(placed.order.id)
    invoice, *notes = documents
    assert [note.number for note in notes] == ["CN-000001", "CN-000002", "CN-000003"]
    assert {note.facts["corrects"] for note in notes} == {invoice.number}
    assert sum(note.facts["total"] for note in notes) == invoice.facts["total"]
    assert sum(note.facts["tax"] for note in notes) == invoice.facts["tax"]
    assert all(
        note.facts["total"] - note.facts["tax"] == sum(tax["net"] for tax in note.facts["taxes"])
        for note in notes
    )
    assert notes[0].facts["merchant"]["address"] == invoice.facts["merchant"]["address"]
    told = sheet_of(notes[0])
    assert (told.title, told.sums[-1]) == ("Credit note", ("Total", "-€33.33"))  # in the reader's words


def test_a_cancelled_order_has_invoice_and_credit_note(selling, goods, run_jobs):
    placed = selling.order(("MUG", "1"))
    cancel_order.cancel_order(placed.order.id, reason="changed my mind")
    run_jobs()

    assert (numbers(), numbers("credit_note")) == (["INV-000001"], ["CN-000001"])
    with unit_of_work():
        invoice, note = invoices.of_order(placed.order.id)
    assert invoice.facts["total"] == note.facts["total"]


def test_tax_on_top_shows_net_lines(make, other_tenant, run_jobs):
    from app.core.principal import acting_as, system
    from app.core.tenancy import tenant_scope
    from app.outbound import load_reactions
    from tests.outbound.conftest import Selling

    load_reactions()
    make.of(other_tenant).product(sku="MUG", title="Mug", price=1000, stock=9)
    with tenant_scope(other_tenant), acting_as(system("test")):
        with unit_of_work():
            db.session.execute(db.text("update tax_rate set rate = 88750, name = 'Sales tax'"))
        from dataclasses import replace

        from tests.support.people import ANN

        placed = Selling(other_tenant).order(("MUG", "2"), contact=replace(ANN, country="US", region="NY"))
        run_jobs()
        with unit_of_work():
            sheet = sheets.invoice_sheet(issue_invoice.invoice_for(placed.order.id), home="US")

    assert sheet.paper == "letter"
    assert (sheet.rows[0].unit_price, sheet.rows[0].rate, sheet.rows[0].amount) == (
        "$10.00",
        "8.875%",
        "$20.00",
    )
    assert dict(sheet.sums)["Net"] == "$24.90"
    assert sheet.taxes[0][0] == "Sales tax"
