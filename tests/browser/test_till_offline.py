"""The network goes, the power goes, the queue is sent twice: no sale is lost and none is doubled."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from app.domains.identity import rules as identity_rules
from app.domains.inventory.models import StockException, StockLedger
from app.domains.orders.models import Order
from app.domains.pos.models import PosOperation
from tests.browser.conftest import ARGUMENTS
from tests.browser.test_till import MUG, Opening, on_hand, rows, screen, with_barcode
from tests.browser.till_screen import PIN, TillScreen, prepare
from tests.factories import Make
from tests.support.till import TestTill, make_till

__all__ = ["screen"]
SALES = 20
STOCK = 15


@pytest.fixture
def till(make: Make) -> TestTill:
    found = make_till(make, pin_hash=identity_rules.pin_hash(PIN))
    product = make.product(sku="MUG", title="Stone mug", price=1190, stock=STOCK, location=found.store)
    with_barcode(found, product, MUG)
    return found


class Tablet:
    """A browser whose data outlives it, as a tablet's does: for tests that switch it off."""

    def __init__(self, playwright: Any, chromium: str, folder: Path, till: TestTill, url: str) -> None:
        self._start = lambda: playwright.chromium.launch_persistent_context(
            str(folder),
            executable_path=chromium,
            args=ARGUMENTS,
            viewport={"width": 1180, "height": 820},
            locale="en-GB",
        )
        self.till, self.url = till, url
        self.context: BrowserContext | None = None

    def switch_on(self) -> TillScreen:
        self.context = self._start()
        prepare(self.context)
        page = self.context.pages[0] if self.context.pages else self.context.new_page()
        return TillScreen(page, self.till)

    def switch_off(self) -> None:
        if self.context is not None:
            self.context.close()
            self.context = None


@pytest.fixture
def tablet(playwright: Any, chromium: str, tmp_path: Path, till: TestTill, live: Any) -> Iterator[Tablet]:
    found = Tablet(playwright, chromium, tmp_path / "profile", till, live.url(till.tenant, "/pos/"))
    yield found
    found.switch_off()


def set_up(tablet: Tablet, api: Any) -> TillScreen:
    """Paired, signed in, open, and cached for starting without network."""
    found = tablet.switch_on()
    code = api.post(f"/api/v1/pos/registers/{tablet.till.register.id}/pairing-codes").json["code"]
    found.pair(tablet.url, code)
    found.sign_in()
    found.open()
    found.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return found


def sell(found: TillScreen, times: int) -> None:
    for _ in range(times):
        found.scan(MUG)
        found.pay_exactly()
        found.new_sale()


@pytest.mark.req("POS-10", "POS-11")
def test_twenty_sales_without_network_survive_a_restart_and_arrive_once(
    tablet: Tablet, live: Any, api: Any
) -> None:
    found, till = set_up(tablet, api), tablet.till
    found.page.locator('.line-state[data-waiting="0"]').wait_for()
    live.stop()
    found.page.context.set_offline(True)
    sell(found, SALES)
    found.line_is(f"Offline \u2013 {SALES} entries waiting")
    tablet.switch_off()

    found = tablet.switch_on()
    found.page.goto(tablet.url)
    found.sign_in()
    expect(found.page.get_by_label("Search articles")).to_be_visible()
    found.line_is(f"Offline \u2013 {SALES} entries waiting")
    sell(found, 1)
    found.go("Receipts")
    expect(found.page.locator(".receipt-entry")).to_have_count(SALES + 1)
    assert rows(till, Order) == []

    live.start()
    found.page.evaluate("dispatchEvent(new Event('online'))")
    found.line_is("Online")
    orders = rows(till, Order)
    assert (len(orders), {order.offline for order in orders}) == (SALES + 1, {True})
    level = on_hand(till, "MUG")
    assert (level.on_hand, level.oversold) == (0, SALES + 1 - STOCK)
    assert sum(each.quantity for each in rows(till, StockException)) == SALES + 1 - STOCK
    found.go("Needs attention")
    expect(found.page.locator(".attention-entry")).to_have_count(SALES + 1 - STOCK)


