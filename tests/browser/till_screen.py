"""A till in a browser, as a cashier uses it."""

import json
import time
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.support.till import TestTill

PIN = "2580"
STUBS = """
(() => {
  window.printed = [];
  window.plugged = true;
  const take = (bytes) => { window.printed.push(Array.from(new Uint8Array(bytes.buffer ?? bytes))); };
  const device = {
    vendorId: 1208, productId: 514, opened: false, configuration: null,
    async open() { if (!window.plugged) throw new DOMException("gone", "NetworkError"); },
    async selectConfiguration() {
      this.configuration = { interfaces: [{ interfaceNumber: 0, alternate: { endpoints: [
        { direction: "in", type: "bulk", endpointNumber: 1 }, { direction: "out", type: "bulk", endpointNumber: 2 }] } }] };
    },
    async claimInterface() {}, async releaseInterface() {}, async close() {},
    async transferOut(endpoint, bytes) {
      if (endpoint !== 2) throw new Error("wrong endpoint");
      take(bytes);
      return { status: "ok" };
    },
  };
  const port = {
    getInfo: () => ({ usbVendorId: 1659, usbProductId: 8963 }),
    async open() {}, async close() {},
    writable: { getWriter: () => ({ async write(bytes) { take(bytes); }, releaseLock() {} }) },
  };
  const define = (name, value) => Object.defineProperty(navigator, name, { value, configurable: true });
  define("usb", { requestDevice: async () => device, getDevices: async () => (window.plugged ? [device] : []) });
  define("serial", { requestPort: async () => port, getPorts: async () => [port] });
})();
"""


@dataclass
class TillScreen:
    """What a cashier does, in words. Every step waits until the screen shows that it happened."""

    page: Page
    till: TestTill

    def pair(self, url: str, code: str) -> None:
        self.page.goto(url)
        self.page.get_by_label("Pairing code").fill(code)
        self.page.get_by_role("button", name="Pair this till").click()
        expect(self.page.get_by_role("heading", name="Who is selling?")).to_be_visible()

    def sign_in(self, pin: str = PIN) -> None:
        self.page.get_by_role("button", name=self.till.cashier.name).click()
        self.type(pin)
        self.page.get_by_role("button", name="Sign in").click()

    def type(self, digits: str) -> None:
        """Keys at a person's pace: faster would be a scanner."""
        self.page.keyboard.type(digits, delay=60)

    def open(self, float_amount: int = 10_000) -> None:
        expect(self.page.get_by_role("heading", name="Open the register")).to_be_visible()
        self.type(str(float_amount))
        self.page.get_by_role("button", name="Open the register").click()
        expect(self.page.get_by_label("Search articles")).to_be_visible()

    def scan(self, code: str) -> None:
        """Keys four milliseconds apart by their own time stamps, however busy this machine is."""
        line = self.page.context.new_cdp_session(self.page)
        start = time.time()
        for place, sign in enumerate([*code, "\r"]):
            at = start + place * 0.004
            facts = (
                {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
                if sign == "\r"
                else {"key": sign}
            )
            line.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": sign, "timestamp": at, **facts})
            line.send("Input.dispatchKeyEvent", {"type": "keyUp", "timestamp": at + 0.001, **facts})
        line.detach()

    def sent(self) -> None:
        """Wait until the journal has an answer to everything."""
        for _ in range(200):
            if all(record["status"] != "waiting" for record in self.journal()):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("the queue was not sent")

    def pay(self) -> None:
        self.page.get_by_role("button", name="Pay", exact=True).click()

    def pay_exactly(self) -> None:
        self.pay()
        self.page.locator("[data-key=note-0]").click()
        self.paid()

    def pay_cash(self, given: int) -> None:
        self.pay()
        self.type(str(given))
        self.page.get_by_role("button", name="Take cash").click()
        self.paid()

    def pay_card(self, reference: str = "") -> None:
        self.pay()
        self.page.get_by_role("button", name="Card", exact=True).click()
        if reference:
            self.page.get_by_label("Reference on the slip").fill(reference)
        self.page.get_by_role("button", name="Card paid").click()
        self.paid()

    def paid(self) -> None:
        expect(self.page.locator(".done-state")).to_have_text("Paid")

    def new_sale(self) -> None:
        self.page.get_by_role("button", name="New sale").click()

    def go(self, place: str) -> None:
        self.page.get_by_role("navigation").get_by_role("button", name=place).click()

    def line_is(self, words: str) -> None:
        expect(self.page.locator(".line-state")).to_have_text(words, timeout=20_000)

    def lines(self) -> list[str]:
        return self.page.locator(".basket-line .line-title").all_inner_texts()

    def printed(self, many: int) -> list[bytes]:
        """What the printer was sent, once there are so many receipts."""
        for _ in range(100):
            if self.page.evaluate("window.printed.length") >= many:
                break
            self.page.wait_for_timeout(50)
        found = [bytes(receipt) for receipt in self.page.evaluate("window.printed")]
        assert len(found) == many
        return found

    def journal(self) -> list[dict[str, Any]]:
        """The device's journal, as it lies in IndexedDB."""
        found = self.page.evaluate(
            """async () => {
              const db = await new Promise((done, fail) => {
                const ask = indexedDB.open("galleria-till"); ask.onsuccess = () => done(ask.result); ask.onerror = fail; });
              const all = db.transaction("journal").objectStore("journal").getAll();
              const rows = await new Promise((done) => { all.onsuccess = () => done(all.result); });
              db.close();
              return JSON.stringify(rows);
            }"""
        )
        rows: list[dict[str, Any]] = json.loads(found)
        return rows

    def forget_answers(self) -> None:
        """Make the journal believe that nothing was answered, as when every answer was lost."""
        self.page.evaluate(
            """async () => {
              const db = await new Promise((done, fail) => {
                const ask = indexedDB.open("galleria-till"); ask.onsuccess = () => done(ask.result); ask.onerror = fail; });
              const tx = db.transaction("journal", "readwrite");
              const all = tx.objectStore("journal").getAll();
              all.onsuccess = () => {
                for (const row of all.result) tx.objectStore("journal").put({ ...row, status: "waiting" });
              };
              await new Promise((done) => { tx.oncomplete = done; });
              db.close();
            }"""
        )


def prepare(context: BrowserContext) -> None:
    """Printers that remember what they were sent, and an English cashier."""
    context.add_init_script(STUBS)
