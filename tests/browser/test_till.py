"""A day at the till, in a real browser with a stubbed printer."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from app.core import clock
from app.core.db import db, unit_of_work
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.catalog.models import Variant
from app.domains.catalog.types import InputSpec
from app.domains.identity import rules as identity_rules
from app.domains.inventory.models import StockLevel
from app.domains.orders.models import Order, OrderLine
from app.domains.payments.models import Payment
from app.domains.pos.models import Device, PosOperation, Shift
from app.flows.ask_buyers import ask_buyers
from tests.browser.till_screen import PIN, TillScreen
from tests.factories import Make
from tests.support.till import TestTill, make_till

MUG, TEA, LAMP = "4006381333931", "4006381333948", "4006381333955"
LANDSCAPE, PORTRAIT, PHONE = (1180, 820), (820, 1180), (390, 800)


@pytest.fixture
def till(make: Make) -> TestTill:
    found = make_till(make, pin_hash=identity_rules.pin_hash(PIN))
    for sku, title, code, price in (
        ("MUG", "Stone mug", MUG, 1190),
        ("TEA", "Green tea", TEA, 499),
        ("LAMP", "Lamp", LAMP, 8900),
    ):
        product = make.product(sku=sku, title=title, price=price, stock=10, location=found.store)
        with_barcode(found, product, code)
    return found


def with_barcode(till: TestTill, product: Any, code: str) -> None:
    from tests.support.units import unit

    with unit(till.tenant):
        db.session.execute(update(Variant).where(Variant.id == product.variant.id).values(barcode=code))


Opening = Callable[..., TillScreen]


@pytest.fixture
def screen(till_page: Page, live: Any, api: Any, till: TestTill) -> Iterator[Opening]:
    """A paired till; fails when the page logged an error."""
    errors: list[str] = []
    listening = {
        "pageerror": lambda error: errors.append(str(error)),
        "console": lambda said: errors.append(said.text) if said.type == "error" else None,
    }

    def open_(size: tuple[int, int] = LANDSCAPE, *, signed_in: bool = True, quiet: bool = True) -> TillScreen:
        till_page.set_viewport_size({"width": size[0], "height": size[1]})
        for what, listener in listening.items() if quiet else ():
            till_page.on(what, listener)
        found = TillScreen(till_page, till)
        code = api.post(f"/api/v1/pos/registers/{till.register.id}/pairing-codes").json["code"]
        found.pair(live.url(till.tenant, "/pos/"), code)
        if signed_in:
            found.sign_in()
            found.open()
        return found

    yield open_
    for what, listener in listening.items():
        with suppress(KeyError):  # a test that asked for no quiet never listened
            till_page.remove_listener(what, listener)
    assert errors == []


def rows(till: TestTill, model: Any, *where: Any) -> list[Any]:
    from tests.support.units import unit

    with unit(till.tenant):
        return list(db.session.scalars(select(model).where(*where)))


def on_hand(till: TestTill, sku: str) -> StockLevel:
    from app.domains.inventory.models import StockItem

    item = rows(till, StockItem, StockItem.sku == sku)[0]
    return rows(
        till, StockLevel, StockLevel.stock_item_id == item.id, StockLevel.location_id == till.store.id
    )[0]


def money(page: Page, selector: str) -> str:
    return page.locator(selector).inner_text()


@pytest.mark.req("POS-02", "POS-01")
def test_sold_by_scan_and_paid_in_cash_with_change(screen: Opening, till: TestTill) -> None:
    found = screen()
    for code in (MUG, TEA, MUG):
        found.scan(code)
    expect(found.page.locator("#total")).to_have_text("€28.79")
    assert found.lines() == ["Stone mug", "Green tea"]
    found.pay_cash(5000)
    assert money(found.page, "#change") == "€21.21"
    order = rows(till, Order)[0]
    assert (order.total, order.offline, order.cashier_id, order.location_id) == (
        2879,
        False,
        till.cashier.id,
        till.store.id,
    )
    expect(found.page.locator("#sent")).to_contain_text(f"Order {order.number}")
    assert rows(till, Payment)[0].details == {"given": 5000, "change": 2121}
    assert on_hand(till, "MUG").on_hand == 8


@pytest.mark.req("POS-01")
@pytest.mark.req("CAT-04")
def test_what_must_be_said_is_asked_before_it_is_in_the_basket(
    screen: Opening, till: TestTill, make: Make
) -> None:
    ring = make.product(sku="RING", title="Ring", price=2000, stock=5, location=till.store)
    with tenant_scope(till.tenant), acting_as(system("test")), unit_of_work():
        ask_buyers(ring.id, [InputSpec("", {"en": "Name"}, required=True, surcharge=500, longest=8)])
    found = screen()
    page = found.page
    page.locator(".tile", has_text="Ring").click()
    page.get_by_role("button", name="Add to the basket").click()
    expect(page.get_by_text("This is needed to make it")).to_be_visible()
    page.get_by_label("Name").fill("Kim")
    page.get_by_role("button", name="Add to the basket").click()
    expect(page.locator(".basket-line")).to_contain_text("Name: Kim")
    expect(page.locator("#total")).to_have_text("€25.00")
    found.pay_exactly()
    found.paid()
    found.sent()
    with tenant_scope(till.tenant), unit_of_work():
        assert db.session.scalars(select(OrderLine)).one().options == "Name: Kim"


def test_an_unknown_code_opens_the_search_and_leaves_the_basket(screen: Opening) -> None:
    found = screen()
    found.scan(MUG)
    found.scan("9990000000001")
    expect(found.page.get_by_text("No article has the code 9990000000001.")).to_be_visible()
    expect(found.page.get_by_label("Search articles")).to_have_value("9990000000001")
    assert found.lines() == ["Stone mug"]
    found.scan(TEA)
    expect(found.page.locator(".basket-line")).to_have_count(2)


def test_a_scan_counts_wherever_the_focus_is(screen: Opening) -> None:
    found = screen()
    found.page.get_by_label("Search articles").fill("lam")
    found.scan(MUG)
    expect(found.page.get_by_label("Search articles")).to_have_value("lam")
    found.page.locator(".tile", has_text="Lamp").focus()
    found.scan(TEA)
    assert found.lines() == ["Stone mug", "Green tea"]


def test_a_removed_line_comes_back_with_one_tap(screen: Opening) -> None:
    found = screen()
    found.scan(MUG)
    found.page.get_by_role("button", name="Remove Stone mug").click()
    expect(found.page.locator(".basket-line")).to_have_count(0)
    found.page.get_by_role("button", name="Undo").click()
    assert found.lines() == ["Stone mug"]


def test_the_basket_survives_a_reload(screen: Opening) -> None:
    found = screen()
    found.scan(MUG)
    found.page.reload()
    found.sign_in()
    expect(found.page.locator(".basket-line")).to_have_count(1)


def test_card_and_cash_share_a_bill(screen: Opening, till: TestTill) -> None:
    found = screen()
    found.scan(LAMP)
    found.pay()
    found.type("4000")
    found.page.get_by_role("button", name="Take cash").click()
    expect(found.page.locator("#to-pay")).to_have_text("€49.00")
    found.page.get_by_role("button", name="Card", exact=True).click()
    found.page.get_by_label("Reference on the slip").fill("A-4711")
    found.page.get_by_role("button", name="Card paid").click()
    found.paid()
    paid = {row.method: (row.amount, row.reference) for row in rows(till, Payment)}
    assert paid == {"cash": (4000, None), "card_external": (4900, "A-4711")}


def test_a_void_takes_the_sale_back(screen: Opening, till: TestTill) -> None:
    found = screen()
    found.scan(MUG)
    found.pay_exactly()
    found.page.get_by_role("button", name="Void this sale").click()
    found.page.get_by_role("button", name="Void sale").click()
    expect(found.page.locator("#give-back")).to_have_text("€11.90")
    assert rows(till, Order)[0].payment_status == "refunded"
    assert on_hand(till, "MUG").on_hand == 10


def test_part_of_an_earlier_sale_goes_back(screen: Opening, till: TestTill) -> None:
    found = screen()
    for code in (MUG, MUG, TEA):
        found.scan(code)
    found.pay_exactly()
    found.go("Receipts")
    found.page.locator(".receipt-entry").first.click()
    found.page.get_by_role("button", name="Give money back").click()
    found.page.get_by_role("group", name="Stone mug").get_by_role("button", name="One more").click()
    found.page.get_by_role("button", name="Faulty").click()
    found.page.get_by_role("button", name="Give money back").click()
    expect(found.page.locator("#give-back")).to_have_text("€11.90")
    order = rows(till, Order)[0]
    assert (order.payment_status, order.refunded) == ("partially_refunded", 1190)


def test_a_receipt_of_another_till_is_found_by_number(screen: Opening, till: TestTill, make: Make) -> None:
    there = make_till(make)
    make.product(sku="OLD", title="Old thing", price=700, stock=3, location=there.store)
    there.open()
    sale = there.sale(("OLD", 1, 700))
    there.send(sale)
    found = screen()
    found.go("Receipts")
    found.page.get_by_label("Receipt or order number").fill(sale.payload["receipt"])
    found.page.get_by_role("button", name="Find").click()
    found.page.get_by_role("button", name="Give money back").click()
    found.page.get_by_role("button", name="All of it").click()
    found.page.get_by_role("button", name="Give money back").click()
    expect(found.page.locator("#give-back")).to_have_text("€7.00")


@pytest.mark.req("POS-12")
def test_the_receipt_is_printed_reprinted_and_the_drawer_opens(screen: Opening, till: TestTill) -> None:
    found = screen()
    found.go("Settings")
    found.page.get_by_role("button", name="USB printer").click()
    expect(found.page.get_by_text("USB printer is set up.")).to_be_visible()
    found.go("Sell")
    found.scan(MUG)
    found.pay_cash(2000)
    expect(found.page.locator("#change")).to_be_visible()
    receipt = found.printed(1)[0]
    assert receipt.startswith(b"\x1b@")
    assert b"Stone mug" in receipt
    assert b"\x1bp" in receipt, "the drawer was not opened"
    assert b"\x1dV" in receipt, "the paper was not cut"
    found.go("Receipts")
    found.page.locator(".receipt-entry").first.click()
    found.page.get_by_role("button", name="Print a copy").click()
    assert b"Copy 1" in found.printed(2)[1]
    found.line_is("Online")
    assert [row.payload["copy"] for row in rows(till, PosOperation, PosOperation.kind == "reprint")] == [1]


def test_a_serial_printer_gets_the_same_bytes(screen: Opening) -> None:
    found = screen()
    found.go("Settings")
    found.page.get_by_role("button", name="Serial printer").click()
    found.page.get_by_role("button", name="Test print").click()
    assert b"The printer works." in found.printed(1)[0]


@pytest.mark.req("POS-12")
def test_an_unplugged_printer_disturbs_no_sale(screen: Opening, till: TestTill) -> None:
    found = screen()
    found.go("Settings")
    found.page.get_by_role("button", name="USB printer").click()
    expect(found.page.get_by_text("USB printer is set up.")).to_be_visible()
    found.page.evaluate("window.plugged = false")
    found.go("Sell")
    found.scan(MUG)
    found.pay_exactly()
    expect(found.page.get_by_text("The printer is not connected.")).to_be_visible()
    found.new_sale()
    found.scan(TEA)
    found.pay_exactly()
    assert len(rows(till, Order)) == 2


@pytest.mark.req("POS-15")
def test_the_drawer_is_counted_blind_and_closed(screen: Opening, till: TestTill) -> None:
    found = screen()
    found.scan(MUG)
    found.pay_exactly()
    found.go("Cash")
    found.page.get_by_role("button", name="Cash out").click()
    found.type("500")
    found.page.get_by_role("button", name="Take cash out").click()
    expect(found.page.get_by_text("€5.00 taken out")).to_be_visible()
    found.page.get_by_role("button", name="Count and close").click()
    assert "106.90" not in found.page.locator("#main").inner_text()
    found.type("10590")
    found.page.get_by_role("button", name="Close register").click()
    found.page.get_by_role("dialog").get_by_role("button", name="Close register").click()
    expect(found.page.locator("#difference")).to_have_text("€1.00 short")
    found.line_is("Online")
    shift = rows(till, Shift)[0]
    assert (shift.expected, shift.counted) == (10_690, 10_590)
    found.page.get_by_role("button", name="Done").click()
    found.sign_in()
    expect(found.page.get_by_text("The last count was €105.90.")).to_be_visible()


@pytest.mark.req("POS-11")
def test_a_refused_sale_is_shown_and_blocks_nothing(screen: Opening, till: TestTill) -> None:
    found = screen()
    found.scan(MUG)
    from tests.support.units import unit

    with unit(till.tenant):
        db.session.execute(update(StockLevel).values(held=10))
    found.pay()
    found.page.locator("[data-key=note-0]").click()
    expect(found.page.get_by_role("dialog")).to_contain_text("Not sold")
    found.page.get_by_role("button", name="Back to the basket").click()
    assert found.lines() == ["Stone mug"]
    with unit(till.tenant):
        db.session.execute(update(StockLevel).values(held=0))
    found.pay_exactly()
    found.go("Needs attention")
    expect(found.page.locator(".attention-entry")).to_have_attribute("data-code", "inventory.out_of_stock")
    found.page.get_by_role("button", name="Seen").click()
    expect(found.page.get_by_text("Nothing is waiting for you.")).to_be_visible()
    assert len(rows(till, Order)) == 1


def test_what_the_store_has_not_got_is_said_before_the_payment(screen: Opening, till: TestTill) -> None:
    from tests.support.units import unit

    with unit(till.tenant):
        db.session.execute(update(StockLevel).values(held=9))
    found = screen()
    found.scan(MUG)
    found.scan(MUG)
    expect(found.page.locator(".basket-line .is-short")).to_have_text("only 1 here")
    found.pay()
    expect(found.page.get_by_role("dialog")).to_contain_text("Stone mug: 1 here")
    found.page.get_by_role("button", name="Change the basket").click()
    found.page.get_by_role("button", name="Remove Stone mug").click()
    found.scan(MUG)
    found.pay_exactly()
    assert len(rows(till, Order)) == 1


def test_wrong_pins_are_refused_and_slowed_down(screen: Opening) -> None:
    found = screen(signed_in=False, quiet=False)
    for _ in range(5):
        found.sign_in("1111") if _ == 0 else (
            found.type("1111"),
            found.page.get_by_role("button", name="Sign in").click(),
        )
        expect(found.page.get_by_role("alert")).to_contain_text("That PIN is not right.")
    found.type(PIN)
    found.page.get_by_role("button", name="Sign in").click()
    expect(found.page.get_by_role("alert")).to_contain_text("Too many tries.")


def test_two_tabs_never_sell_at_once_and_the_basket_moves(screen: Opening) -> None:
    first = screen()
    first.scan(MUG)
    second = first.page.context.new_page()
    second.goto(first.page.url)
    expect(second.get_by_text("The till is open in another tab")).to_be_visible()
    second.get_by_role("button", name="Use this tab").click()
    expect(second.get_by_role("heading", name="Who is selling?")).to_be_visible()
    expect(first.page.get_by_text("The till is open in another tab")).to_be_visible()
    TillScreen(second, first.till).sign_in()
    expect(second.locator(".basket-line")).to_have_count(1)


def test_a_revoked_tablet_says_so_and_keeps_its_sales_until_it_is_paired_again(
    screen: Opening, till: TestTill, live: Any, api: Any
) -> None:
    found = screen(quiet=False)
    found.sent()
    live.stop()
    found.scan(MUG)
    found.pay_exactly()
    found.line_is("Offline \u2013 1 entry waiting")
    from tests.support.units import unit

    with unit(till.tenant):
        db.session.execute(update(Device).values(revoked_at=clock.now()))
    live.start()
    found.page.evaluate("dispatchEvent(new Event('online'))")
    found.line_is("Not paired any more \u2013 1 entry waiting")
    code = api.post(f"/api/v1/pos/registers/{till.register.id}/pairing-codes").json["code"]
    found.go("Settings")
    found.page.get_by_role("button", name="Pair again").click()
    found.page.get_by_label("Pairing code").fill(code)
    found.page.get_by_role("button", name="Pair this till").click()
    found.line_is("Online")
    assert len(rows(till, Order)) == 1


def test_german_for_german_cashiers(screen: Opening) -> None:
    found = screen()
    found.go("Settings")
    found.page.get_by_role("button", name="Deutsch").click()
    found.go("Verkaufen")
    found.scan(MUG)
    expect(found.page.locator("#total")).to_have_text(re.compile(r"11,90\s€"))
    expect(found.page.locator("html")).to_have_attribute("lang", "de")


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT, PHONE], ids=["landscape", "portrait", "phone"])
def test_nothing_is_cut_off_and_axe_finds_nothing(screen: Opening, size: tuple[int, int]) -> None:
    found = screen(size)
    for theme in ("Light", "Dark", "High contrast") if size == LANDSCAPE else ("Light",):
        found.go("Settings")
        found.page.get_by_role("button", name=theme).click()
        check(found, "settings")
        found.go("Sell")
        found.scan(MUG)
        check(found, "sell")
        found.pay()
        check(found, "pay")
        found.page.locator("[data-key=note-0]").click()
        found.paid()
        check(found, "done")
        for place in ("Receipts", "Cash"):
            found.go(place)
            check(found, place)


def check(found: TillScreen, where: str) -> None:
    """No sideways scrolling, no axe violation, nothing to press that is smaller than a finger."""
    page = found.page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{where} scrolls sideways"
    violations = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in violations] == [], where
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, input")].filter((node) => node.offsetParent)
          .filter((node) => node.offsetHeight < 44 || node.offsetWidth < 44).map((node) => node.outerHTML.slice(0, 100))"""
    )
    assert small == [], where
