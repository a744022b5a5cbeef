"""Who is written to, when, and what it says."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.db import db, unit_of_work
from app.domains.customers import service as customers
from app.domains.fulfillment.models import Pickup, Shipment
from app.domains.identity import service as identity
from app.domains.orders.models import Order
from app.flows import cancel_order, hand_over_pickup, recover_payment, refund_order, ship_order
from app.outbound.notifications import links, service
from app.outbound.notifications.letter import readable_on


@pytest.fixture
def mug(make):
    return make.product(sku="MUG", title="Blue mug", price=1190, stock=9)


def written():
    """(kind, text) of every mail, oldest first."""
    with unit_of_work():
        return [(mail.kind, mail.text) for mail in reversed(service.caught())]


def kinds():
    return [kind for kind, _ in written()]


def text_of(kind):
    [found] = [text for each, text in written() if each == kind]
    return found


def the(model):
    with unit_of_work():
        return db.session.scalars(select(model.id)).one()


def test_a_paid_order_is_confirmed_once(selling, mug, run_jobs):
    placed = selling.order(("MUG", "2"))
    run_jobs()

    assert kinds() == ["order_confirmed"]
    text = text_of("order_confirmed")
    assert "Blue mug (2 \N{MULTIPLICATION SIGN} €11.90)  €23.80" in text
    assert "Standard delivery: €4.90" in text
    assert "including VAT 19%: €4.58" in text
    assert "Total: €28.70" in text
    assert "10115 Berlin" in text
    assert links.order(placed.link) in text


def test_tax_on_top_is_a_sum_of_its_own(make, other_tenant, run_jobs):
    from app.core.principal import acting_as, system
    from app.core.tenancy import tenant_scope
    from app.outbound import load_reactions
    from tests.outbound.conftest import Selling

    load_reactions()
    make.of(other_tenant).product(sku="MUG", title="Blue mug", price=1000, stock=9)
    with tenant_scope(other_tenant), acting_as(system("test")):
        with unit_of_work():
            db.session.execute(db.text("update tax_rate set rate = 88750, name = 'Sales tax'"))
        from dataclasses import replace

        from tests.support.people import ANN

        to = replace(ANN, city="Portland", region="OR", postal_code="97201", country="US")
        Selling(other_tenant).order(("MUG", "1"), contact=to)
        run_jobs()
        text = text_of("order_confirmed")
    assert "Sales tax 8.875%: $" in text
    assert "Portland, OR 97201" in text


def test_an_uncertain_payment_is_received_first_and_confirmed_later(selling, mug, run_jobs):
    from datetime import timedelta

    selling.order(("MUG", "1"), token="tok_timeout")
    run_jobs()
    assert kinds() == ["order_received"]
    assert "still being confirmed" in text_of("order_received")

    recover_payment.recover_all(older_than=timedelta(0))
    run_jobs()
    assert kinds() == ["order_received", "order_confirmed"]


def test_nobody_is_written_to_about_a_payment_that_failed_or_is_under_way(selling, mug, run_jobs):
    selling.order(("MUG", "1"), token="tok_decline")
    selling.order(("MUG", "1"), token="tok_needs_action")
    run_jobs()

    assert kinds() == []


def test_a_parcel_is_announced_with_its_tracking(selling, mug, run_jobs):
    selling.order(("MUG", "2"))
    run_jobs()
    with unit_of_work():
        ship_order.ship(the_shipment := db.session.scalars(select(Shipment.id)).one(), carrier="DHL",
                        tracking_number="00340", tracking_url="https://dhl.example/00340")  # fmt: skip
    run_jobs()

    assert the_shipment
    text = text_of("order_shipped")
    assert "has left us" in text
    assert "2 \N{MULTIPLICATION SIGN} Blue mug" in text
    assert "Parcel number, DHL" in text
    assert "00340" in text
    assert "https://dhl.example/00340" in text
    with unit_of_work():
        notes = db.session.execute(db.text("select kind, attachment_key from mail order by created_at")).all()
    assert [tuple(note) for note in notes] == [("order_confirmed", None), ("order_shipped", "invoice")]


@pytest.mark.req("OMS-06")
def test_a_pickup_takes_two_letters(selling, mug, make, run_jobs):
    store = make.location(code="mitte", name="Mitte", kind="store", offers_pickup=True,
                          address={"line1": "Torstr. 1", "postal_code": "10119", "city": "Berlin", "country": "DE"},
                          opening_hours={"0": "10:00-19:00"})  # fmt: skip
    with unit_of_work():
        from app.domains.inventory import service as inventory

        inventory.set_on_hand(sku="MUG", location_code="mitte", quantity=Decimal(3))
    selling.order(("MUG", "1"), delivery="pickup", location="mitte")
    run_jobs()
    assert store
    with unit_of_work():
        pickup = db.session.scalars(select(Pickup)).one()
        code = __import__("app.domains.fulfillment.service", fromlist=["x"]).pickup_code(pickup)
        hand_over_pickup.make_ready(pickup.id)
    run_jobs()
    with unit_of_work():
        hand_over_pickup.hand_over(pickup.id, code=code)
    run_jobs()

    assert kinds() == ["order_confirmed", "pickup_ready"]
    assert "lies ready at Mitte" in " ".join(text_of("order_confirmed").split())
    text = text_of("pickup_ready")
    assert f"Your pickup code: {code}" in text
    assert "Torstr. 1" in text
    assert "Monday 10:00-19:00" in text
    with unit_of_work():
        assert db.session.scalars(select(Order.status)).one() == "completed"


def test_a_cancellation_says_what_goes_back_and_the_refund_says_nothing_more(selling, mug, run_jobs):
    placed = selling.order(("MUG", "1"))
    run_jobs()
    cancel_order.cancel_order(placed.order.id, reason="changed my mind")
    run_jobs()

    assert kinds() == ["order_confirmed", "order_cancelled"]
    assert "€16.80 go back to you" in text_of("order_cancelled")


def test_a_part_cancelled_is_named(selling, mug, make, run_jobs):
    make.product(sku="POT", title="Teapot", price=5900, stock=9)
    placed = selling.order(("MUG", "2"), ("POT", "1"))
    run_jobs()
    cancel_order.cancel_order(
        placed.order.id, reason="broken", quantities={placed.order.lines[0].id: Decimal(1)}
    )
    run_jobs()

    text = text_of("order_partly_cancelled")
    assert "1 \N{MULTIPLICATION SIGN} Blue mug" in text
    assert "Teapot" not in text
    assert kinds() == ["order_confirmed", "order_partly_cancelled"]


def test_a_refund_is_told(selling, mug, run_jobs):
    placed = selling.order(("MUG", "2"))
    run_jobs()
    line = placed.order.lines[0].id
    for _ in range(2):
        refund_order.refund_order(placed.order.id, {line: Decimal(1)}, shipping=False, reason="broken")
        run_jobs()

    assert kinds() == ["order_confirmed", "order_refunded", "order_refunded"]
    assert "€11.90" in written()[-1][1]


def test_each_reads_the_order_in_the_language_it_was_placed_in(selling, mug, run_jobs):
    selling.order(("MUG", "1"), locale="de")
    run_jobs()

    with unit_of_work():
        [mail] = service.caught()
    assert mail.subject == "Ihre Bestellung 1001"
    assert "Vielen Dank für Ihre Bestellung" in mail.text
    assert "Blue mug (1 \N{MULTIPLICATION SIGN} 11,90\N{NO-BREAK SPACE}€)" in mail.text
    assert '<html lang="de">' in mail.html


def test_a_till_sale_writes_to_nobody(make, selling, run_jobs):
    from app.core import events
    from app.domains.orders.events import OrderPaid

    order = make.order(delivery_kind="carry")
    with unit_of_work():
        events.record(OrderPaid(order_id=str(order.id), delivery_kind="carry"))
    run_jobs()

    assert kinds() == []


def test_a_colleague_is_invited_by_link(selling, run_jobs):
    with unit_of_work():
        issued = identity.invite(email="kim@example.com", name="Kim", roles=["administrator"])
    run_jobs()

    with unit_of_work():
        [mail] = service.caught()
    assert mail.recipient == "kim@example.com"
    assert f"http://alpha.localhost:8000/admin/invitation/{issued.secret}" in mail.text
    assert issued.secret not in _outbox()


def _outbox():
    with unit_of_work():
        return str(db.session.execute(db.text("select payload from outbox")).all())


def test_passwords_are_chosen_by_link_and_changes_are_told(selling, make, run_jobs):
    staff = make.staff(email="kim@example.com", password="correct horse battery")
    with unit_of_work():
        identity.ask_password_reset(email="kim@example.com")
        customers.find_or_create(email="ann@example.com", name="Ann")
        customers.ask_password_reset(email="ann@example.com")
        identity.change_password(
            staff_id=staff.id,
            current="correct horse battery",
            password="another long secret phrase",
            keep=None,
        )
    run_jobs()

    assert sorted(kinds()) == ["customer_password_reset", "staff_password_changed", "staff_password_reset"]
    assert "/admin/reset/" in text_of("staff_password_reset")
    assert "/account/reset/" in text_of("customer_password_reset")


def test_an_erased_buyer_gets_no_more_letters(selling, mug, run_jobs):
    placed = selling.order(("MUG", "1"))
    with unit_of_work():
        customers.erase(placed.order.customer_id)
    run_jobs()

    assert kinds() == []


@pytest.mark.parametrize(
    ("color", "on"), [("#1c5f4d", "#ffffff"), ("#ffd84d", "#14201b"), ("#000000", "#ffffff")]
)
def test_buttons_are_readable_on_any_brand(color, on):
    assert readable_on(color) == on
