// Facts of tests/…/cases/pos.json: change, rounding of cash, split payment.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const { balance, cashTender, implausible, quickNotes, roundCash } = await import("../../pos_web/static/pos/tender.js");

const five = (mode) => ({ interval: 5n, mode });
const card = (amount) => ({ method: "card_external", amount });

test("change is what was given beyond the bill (PS-049, PS-051)", () => {
  assert.deepEqual(cashTender(5280n, 15500n), { method: "cash", amount: 5280n, given: 15500n, change: 10220n });
  assert.equal(cashTender(5280n, 10500n).change, 5220n);
});

test("a part in cash leaves the rest open (PS-159)", () => {
  const { open, settled } = balance(5280n, [cashTender(5280n, 1100n)], null);
  assert.deepEqual([open, settled], [4180n, false]);
});

test("cash is rounded to what coins can pay", () => {
  assert.equal(roundCash(1002n, five("half_up")), 1000n); // PS-031
  assert.equal(roundCash(2n, five("half_up")), 0n); // PS-035
  assert.equal(roundCash(196n, five("up")), 200n); // PS-045
  assert.equal(roundCash(198n, five("down")), 195n); // PS-047
  assert.equal(roundCash(120n, { interval: 50n, mode: "half_up" }), 100n); // PS-043
  assert.equal(roundCash(-1572n, five("half_up")), -1570n); // PS-039
  assert.equal(roundCash(1002n, null), 1002n);
});

test("a sale is settled by rounded cash and says by how much (PS-031, PS-033, PS-041)", () => {
  const cash = { method: "cash", amount: 1000n };
  assert.deepEqual(balance(1002n, [cash], five("half_up")), { paid: 1000n, open: 2n, cashOpen: 0n, settled: true, rounding: -2n });
  assert.equal(balance(1572n, [card(68n)], five("half_up")).cashOpen, 1505n);
  assert.equal(balance(1572n, [card(64n)], five("up")).cashOpen, 1510n);
});

test("a card pays exactly, rounding or not (PS-037)", () => {
  assert.equal(balance(1002n, [card(1000n)], five("half_up")).settled, false);
});

test("rounded change (PS-055)", () => {
  const rounding = { interval: 50n, mode: "half_up" };
  assert.equal(cashTender(balance(120n, [], rounding).cashOpen, 200n).change, 100n);
});

test("ten times the bill is asked about (PS-053)", () => {
  assert.equal(implausible(1500n, 15000n), true);
  assert.equal(implausible(1500n, 14999n), false);
});

test("quick notes begin with the exact amount and grow", () => {
  assert.deepEqual(quickNotes(5280n, 2), [5280n, 5500n, 6000n, 10000n, 20000n]);
  assert.deepEqual(quickNotes(3480n, 0), [3480n, 3500n, 3600n, 4000n, 5000n]);
  assert.deepEqual(quickNotes(10000n, 2), [10000n, 20000n, 50000n, 100000n, 200000n]);
});

test("coins are rounded as the server rounds them", () => {
  const cases = JSON.parse(readFileSync(new URL("../vectors/cash_rounding.json", import.meta.url), "utf8"));
  for (const { amount, step, rounded } of cases) {
    const rule = step ? { interval: BigInt(step), mode: "half_up" } : null;
    assert.equal(roundCash(BigInt(amount), rule), BigInt(rounded), `${amount} to ${step}`);
  }
});
