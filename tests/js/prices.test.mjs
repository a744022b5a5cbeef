import assert from "node:assert/strict";
import { test } from "node:test";

import { unitPrice } from "../../pos_web/static/pos/prices.js";

const noon = new Date("2026-06-01T12:00:00Z");

test("an article without lists costs what it costs", () => {
  assert.equal(unitPrice({ price: 1000 }, 5000n, noon), 1000);
});

test("the tier of all pieces in the basket holds", () => {
  const item = { price: 1000, tiers: /** @type {[number, number][]} */ ([[1000, 1000], [10000, 900], [50000, 800]]) };
  const asked = [500n, 1000n, 9000n, 10000n, 49999n, 50000n];
  assert.deepEqual(asked.map((many) => unitPrice(item, many, noon)), [1000, 1000, 1000, 900, 900, 800]);
});

test("a sale begins and ends by the till's own clock", () => {
  const item = { price: 1000, later: [
    { at: "2026-06-01T12:00:00+00:00", price: 700, tiers: [] },
    { at: "2026-06-01T13:00:00.000001+00:00", price: 1000, tiers: [] },
  ] };
  const at = (minutes) => unitPrice(item, 1000n, new Date(noon.getTime() + minutes * 60_000));
  assert.deepEqual([at(-1), at(0), at(59), at(61)], [1000, 700, 700, 1000]);
});