@pytest.mark.req("POS-11")
def test_the_same_queue_sent_twice_makes_no_second_order(screen: Opening, till: TestTill) -> None:
    found = screen(quiet=False)
    found.page.context.set_offline(True)
    sell(found, 5)
    found.page.context.set_offline(False)
    found.line_is("Online")
    before = {row.id: (row.verdict, row.order_number) for row in rows(till, PosOperation)}
    found.forget_answers()
    found.page.reload()
    found.sign_in()
    expect(found.page.get_by_label("Search articles")).to_be_visible()
    found.line_is("Online")
    assert {record["status"] for record in found.journal()} == {"accepted"}
    assert {row.id: (row.verdict, row.order_number) for row in rows(till, PosOperation)} == before
    assert (len(rows(till, Order)), on_hand(till, "MUG").on_hand) == (5, STOCK - 5)
    assert len(rows(till, StockLedger, StockLedger.kind == "sale")) == 5


@pytest.mark.req("POS-02")
def test_an_answer_that_was_lost_makes_no_second_sale(screen: Opening, till: TestTill, live: Any) -> None:
    found = screen(quiet=False)
    found.sent()
    live.lose_the_next_answer("/api/v1/pos/operations")
    found.scan(MUG)
    found.pay_exactly()
    found.sent()
    assert (len(rows(till, Order)), on_hand(till, "MUG").on_hand) == (1, STOCK - 1)
    expect(found.page.locator("#sent")).to_have_attribute("data-status", "accepted")


@pytest.mark.req("POS-10")
def test_paid_is_on_the_disk_before_the_screen_says_so(tablet: Tablet, live: Any, api: Any) -> None:
    found = set_up(tablet, api)
    live.stop()
    found.page.context.set_offline(True)
    found.scan(MUG)
    found.pay()
    found.page.evaluate(
        """() => new MutationObserver(() => {
          if (document.querySelector(".done-state") && !window.paidAt) window.paidAt = performance.now();
        }).observe(document.body, { childList: true, subtree: true })"""
    )
    found.page.locator("[data-key=note-0]").click()
    found.paid()
    tablet.switch_off()
    again = tablet.switch_on()
    again.page.goto(tablet.url)
    expect(again.page.get_by_role("heading", name="Who is selling?")).to_be_visible()
    sales = [record for record in again.journal() if record["kind"] == "sale"]
    assert [record["status"] for record in sales] == ["waiting"]


def test_somebody_who_never_signed_in_here_cannot_do_so_without_network(
    screen: Opening, till: TestTill, live: Any, make: Make
) -> None:
    found = screen(quiet=False)
    make.staff(
        role="store_associate", name="New Here", locations=[till.store], pin_hash=identity_rules.pin_hash(PIN)
    )
    found.go("Settings")
    found.page.get_by_role("button", name="Refresh now").click()
    found.go("Lock")
    expect(found.page.get_by_role("button", name="New Here")).to_be_visible()
    live.stop()
    found.page.get_by_role("button", name="New Here").click()
    found.type(PIN)
    found.page.get_by_role("button", name="Sign in").click()
    expect(found.page.get_by_role("alert")).to_contain_text("Without network")
    found.page.get_by_role("button", name="Somebody else").click()
    found.sign_in()
    expect(found.page.get_by_label("Search articles")).to_be_visible()


def test_a_refund_of_an_own_sale_works_without_network(screen: Opening, till: TestTill, live: Any) -> None:
    found = screen(quiet=False)
    sell(found, 1)
    live.stop()
    found.page.context.set_offline(True)
    found.line_is("Offline")
    found.go("Receipts")
    found.page.locator(".receipt-entry").first.click()
    found.page.get_by_role("button", name="Give money back").click()
    found.page.get_by_role("button", name="All of it").click()
    found.page.get_by_role("button", name="Give money back").click()
    expect(found.page.locator("#give-back")).to_have_text("€11.90")
    live.start()
    found.page.context.set_offline(False)
    found.line_is("Online")
    assert rows(till, Order)[0].payment_status == "refunded"
