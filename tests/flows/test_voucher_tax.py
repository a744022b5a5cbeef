"""Single-purpose gift cards are taxed when they are sold, multi-purpose ones when they pay; never twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import db, unit_of_work
from app.core.errors import Invalid
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.catalog.downloads import Terms
from app.domains.giftcards import service as giftcards
from app.domains.giftcards.models import GiftCard
from app.domains.invoices.models import Invoice
from app.domains.orders import service as orders
from app.domains.payments.models import Payment
from app.flows import place_order, refund_order
from app.flows.hand_out_downloads import sell_as_files
from app.flows.reconcile import reconcile
from app.outbound import load_reactions
from app.outbound.documents import sheets
from app.outbound.notifications import service as mails
from app.queries import sales_report
from app.queries.sales_report import Period
from tests.flows.test_sell_gift_cards import cart, checkout, codes
from tests.support.clients import visit_host
from tests.support.refunding import installed


@pytest.fixture
def shop(tenant, make, monkeypatch):
    installed(monkeypatch)
    load_reactions()
    make.product(sku="MUG", price=1190, stock=50)
    with tenant_scope(tenant), acting_as(system("test")):
        for sku, vat in (("SINGLE", "single"), ("MULTI", "multi")):
            product = make.product(sku=sku, title="Gift card", price=1000)
            with unit_of_work():
                sell_as_files(product.id, Terms(digital=True, gift_card=True, gift_card_vat=vat))
        yield


def buy(*lines, paying=()):
    return place_order.place_order(cart(*lines), checkout(*paying)).order


def papers(order, kind="invoice"):
    with unit_of_work():
        asked = select(Invoice).where(Invoice.order_id == order.id, Invoice.kind == kind).order_by(Invoice.id)
        return list(db.session.scalars(asked))


def report():
    day = clock.now().date()
    with unit_of_work():
        period = Period(day - timedelta(days=1), day + timedelta(days=1))
        by_channel = sales_report.sales(period, "channel")
        return sales_report.taxes(period), sum(row.tax for row in by_channel)


def declared(order):
    with unit_of_work():
        paid = db.session.scalars(select(Payment).where(Payment.order_id == order.id)).all()
        return [each.details["taxed"] for each in paid if "taxed" in each.details]


def test_a_single_purpose_card_is_taxed_when_it_is_sold_and_a_multi_purpose_one_is_not(shop, run_jobs):
    bought = buy(("SINGLE", 3), ("MULTI", 1))
    run_jobs()

    told = {line.sku: (line.voucher, line.tax_rate, line.tax, line.total) for line in bought.lines}
    assert told == {"SINGLE": ("single", 190_000, 479, 3000), "MULTI": ("multi", 0, 0, 1000)}
    with unit_of_work():
        cards = db.session.scalars(select(GiftCard).order_by(GiftCard.line_id, GiftCard.place)).all()
        known = [each.taxed for each in cards if each.vat == "single"]
        assert sum(each["tax"] for each in known) == 479
        assert {(each["rate"], each["total"]) for each in known} == {(190_000, 1000)}
        assert [each.taxed for each in cards if each.vat == "multi"] == [None]
        (paper,) = papers(bought)
        page = sheets.page(sheets.invoice_sheet(paper, home="DE"))
    assert "outside the scope of tax" in page
    assert reconcile().violations == []


def test_what_a_single_purpose_card_pays_is_not_taxed_again(shop, run_jobs):
    buy(("SINGLE", 1))
    run_jobs()
    (code,) = codes()
    sold = report()
    assert [(row.rate, row.net, row.tax) for row in sold[0]] == [(190_000, 840, 160)]

    bought = buy(("MUG", 1), paying=[code])
    run_jobs()

    assert (bought.tax, bought.total) == (268, 1680)
    assert declared(bought) == [{"name": "VAT", "rate": 190_000, "net": 840, "tax": 160}]
    (paper,) = papers(bought)
    assert paper.facts["declared"] == declared(bought)
    with unit_of_work():
        page = sheets.page(sheets.invoice_sheet(paper, home="DE"))
    assert "Taxed when the gift card was sold" in page
    rows, tax = report()
    assert [(row.rate, row.declared, row.net, row.tax) for row in rows] == [
        (190_000, False, 840 + 1412, 160 + 268), (190_000, True, -840, -160),
    ]  # fmt: skip
    assert tax == 268
    assert reconcile().violations == []


def test_order_page_and_mail_take_the_tax_of_the_card_off_again(shop, app, run_jobs):
    buy(("SINGLE", 1))
    run_jobs()
    bought = buy(("MUG", 1), paying=codes())
    run_jobs()
    page = visit_host(app, "alpha.localhost").get(f"/orders/{orders.guest_link(bought.id)}").text
    with unit_of_work():
        mail = next(each.text for each in mails.caught() if "MUG" in each.text or bought.number in each.text)
    for told in (page, mail):
        assert "Taxed when the gift card was sold: VAT" in told
        assert "-€1.60" in told


def test_a_multi_purpose_card_only_pays(shop, run_jobs):
    buy(("MULTI", 1))
    run_jobs()
    bought = buy(("MUG", 1), paying=codes())
    run_jobs()
    assert declared(bought) == []
    assert report()[1] == bought.tax == 268


def test_all_that_a_card_pays_adds_up_to_the_tax_of_its_sale(shop, make, run_jobs):
    make.product(sku="PIN", price=333, stock=50)
    big = make.product(sku="BIG", title="Gift card", price=2500)
    with unit_of_work():
        sell_as_files(big.id, Terms(digital=True, gift_card=True, gift_card_vat="single"))
    buy(("BIG", 1))
    run_jobs()
    (code,) = codes()
    parts = [declared(buy(("PIN", 1), paying=[code]))[0] for _time in range(4)]
    assert sum(each["tax"] for each in parts) == 399
    assert sum(each["net"] + each["tax"] for each in parts) == 2500


def test_money_back_to_a_single_purpose_card_takes_the_deduction_back(shop, run_jobs):
    buy(("SINGLE", 1))
    run_jobs()
    bought = buy(("MUG", 1), paying=codes())
    run_jobs()
    refund_order.refund_order(bought.id, {bought.lines[0].id: Decimal(1)}, shipping=False, reason="chipped")
    run_jobs()

    (note,) = papers(bought, "credit_note")
    assert (note.facts["tax"], note.facts["declared"]) == (190, declared(bought))
    rows, tax = report()
    assert tax == 160 + 268 - 190 == sum(row.tax for row in rows)
    assert reconcile().violations == []


def test_money_back_for_the_card_itself_takes_its_tax_back(shop, run_jobs):
    bought = buy(("SINGLE", 1))
    run_jobs()
    refund_order.refund_order(bought.id, {bought.lines[0].id: Decimal(1)}, shipping=False, reason="changed")
    run_jobs()
    assert report()[1] == 0
    assert papers(bought, "credit_note")[0].facts["tax"] == 160


def test_nothing_untaxed_is_put_on_a_single_purpose_card(shop, run_jobs):
    buy(("SINGLE", 1))
    run_jobs()
    with unit_of_work():
        card = giftcards.by_codes(codes())[codes()[0]]
        for lift in (
            lambda: giftcards.top_up(card.id, 1, reason="x"),
            lambda: giftcards.adjust(card.id, 1, reason="x"),
        ):
            with pytest.raises(Invalid):
                lift()
        giftcards.adjust(card.id, -100, reason="lost")
        assert giftcards.adjust(card.id, 100, reason="found") == 1000


def test_reconcile_finds_what_a_single_purpose_card_paid_without_saying_so(shop, run_jobs):
    buy(("SINGLE", 1))
    run_jobs()
    bought = buy(("MUG", 1), paying=codes())
    with unit_of_work():
        for paid in db.session.scalars(select(Payment).where(Payment.order_id == bought.id)):
            paid.details = {key: each for key, each in paid.details.items() if key != "taxed"}
    assert any("taxed" in str(each) for each in reconcile().violations)


def test_the_tax_report_names_what_was_taxed_with_the_card(shop, run_jobs, admin):
    buy(("SINGLE", 1))
    run_jobs()
    buy(("MUG", 1), paying=codes())

    assert "taxed when the gift card was sold" in admin.get("/admin/reports/?by=tax").text
    rows = admin.get("/admin/reports/export.csv?by=tax").text.split()
    assert rows[0].endswith("taxed_with_gift_card")
    assert [row.split(",")[2:] for row in rows[1:]] == [
        ["22.52", "4.28", "EUR", "0"], ["-8.40", "-1.60", "EUR", "1"],
    ]  # fmt: skip
