"""Reconciling finds every kind of break, and nothing where all holds."""

from decimal import Decimal

import pytest
from sqlalchemy import text

from app.core import audit
from app.core.db import db, unit_of_work
from app.core.engines import engine_of
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.fulfillment.models import Shipment
from app.flows import cancel_order, fill_cart, place_order, refund_order, ship_order
from app.flows.price_checkout import Checkout
from app.flows.reconcile import reconcile
from app.outbound import load_reactions
from tests.support.people import ANN
from tests.support.units import wait_for_older_transactions


def order(*lines, token="tok_approve"):
    with unit_of_work():
        cart = fill_cart.open_cart("web", [(sku, Decimal(quantity)) for sku, quantity in lines]).cart.id
    return place_order.place_order(cart, Checkout(ANN, "standard", None, "test", token)).order


@pytest.fixture
def shop(tenant, make, run_jobs):
    """Paid, waiting, declined, shipped, partly cancelled and refunded orders, reacted to and sealed."""
    load_reactions()
    make.product(sku="MUG", price=1190, stock=50)
    make.product(sku="POT", price=5905, stock=50)
    with tenant_scope(tenant), acting_as(system("test")):
        shipped = order(("MUG", 2), ("POT", 1))
        parts = order(("MUG", 3), ("POT", 2))
        order(("MUG", 1), token="tok_timeout")
        order(("MUG", 1), token="tok_decline")
        gone = order(("POT", 1))
        run_jobs()
        with unit_of_work():
            shipment = db.session.scalars(
                Shipment.__table__.select().where(Shipment.order_id == shipped.id)
            ).one()
            ship_order.pick(shipment)
            ship_order.ship(shipment, carrier="DHL", tracking_number="1")
        cancel_order.cancel_order(parts.id, reason="changed", quantities={parts.lines[0].id: Decimal(1)})
        cancel_order.cancel_order(gone.id, reason="changed")
        refund_order.refund_order(
            shipped.id, {shipped.lines[0].id: Decimal(1)}, shipping=True, reason="broken"
        )
        run_jobs()
        wait_for_older_transactions(tenant)
        while True:
            with unit_of_work():
                if not audit.seal():
                    break
        yield {"shipped": shipped, "parts": parts, "gone": gone}


def test_a_sound_shop_has_no_violation(shop):
    proof = reconcile()

    assert proof.violations == []
    assert proof.checked["order totals"] == 5
    assert proof.checked["gateway"] >= 5
    assert proof.checked["audit"] > 5
    assert proof.checked["invoices"] == 6


