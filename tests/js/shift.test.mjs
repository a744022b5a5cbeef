import assert from "node:assert/strict";
import { test } from "node:test";

const { shiftTotals } = await import("../../pos_web/static/pos/shift.js");

const eur = (amount) => ({ amount, currency: "EUR" });
const shift = { id: "S", float: 1000, known: 1000, fromSeq: 0 };
let seq = 0;
const operation = (kind, payload, extra = {}) => ({ seq: (seq += 1), kind, payload: { shift: "S", ...payload }, ...extra });
const sold = (cash, card, extra) =>
  operation("sale", {
    totals: { total: eur(cash + card) },
    tenders: [{ method: "cash", amount: eur(cash) }, { method: "card_external", amount: eur(card) }],
  }, extra);

test("a sale and its full refund leave the float (PS-021)", () => {
  const back = operation("refund", { total: eur(10000), tenders: [{ method: "cash", amount: eur(6000) }, { method: "card_external", amount: eur(4000) }] });
  const totals = shiftTotals(shift, [sold(6000, 4000), back]);
  assert.deepEqual([totals.expected, totals.card, totals.sales, totals.refunds], [1000n, 0n, 1, 1]);
});

test("cash in and out count with their own sign (PS-019)", () => {
  const totals = shiftTotals({ ...shift, known: 1250 }, [operation("cash_out", { amount: eur(225) })]);
  assert.equal(totals.expected, 1025n);
});

test("refused operations, other shifts and what the server knew before do not count", () => {
  const other = sold(500, 0);
  other.payload.shift = "T";
  const before = { ...sold(700, 0), seq: -1 };
  assert.equal(shiftTotals(shift, [other, before, sold(300, 0, { status: "refused" })]).expected, 1000n);
});
