import assert from "node:assert/strict";
import { test } from "node:test";

const { cardRows, downloadRows, receiptRows } = await import("../../pos_web/static/pos/receipt.js");
const { pairLines, printable } = await import("../../pos_web/static/pos/printer.js");

const eur = (amount) => ({ amount, currency: "EUR" });
const language = { t: (text, facts = {}) => text.replace(/\{(\w+)\}/g, (_all, name) => facts[name]), locale: "en-GB", money: (amount) => `€${Number(amount) / 100}`, when: (at) => at };
const place = { store: { name: "Atelier", address: ["Street 1"] }, register: "Register 1", cashier: "Ada", header: ["VAT 1"], footer: ["Thanks"] };
const sale = (included) => ({
  kind: "sale", at: "2025-06-01T10:00:00Z",
  payload: {
    receipt: "K1-1-00001", prices_include_tax: included, rounding: eur(0),
    lines: [{ title: "Mug", quantity: 2, unit_price: eur(500), discount: eur(100), tax: eur(144), total: eur(900), discounts: [{ name: "Sale", amount: eur(100) }], taxes: [{ id: "v", name: "VAT 19 %", base: eur(756), amount: eur(144) }] }],
    totals: { subtotal: eur(1000), discount: eur(100), tax: eur(144), total: eur(included ? 900 : 1044) },
    tenders: [{ method: "cash", amount: eur(900), given: eur(1000), change: eur(100) }],
  },
});
const pairs = (rows) => rows.filter((row) => row.kind === "pair").map((row) => [row.left, row.right]);

test("a receipt names line, total, payment, change and the tax inside", () => {
  assert.deepEqual(pairs(receiptRows(sale(true), place, language)).slice(0, 5), [
    ["Mug", "€9"], ["Total", "€9"], ["Cash", "€10"], ["Change", "€1"], ["incl. VAT 19 % on €7.56", "€1.44"],
  ]);
});

test("where tax comes on top it stands before the total", () => {
  assert.deepEqual(pairs(receiptRows(sale(false), place, language)).slice(0, 4), [["Mug", "€9"], ["Net", "€9"], ["VAT 19 %", "€1.44"], ["Total", "€10.44"]]);
});

test("a copy says so", () => {
  assert.ok(receiptRows(sale(true), { ...place, copy: 2 }, language).some((row) => row.text === "Copy 2"));
});

test("long titles wrap and the figure stays on the last line, all of full width", () => {
  const lines = pairLines({ left: "A very long title of a product in a shop", right: "€1,234.50" }, 24);
  assert.ok(lines.length > 1 && lines.at(-1).endsWith("€1,234.50"));
  assert.equal(lines.at(-1).length, 24);
  assert.ok(lines.every((line) => line.length <= 24));
});

test("amounts reach the paper in signs that printers have", () => {
  assert.deepEqual(printable({ kind: "pair", left: "Größe – L", right: "\u221211,90\u00a0€", bold: true }), { kind: "pair", left: "Größe - L", right: "-11,90 €", bold: true });
});

test("what a single-purpose gift card paid was taxed with its sale", () => {
  const paid = sale(true);
  paid.payload.tenders = [{ method: "gift_card", amount: eur(900), hold: "h", last4: "ABCD", taxed: { name: "VAT 19 %", rate_micro: 190000, net: eur(756), tax: eur(144) } }];
  assert.deepEqual(pairs(receiptRows(paid, place, language)).slice(2, 5), [
    ["Gift card …ABCD", "€9"], ["incl. VAT 19 % on €7.56", "€1.44"], ["taxed with the gift card: VAT 19 % on €7.56", "€-1.44"],
  ]);
});

test("a gift card is handed over with its code, its worth and its last day", () => {
  const rows = cardRows([{ code: "K7QD-2MXA-93HT-PC6W", last4: "PC6W", balance: eur(2500), expires_on: "2028-12-31" }], place, { ...language, day: (on) => on });
  assert.deepEqual(rows.slice(1, 4), [
    { kind: "pair", left: "Gift card", right: "€25", bold: true, big: true },
    { kind: "secret", text: "K7QD-2MXA-93HT-PC6W" }, { kind: "center", text: "Valid until 2028-12-31" },
  ]);
});

test("where downloads are is one code and one address, and says whose it is", () => {
  const rows = downloadRows("https://shop.example/orders/abc", sale(true), place, language);
  assert.deepEqual(rows.filter((row) => row.kind === "link").map((row) => row.text), ["https://shop.example/orders/abc"]);
  assert.ok(rows.some((row) => row.text === "Receipt K1-1-00001"));
});
