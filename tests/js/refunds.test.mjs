import assert from "node:assert/strict";
import { test } from "node:test";

const { mirrorTenders, needsShop, refundPart, refundable, soldFromJournal, soldFromServer } = await import("../../pos_web/static/pos/refunds.js");

const eur = (amount) => ({ amount, currency: "EUR" });
const sale = {
  id: "s1", seq: 1, kind: "sale", status: "accepted", at: "2025-06-01T10:00:00Z", order: "1001",
  payload: {
    receipt: "K1-1-00001", tenders: [{ method: "cash", amount: eur(500) }, { method: "card_external", amount: eur(500) }],
    lines: [{ sku: "MUG", title: "Mug", quantity: 3, total: eur(1000) }],
  },
};
const refund = (quantity, amount, status = "accepted") => ({
  seq: 2, kind: "refund", status,
  payload: { sale: { receipt: "K1-1-00001" }, lines: [{ line: 1, quantity, amount: eur(amount) }], tenders: [{ method: "card_external", amount: eur(amount) }] },
});

test("the parts of a line sum to what was paid", () => {
  const line = soldFromJournal(sale, [sale]).lines[0];
  const parts = [0n, 1000n, 2000n].map((refunded) => refundPart({ ...line, refunded }, 1000n).amount);
  assert.deepEqual(parts, [333n, 334n, 333n]);
  assert.equal(parts.reduce((a, b) => a + b), 1000n);
});

test("what went back before cannot go back again, but a refused refund counts for nothing", () => {
  assert.equal(refundable(soldFromJournal(sale, [sale, refund(2, 667)]).lines[0]), 1000n);
  assert.equal(refundable(soldFromJournal(sale, [sale, refund(2, 667, "refused")]).lines[0]), 3000n);
  const line = soldFromJournal(sale, [sale, refund(2, 667)]).lines[0];
  assert.throws(() => refundPart(line, 2000n), RangeError);
});

test("half card, half cash goes back half and half (PS-147)", () => {
  const sold = soldFromJournal(sale, [sale]);
  assert.deepEqual(mirrorTenders(sold, 1000n), [{ method: "card_external", amount: 500n }, { method: "cash", amount: 500n }]);
});

test("a part goes to the card first, as far as the card paid", () => {
  const sold = soldFromJournal(sale, [sale, refund(1, 333)]);
  assert.deepEqual(mirrorTenders(sold, 334n), [{ method: "card_external", amount: 167n }, { method: "cash", amount: 167n }]);
});

const webOrder = {
  order: "1001", operation: null, receipt: null, placed_at: "2025-06-01T10:00:00Z",
  lines: [{ line: 1, sku: "MUG", title: "Mug", quantity: 3, refunded: 1, fulfilled: 2, total: eur(999) }],
  payments: [{ method: "test", amount: eur(666) }],
};

test("what was paid online goes back through the shop, or all of it in cash", () => {
  const sold = soldFromServer(webOrder);
  assert.equal(sold.online, true);
  assert.deepEqual(mirrorTenders(sold, 333n), [{ method: "original", amount: 333n }]);
  assert.deepEqual(mirrorTenders(sold, 333n, true), [{ method: "cash", amount: 333n }]);
});

test("only what has left can come back", () => {
  assert.equal(refundable(soldFromServer(webOrder).lines[0]), 2000n);
  assert.equal(refundable(soldFromServer({ ...webOrder, lines: [{ ...webOrder.lines[0], fulfilled: 0 }] }).lines[0]), 0n);
});

test("a line gives its serial numbers back, and asks which where it had more", () => {
  const line = { line: 1, sku: "PHONE", title: "Phone", quantity: 2000n, refunded: 0n, total: 200n, serials: ["A1", "A2"] };
  assert.deepEqual(refundPart(line, 2000n).serials, ["A1", "A2"]);
  assert.deepEqual([refundPart(line, 1000n).serials, refundPart(line, 1000n).which], [undefined, ["A1", "A2"]]);
});

const cardSale = { ...sale, payload: { ...sale.payload, tenders: [
  { method: "cash", amount: eur(600) }, { method: "gift_card", amount: eur(400), hold: "h", last4: "7KQD" },
] } };

test("what a gift card paid goes back to it first, through the shop, and never in cash", () => {
  const sold = soldFromJournal(cardSale, [cardSale]);
  assert.equal(sold.online, true);
  assert.deepEqual(mirrorTenders(sold, 1000n), [{ method: "original", amount: 400n }, { method: "cash", amount: 600n }]);
  assert.deepEqual(mirrorTenders(sold, 300n, true), [{ method: "original", amount: 300n }]);
});

test("what went back to a gift card is not on it any more", () => {
  const back = refund(1, 333);
  back.payload.tenders = [{ method: "original", amount: eur(333) }];
  assert.deepEqual(mirrorTenders(soldFromJournal(cardSale, [cardSale, back]), 500n), [
    { method: "original", amount: 67n }, { method: "cash", amount: 433n },
  ]);
});

test("what an offer loses by a return only the shop can tell, unless all comes back", () => {
  const line = { ...sale.payload.lines[0], discounts: [{ source: "promotion", id: "p1", amount: eur(500) }] };
  const offered = { ...sale, payload: { ...sale.payload, lines: [line] } };
  const sold = soldFromJournal(offered, [offered]);
  const part = (quantity) => [refundPart(sold.lines[0], quantity)];
  assert.equal(needsShop(sold, part(1000n), { takes_back: true }), true);
  assert.equal(needsShop(sold, part(3000n), { takes_back: true }), false);
  assert.equal(needsShop(sold, part(1000n), { takes_back: false }), false);
  assert.equal(needsShop(soldFromJournal(sale, [sale]), part(1000n), { takes_back: true }), false);
  const later = soldFromJournal(offered, [offered, refund(1, 333)]);
  assert.equal(needsShop(later, [refundPart(later.lines[0], 2000n)], { takes_back: true }), true);
});