@pytest.fixture
def tamper(database, tenant, shop):
    """Change rows as nobody may: as the superuser, past triggers and foreign keys."""
    import psycopg

    with psycopg.connect(database.superuser_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(f"set search_path = {tenant.schema}, ext")
        yield connection.execute


NUMBER = "(select id from \"order\" where number = '1001')"
BREAKS = {
    "a level that its ledger does not explain": (
        "update stock_level set on_hand = on_hand + 1 where on_hand = (select max(on_hand) from stock_level)",
        ["stock ledger: POT at main: on_hand is"],
    ),
    "a ledger row that never happened": (
        ("insert into stock_ledger (at, kind, stock_item_id, location_id, damaged, actor)"
        " select now(), 'x', i.id, l.id, 2, 'x' from stock_item i, location l where i.sku = 'MUG'"),
        ["stock ledger: MUG at main: damaged is 0.000, its ledger sums to 2.000"],
    ),
    "a reservation let go without the level": (
        "update reservation set released_at = now() where released_at is null",
        ["reservations: MUG at main: reserved is 1.000, open reservations sum to 0"],
    ),
    "a stray reservation": (
        f"update reservation set order_id = {NUMBER} where released_at is null",
        ["reservations: order 1001: its stock is still reserved"],
    ),
    "an order line that holds more than was allocated": (
        "update order_line set cancelled = 0 where cancelled = 1 and quantity = 3",
        ["allocations: MUG at main: allocated is 2.000, paid orders and transfers wait for 3.0"],
    ),
    "a line's price": (
        f"update order_line set unit_price = unit_price + 1 where order_id = {NUMBER} and position = 1",
        ["order lines: order 1001 line 1: subtotal is 2380, it should be 2382"],
    ),
    "a line paid back beyond its share": (
        f"update order_line set refunded_amount = refunded_amount + 1 where order_id = {NUMBER} and position = 1",
        [
            "order lines: order 1001 line 1: refunded amount is 1191, it should be 1190",
            "order totals: order 1001: refunded is",
        ],
    ),
    "more sent than sold": (
        f"update order_line set fulfilled = fulfilled + 1 where order_id = {NUMBER} and position = 2",
        ["order lines: order 1001 line 2: more was sent, cancelled or paid back than was sold"],
    ),
    "a total": (
        f'update "order" set total = total - 1 where id = {NUMBER}',
        [
            "order totals: order 1001: total is 8774, its parts sum to 8775",
            "payments: order 1001: is partially_refunded with 8775 of 8774",
            "invoices: invoice INV-000001: is over 8775, its order over 8774",
            "gateway: order 1001: charged 8775 for a total of 8774",
        ],
    ),
    "a payment that is gone": (
        f"update payment set status = 'declined' where order_id = {NUMBER}",
        ["payments: order 1001: is partially_refunded with 0 of 8775", "gateway: order 1001: charge alpha-"],
    ),
    "an order that waits for nothing": (
        "update payment set status = 'cancelled' where status in ('pending', 'intent')",
        ["payments: order 1003: is pending and no payment is being asked about", "gateway: order 1003: charge alpha-"],
    ),
    "a hidden paid order": (
        f'update "order" set listed = false where id = {NUMBER}',
        ["payments: order 1001: is paid and not listed"],
    ),
    "a payment status behind its refunds": (
        f"update \"order\" set payment_status = 'paid' where id = {NUMBER}",
        ["payments: order 1001: is paid with 1680 of 8775 paid back"],
    ),
    "a refund nobody knows of": (
        f"update refund set status = 'failed' where order_id = {NUMBER}",
        [
            "refunds: order 1001: says 1680 paid back, its refunds say 0",
            "refunds: payment alpha-",
            "gateway: order 1001: refund alpha-",
        ],
    ),
    "a payment paid back twice": (
        f"update payment set refunded = amount + 1 where order_id = {NUMBER}",
        ["refunds: payment alpha-", "refunds: payment alpha-"],
    ),
    "a cancelled order with goods on their way": (
        f"update \"order\" set status = 'cancelled' where id = {NUMBER}",
        ["order states: order 1001: is cancelled with 3.000 gone and 0.000 waiting"],
    ),
    "a fulfilment that did not happen": (
        "update \"order\" set fulfillment_status = 'fulfilled' where number = '1002'",
        ["order states: order 1002: is fulfilled with 0.000 gone and 4.000 waiting"],
    ),
    "a gap in the invoice numbers": (
        "delete from invoice where number = 'INV-000002'",
        ["invoices: invoice series: number 2 is missing"],
    ),
    "an invoice out of nowhere": (
        "update invoice set number = 'INV-000099' where number = 'INV-000002'",
        ["invoices: invoice series: number 2 is missing", "invoices: invoice series: number 99 was never given out"],
    ),
    "an invoice over something else": (
        "update invoice set facts = jsonb_set(facts, '{total}', '1') where number = 'INV-000001'",
        ["invoices: invoice INV-000001: is over 1, its order over 8775"],
    ),
    "a rewritten audit row": (
        "update audit set reason = 'other' where id = (select min(id) from audit)",
        ["audit: seal 1 does not match its rows"],
    ),
    "a deleted audit row": (
        "delete from audit where id = (select min(id) from audit)",
        ["audit: seal 1 does not match its rows"],
    ),
    "a charge for nothing": (
        ("insert into shared.test_gateway_charge (key, tenant, kind, amount, currency, status, reference)"
        " values ('alpha-x', 'alpha', 'charge', 500, 'EUR', 'paid', 'r')"),
        ["gateway: charge alpha-x over 500 EUR belongs to no payment"],
    ),
    "a charge over another amount": (
        ("update shared.test_gateway_charge set amount = amount + 1 where key ="
        f" (select gateway_key from payment where order_id = {NUMBER})"),
        ["gateway: order 1001: charge alpha-", "gateway: order 1001: charged 8776 for a total of 8775"],
    ),
    "a payment the gateway never saw": (
        f"delete from shared.test_gateway_charge where key = (select gateway_key from payment where order_id = {NUMBER})",
        ["gateway: order 1001: payment alpha-"],
    ),
    "a refund the gateway made by itself": (
        ("insert into shared.test_gateway_charge (key, tenant, kind, amount, currency, status, reference)"
        " values ('alpha-y', 'alpha', 'refund', 5, 'EUR', 'refunded', 'r')"),
        ["gateway: refund alpha-y over 5 EUR belongs to no refund of ours"],
    ),
    "two charges for one cart": (
        f"update \"order\" set cart_id = (select cart_id from \"order\" where id = {NUMBER}) where number = '1002'",
        ["gateway: orders 1001, 1002 of one cart were all charged"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", BREAKS)
def test_each_kind_of_break_is_named_and_nothing_else(kind, tamper, tenant):
    script, expected = BREAKS[kind]
    tamper(script)

    found = sorted(reconcile().violations)

    assert len(found) == len(expected), found
    for line, begins in zip(found, sorted(expected), strict=True):
        assert line.startswith(begins), found


def test_a_charge_that_is_still_being_asked_about_is_no_violation(shop):
    with engine_of("default").connect() as book:
        paid = book.execute(
            text("select count(*) from shared.test_gateway_charge where status = 'paid'")
        ).scalar()

    assert paid == 4
    assert reconcile().violations == []
