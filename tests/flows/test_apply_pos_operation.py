"""What a till says is booked once, and its verdict stays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.core import clock
from app.core.audit import AuditRow
from app.core.db import unit_of_work
from app.core.events import OutboxRow
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.catalog.types import InputSpec
from app.domains.inventory.models import StockException, StockLedger, StockLevel
from app.domains.orders.models import Order, OrderLine
from app.domains.payments.models import Payment, Refund
from app.domains.pos.models import CashMovement, PosOperation, Shift
from app.flows.ask_buyers import ask_buyers
from app.flows.compose_bundle import compose_bundle
from app.flows.reconcile import reconcile
from tests.factories import Make
from tests.support.till import TestTill, make_till

Count = Callable[..., int]
CENT = {"amount": 1, "currency": "EUR"}


@pytest.fixture
def till(make: Make) -> TestTill:
    found = make_till(make)
    found.open(10_000)
    return found


def mug(make: Make, till: TestTill, stock: int = 10, price: int = 1190) -> Any:
    return make.product(sku="MUG", price=price, stock=stock, location=till.store)


def level(unit: Any, till: TestTill, product: Any) -> StockLevel:
    from app.core.db import db

    with unit(till.tenant):
        return (
            db.session.query(StockLevel)
            .filter_by(stock_item_id=product.stock_item.id, location_id=till.store.id)
            .one()
        )


def one(unit: Any, till: TestTill, model: Any) -> Any:
    from app.core.db import db

    with unit(till.tenant):
        return db.session.query(model).one()


@pytest.mark.req("POS-02")
def test_a_sale_is_a_paid_order_of_its_store_and_cashier(make: Make, till: TestTill, unit: Any) -> None:
    product = mug(make, till)
    verdict = till.send(till.sale(("MUG", 2, 1190)))[0]
    order = one(unit, till, Order)
    assert (verdict.status, verdict.order) == ("accepted", order.number)
    assert (order.status, order.payment_status, order.fulfillment_status) == (
        "completed",
        "paid",
        "fulfilled",
    )
    assert (order.location_id, order.cashier_id, order.shift_id) == (
        till.store.id,
        till.cashier.id,
        till.shift,
    )
    assert (order.total, order.tax, order.offline, order.delivery_kind) == (2380, 380, False, "carry")
    assert level(unit, till, product).on_hand == 8


@pytest.mark.req("POS-02", "POS-11")
def test_a_sale_sent_again_lowers_stock_once_and_gets_the_same_word(
    make: Make, till: TestTill, unit: Any, count: Count
) -> None:
    product, sale = mug(make, till), None
    sale = till.sale(("MUG", 1, 1190))
    first = till.send(sale)
    again = till.send(sale)
    assert first == again
    assert (count(Order), count(Payment), count(StockLedger, StockLedger.kind == "sale")) == (1, 1, 1)
    assert level(unit, till, product).on_hand == 9


@pytest.mark.req("POS-11")
def test_changed_contents_under_a_known_id_are_refused_and_change_nothing(
    make: Make, till: TestTill, count: Count
) -> None:
    mug(make, till)
    sale = till.sale(("MUG", 1, 1190))
    till.send(sale)
    other = till.sale(("MUG", 5, 1190))
    forged = replace(other, id=sale.id)
    assert till.send(forged)[0].code == "pos.payload_changed"
    assert till.send(sale)[0].status == "accepted"
    assert count(Order) == 1


def test_a_damaged_operation_is_refused_and_may_come_again(make: Make, till: TestTill, count: Count) -> None:
    mug(make, till)
    sale = till.sale(("MUG", 1, 1190))
    damaged = till.send(replace(sale, hash="0" * 64))[0]
    assert (damaged.status, damaged.code) == ("refused", "pos.hash_mismatch")
    assert till.send(sale)[0].status == "accepted"
    assert count(Order) == 1


def test_one_receipt_under_two_ids_is_one_sale(make: Make, till: TestTill, count: Count) -> None:
    mug(make, till)
    sale = till.sale(("MUG", 1, 1190))
    first = till.send(sale)[0]
    from app.core.ids import new_id

    copy = till.send(replace(sale, id=new_id()))[0]
    assert (copy.status, copy.order) == ("duplicate", first.order)
    assert count(Order) == 1


@pytest.mark.req("POS-11")
def test_a_refused_operation_blocks_nothing_and_is_kept(make: Make, till: TestTill, count: Count) -> None:
    mug(make, till)
    bad, good = till.sale(("NO-SUCH", 1, 500)), till.sale(("MUG", 1, 1190))
    verdicts = till.send(bad, good)
    assert [verdict.status for verdict in verdicts] == ["refused", "accepted"]
    assert verdicts[0].code == "pos.unknown_sku"
    assert till.send(bad)[0] == verdicts[0]
    assert count(PosOperation, PosOperation.verdict == "refused", PosOperation.resolved_at.is_(None)) == 1


def test_a_refused_sale_leaves_no_trace_but_its_verdict(make: Make, till: TestTill, count: Count) -> None:
    product = mug(make, till, stock=0)
    before = count(OutboxRow), count(AuditRow)
    verdict = till.send(till.sale(("MUG", 1, 1190)))[0]
    assert (verdict.status, verdict.code) == ("refused", "inventory.out_of_stock")
    assert (count(Order), count(Payment), count(CashMovement, CashMovement.kind == "sale")) == (0, 0, 0)
    assert count(StockLedger, StockLedger.stock_item_id == product.stock_item.id) == 0
    assert (count(OutboxRow) - before[0], count(AuditRow) - before[1]) == (1, 0)


@pytest.mark.req("POS-10", "POS-11")
def test_an_offline_sale_beyond_stock_stops_at_zero_and_lists_the_rest(
    make: Make, till: TestTill, unit: Any, count: Count
) -> None:
    product = mug(make, till, stock=2)
    verdict = till.send(till.sale(("MUG", 5, 1190), offline=True))[0]
    found = level(unit, till, product)
    assert (verdict.status, verdict.code) == ("accepted_with_exception", "pos.oversold")
    assert (found.on_hand, found.oversold) == (0, 3)
    assert one(unit, till, Order).offline is True
    assert one(unit, till, StockException).quantity == 3


def test_a_sale_that_could_not_wait_for_our_word_counts_as_offline(make: Make, till: TestTill) -> None:
    mug(make, till, stock=0)
    at = clock.now()
    verdict = till.send(till.sale(("MUG", 1, 1190), at=at), sent_at=at + timedelta(seconds=30))[0]
    assert verdict.code == "pos.oversold"


def test_goods_promised_to_others_are_not_sold_online(make: Make, till: TestTill, unit: Any) -> None:
    product = mug(make, till, stock=1)
    from app.core.db import db

    with unit(till.tenant):
        db.session.query(StockLevel).filter_by(
            stock_item_id=product.stock_item.id, location_id=till.store.id
        ).update({"allocated": 1})
    assert till.send(till.sale(("MUG", 1, 1190)))[0].code == "inventory.out_of_stock"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"tenders": []}, "pos.invalid"),
        ({"shift": None}, "pos.invalid"),
        ({"lines": []}, "pos.invalid"),
        ({"tenders": [{"method": "cash", "amount": {"amount": 1000, "currency": "EUR"}}]}, "pos.totals_mismatch"),
        ({"tenders": [{"method": "cash", "amount": {"amount": 1190, "currency": "USD"}}]}, "pos.currency_mismatch"),
        ({"totals": {"subtotal": CENT, "discount": CENT, "tax": CENT, "total": CENT}}, "pos.totals_mismatch"),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_refused_with_its_reason(
    make: Make, till: TestTill, change: dict[str, Any], code: str
) -> None:
    mug(make, till)
    verdict = till.send(till.sale(("MUG", 1, 1190), **change))[0]
    assert (verdict.status, verdict.code) == ("refused", code)


def test_an_unknown_kind_and_a_time_without_zone_are_refused(make: Make, till: TestTill) -> None:
    odd = till.operation("dance", till.head())
    undated = replace(till.operation("cash_in", till.head()), at="2025-01-01T10:00:00")
    assert [verdict.code for verdict in till.send(odd, undated)] == ["pos.invalid", "pos.invalid"]


def test_another_price_than_ours_is_a_remark_and_the_sale_stands(
    make: Make, till: TestTill, unit: Any
) -> None:
    mug(make, till, price=1500)
    verdict = till.send(till.sale(("MUG", 1, 1190)))[0]
    assert (verdict.status, verdict.code) == ("accepted_with_exception", "pos.price_differs")
    assert one(unit, till, Order).total == 1190


def test_a_cashier_who_left_is_a_remark(make: Make, till: TestTill, unit: Any) -> None:
    mug(make, till)
    till.cashier = make.staff(role="catalog_manager")
    assert till.send(till.sale(("MUG", 1, 1190)))[0].code == "pos.cashier_unknown"
    assert one(unit, till, Order).cashier_id is None


def test_cash_and_card_are_two_payments_and_only_cash_is_in_the_drawer(
    make: Make, till: TestTill, unit: Any, count: Count
) -> None:
    mug(make, till)
    till.send(till.sale(("MUG", 2, 1190), cash=1000))
    from app.core.db import db

    with unit(till.tenant):
        paid = {row.method: row.amount for row in db.session.query(Payment)}
        moved = [row.amount for row in db.session.query(CashMovement).filter_by(kind="sale")]
    assert (paid, moved) == ({"cash": 1000, "card_external": 1380}, [1000])


def test_rounded_cash_is_in_the_drawer_and_the_payment_stays_exact(
    make: Make, till: TestTill, unit: Any
) -> None:
    mug(make, till, price=1002)
    till.send(till.sale(("MUG", 1, 1002), rounding=-2))
    payment, movement = one(unit, till, Payment), None
    from app.core.db import db

    with unit(till.tenant):
        movement = db.session.query(CashMovement).filter_by(kind="sale").one()
    assert (payment.amount, movement.amount, payment.details["rounding"]) == (1002, 1000, -2)


def test_a_refund_pays_back_the_stored_share_and_the_goods_return(
    make: Make, till: TestTill, unit: Any
) -> None:
    product = mug(make, till)
    sale = till.sale(("MUG", 3, 1190))
    number = till.send(sale)[0].order
    verdict = till.send(till.refund(sale, (1, 1, 1190)))[0]
    order, refund = one(unit, till, Order), one(unit, till, Refund)
    assert (verdict.status, verdict.order) == ("accepted", number)
    assert (order.payment_status, order.refunded, refund.status, refund.amount) == (
        "partially_refunded",
        1190,
        "done",
        1190,
    )
    assert level(unit, till, product).on_hand == 8
    from app.core.db import db

    with unit(till.tenant):
        assert [row.amount for row in db.session.query(CashMovement).filter_by(kind="refund")] == [-1190]


def test_a_void_gives_everything_back_the_way_it_was_paid(
    make: Make, till: TestTill, unit: Any, count: Count
) -> None:
    mug(make, till)
    sale = till.sale(("MUG", 2, 1190), cash=1000)
    till.send(sale)
    ways = {"card_external": 1380, "cash": 1000}
    assert till.send(till.refund(sale, (1, 2, 2380), ways=ways, kind="void"))[0].status == "accepted"
    assert one(unit, till, Order).payment_status == "refunded"
    assert count(Refund, Refund.status == "done") == 2


@pytest.mark.parametrize(
    ("parts", "ways", "code"),
    [
        ([(1, 3, 3570)], None, "pos.already_refunded"),
        ([(1, 1, 1100)], None, "pos.refund_mismatch"),
        ([(9, 1, 1190)], None, "pos.refund_mismatch"),
        ([(1, 1, 1190)], {"card_external": 1190}, "pos.refund_mismatch"),
    ],
)
def test_a_wrong_refund_is_refused_and_nothing_goes_back(
    make: Make, till: TestTill, count: Count, *, parts: Any, ways: Any, code: str
) -> None:
    mug(make, till)
    sale = till.sale(("MUG", 2, 1190))
    till.send(sale)
    verdict = till.send(till.refund(sale, *parts, ways=ways))[0]
    assert (verdict.status, verdict.code) == ("refused", code)
    assert (count(Refund), count(OrderLine, OrderLine.refunded > 0)) == (0, 0)


def test_the_same_goods_do_not_go_back_twice(make: Make, till: TestTill, count: Count) -> None:
    mug(make, till)
    sale = till.sale(("MUG", 1, 1190))
    till.send(sale)
    codes = [
        verdict.code
        for verdict in till.send(till.refund(sale, (1, 1, 1190)), till.refund(sale, (1, 1, 1190)))
    ]
    assert codes == [None, "pos.already_refunded"]
    assert count(Refund) == 1


def test_a_refund_of_a_sale_we_do_not_know_is_refused(make: Make, till: TestTill) -> None:
    mug(make, till)
    unsent = till.sale(("MUG", 1, 1190))
    assert till.send(till.refund(unsent, (1, 1, 1190)))[0].code == "pos.sale_unknown"


def test_who_may_not_refund_is_refused_online_and_remarked_offline(make: Make, till: TestTill) -> None:
    mug(make, till)
    sale = till.sale(("MUG", 2, 1190))
    till.send(sale)
    till.cashier = make.staff(permissions=["pos:till:sell"], locations=[till.store], pin_hash="x")
    assert till.send(till.refund(sale, (1, 1, 1190)))[0].code == "pos.not_allowed"
    verdict = till.send(till.refund(sale, (1, 1, 1190), offline=True))[0]
    assert (verdict.status, verdict.code) == ("accepted_with_exception", "pos.not_allowed")


@pytest.mark.req("POS-15")
def test_the_drawer_expects_float_sales_and_moves(make: Make, till: TestTill, unit: Any) -> None:
    mug(make, till)
    sale = till.sale(("MUG", 2, 1190))
    till.send(sale, till.cash("cash_in", 500), till.cash("cash_out", 225), till.refund(sale, (1, 1, 1190)))
    verdict = till.send(till.close(11_400, expected=11_465))[0]
    shift = one(unit, till, Shift)
    assert verdict.status == "accepted"
    assert (shift.expected, shift.counted, shift.closed_by) == (11_465, 11_400, till.cashier.id)


def test_a_till_that_expects_something_else_is_told(make: Make, till: TestTill, unit: Any) -> None:
    assert till.send(till.close(10_000, expected=9_000))[0].code == "pos.expected_differs"
    assert one(unit, till, Shift).expected == 10_000


def test_a_closed_shift_keeps_its_count_and_late_sales_go_to_an_adjustment(
    make: Make, till: TestTill, unit: Any, count: Count
) -> None:
    mug(make, till)
    late = till.sale(("MUG", 1, 1190))
    till.send(till.close(10_000))
    assert till.send(till.close(99))[0].code == "pos.shift_closed"
    verdict = till.send(late)[0]
    assert (verdict.status, verdict.code) == ("accepted_with_exception", "pos.shift_closed")
    assert count(Shift, Shift.adjustment) == 1
    assert one(unit, till, Order).shift_id != till.shift


@pytest.mark.req("POS-15")
def test_a_register_opens_once_and_the_first_float_counts(make: Make, till: TestTill, count: Count) -> None:
    again = till.operation("shift_opened", {**till.head(), "float": till.money(9_900)})
    from app.core.ids import new_id

    till.shift = new_id()
    other = till.operation("shift_opened", {**till.head(), "float": till.money(5)})
    assert [verdict.code for verdict in till.send(again, other)] == [None, "pos.shift_open"]
    assert count(CashMovement, CashMovement.kind == "float") == 1


def test_sales_of_a_shift_we_do_not_know_go_to_the_open_one(make: Make, till: TestTill, unit: Any) -> None:
    mug(make, till)
    known = till.shift
    from app.core.ids import new_id

    till.shift = new_id()
    assert till.send(till.sale(("MUG", 1, 1190)))[0].code == "pos.shift_unknown"
    assert one(unit, till, Order).shift_id == known


def test_operations_out_of_order_are_taken(make: Make, till: TestTill, count: Count) -> None:
    mug(make, till)
    first, second = till.sale(("MUG", 1, 1190)), till.sale(("MUG", 1, 1190))
    statuses = {verdict.status for verdict in till.send(second) + till.send(first)}
    assert statuses == {"accepted"}
    assert count(Order) == 2


def test_a_reprint_is_in_the_audit_log(make: Make, till: TestTill, count: Count) -> None:
    till.send(till.operation("reprint", {**till.head(), "receipt": "T-1", "copy": 2}))
    assert count(AuditRow, AuditRow.action == "pos.receipt_reprinted") == 1


def test_where_tax_comes_on_top_the_figures_add_up_too(make: Make, other_tenant: Any, unit: Any) -> None:
    till = make_till(make.of(other_tenant))
    till.open()
    make.of(other_tenant).product(sku="MUG", price=1000, location=till.store)
    till.send(till.sale(("MUG", 2, 1000)))
    order = one(unit, till, Order)
    assert (order.subtotal, order.tax, order.total) == (2000, 380, 2380)


def test_weighed_goods_are_sold_to_the_gram(make: Make, till: TestTill, unit: Any) -> None:
    product = make.product(sku="TEA", price=2000, stock=Decimal("1.5"), location=till.store)
    line = till.line("TEA", 1, 500) | {"quantity": 0.25, "unit_price": till.money(2000)}
    sums = {
        "subtotal": till.money(500),
        "discount": till.money(0),
        "tax": line["tax"],
        "total": till.money(500),
    }
    cash = [{"method": "cash", "amount": till.money(500)}]
    till.send(till.sale(("TEA", 1, 500), lines=[line], totals=sums, tenders=cash))
    assert level(unit, till, product).on_hand == Decimal("1.250")


def test_a_day_at_the_till_reconciles(make: Make, till: TestTill) -> None:
    mug(make, till, stock=5)
    first = till.sale(("MUG", 2, 1190), cash=1000)
    second = till.sale(("MUG", 4, 1190), offline=True)
    rounded = till.sale(("MUG", 1, 1190), offline=True, rounding=-2)
    ways = {"card_external": 1190}
    till.send(first, second, rounded, till.refund(first, (1, 1, 1190), ways=ways), till.cash("cash_out", 500))
    till.send(till.refund(second, (1, 4, 4760), kind="void"), till.close(10_000))
    with tenant_scope(till.tenant):
        assert reconcile().violations == []


def _asking(make: Make, till: TestTill) -> None:
    ring = make.product(sku="RING", price=2000, stock=9, location=till.store)
    with tenant_scope(till.tenant), acting_as(system("test")), unit_of_work():
        ask_buyers(ring.id, [InputSpec("", {"en": "Name"}, required=True, surcharge=500)])


@pytest.mark.req("CAT-04")
def test_a_sale_without_what_must_be_said_is_refused_and_offline_it_is_a_remark(
    make: Make, till: TestTill, unit: Any, count: Count
) -> None:
    _asking(make, till)
    refused, noted = till.send(till.sale(("RING", 1, 2000)), till.sale(("RING", 1, 2000), offline=True))
    assert (refused.status, refused.code) == ("refused", "catalog.inputs_missing")
    assert (noted.status, noted.code) == ("accepted_with_exception", "pos.inputs_missing")
    assert count(Order) == 1


@pytest.mark.req("CAT-04")
def test_what_the_buyer_said_at_the_till_stands_on_the_order(make: Make, till: TestTill, unit: Any) -> None:
    _asking(make, till)
    verdict = till.send(till.sale(("RING", 1, 2500, {"name": "Kim"})))[0]
    assert (verdict.status, verdict.code) == ("accepted", None)
    line = one(unit, till, OrderLine)
    assert (line.options, line.inputs[0]["value"], line.unit_price) == ("Name: Kim", "Kim", 2500)


@pytest.mark.req("CAT-04")
def test_a_bundle_sold_at_the_till_takes_its_parts_and_brings_them_back(
    make: Make, till: TestTill, unit: Any
) -> None:
    box, part = make.product(sku="BOX", price=3000, stock=0), mug(make, till, stock=5)
    with tenant_scope(till.tenant), acting_as(system("test")), unit_of_work():
        compose_bundle(box.id, box.variant.id, [("MUG", Decimal(2))])
    sale = till.sale(("BOX", 2, 3000))
    sold, too_many = till.send(sale, till.sale(("BOX", 1, 3000)))
    assert sold.status == "accepted"
    assert (too_many.status, too_many.code) == ("refused", "inventory.out_of_stock")
    assert level(unit, till, part).on_hand == 1
    assert till.send(till.refund(sale, (1, 1, 3000)))[0].status == "accepted"
    assert level(unit, till, part).on_hand == 3
    with unit(till.tenant):
        assert not reconcile().violations
