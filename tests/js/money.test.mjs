import assert from "node:assert/strict";
import { test } from "node:test";

const money = await import("../../pos_web/static/pos/money.js");

test("parts always sum to the whole", () => {
  assert.deepEqual(money.allocate(100n, [1n, 1n, 1n]), [34n, 33n, 33n]);
  assert.deepEqual(money.allocate(-100n, [1n, 1n, 1n]), [-34n, -33n, -33n]);
  assert.throws(() => money.allocate(1n, [0n]), RangeError);
});

test("halves are rounded away from zero", () => {
  assert.equal(money.roundDiv(5n, 2n), 3n);
  assert.equal(money.roundDiv(-5n, 2n), -3n);
});

test("amounts beyond what a double holds are shown exactly", () => {
  const show = money.moneyFormat({ code: "EUR", digits: 2 }, "de-DE");
  assert.equal(show(900719925474099312n), "9.007.199.254.740.993,12\u00a0€");
  assert.equal(money.moneyFormat({ code: "JPY", digits: 0 }, "en-US")(1500n), "¥1,500");
});

test("a comma or a point as the locale has it (PS-135)", () => {
  assert.equal(money.moneyFormat({ code: "EUR", digits: 2 }, "de-DE")(726765n), "7.267,65\u00a0€");
});

test("quantities are counted in thousandths", () => {
  assert.equal(money.toMilli(0.375), 375n);
  assert.equal(money.fromMilli(1500n), 1.5);
  assert.throws(() => money.toMilli(0.0005), RangeError);
  assert.equal(money.toDecimal(-5n, 2), "-0.05");
});

test("an amount too large for JSON is refused, not rounded", () => {
  assert.throws(() => money.toWire(2n ** 60n, "EUR"), RangeError);
});
