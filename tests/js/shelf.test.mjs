import assert from "node:assert/strict";
import { test } from "node:test";

import { shelfPrice } from "../../pos_web/static/pos/quote.js";

const noon = new Date("2026-06-01T12:00:00Z");
const setup = {
  currency: { code: "EUR" }, prices_include_tax: true, timezone: "Europe/Berlin", taxes: { standard: [] },
  store: { destination: { country: "DE", region: "", postal_code: "" } },
};
const lower = (more = {}) => ({ id: "p1", name: "Spring", stage: "catalog", actions: [{ effect: "item_percent", value: 200_000 }], ...more });
const shelf = (item, promotions = []) => {
  const bySku = new Map([["MUG", { sku: "MUG", product: "m", title: "Mug", option: "", tax_class: "standard", price: 1000, ...item }]]);
  const offers = { promotions, facts: ["channel:pos"], rules: {}, codes: {}, collections: {} };
  return (at = noon) => shelfPrice("MUG", { bySku }, { ...setup, offers }, at);
};

test("without a sale there is nothing to strike through", () => {
  assert.deepEqual(shelf({})(), { price: 1000, former: null });
});

test("a list's sale shows what it was, and ends by the till's own clock", () => {
  const price = shelf({ price: 700, compare_at: 1000, later: [{ at: "2026-06-02T00:00:00Z", price: 1000, tiers: [] }] });
  assert.deepEqual(price(), { price: 700, former: 1000 });
  assert.deepEqual(price(new Date("2026-06-02T08:00:00Z")), { price: 1000, former: null });
});

test("a promotion that lowers the price itself shows on the tile, by hour and channel", () => {
  const price = shelf({}, [lower({ when: { opens: "14:00", closes: "16:00", facts: [["channel:pos"]] } })]);
  assert.deepEqual(price(), { price: 800, former: 1000 });
  assert.deepEqual(price(new Date("2026-06-01T15:00:00Z")), { price: 1000, former: null });
});

test("what asks for a code or takes its share in the basket is no tile's price", () => {
  assert.deepEqual(shelf({}, [lower({ needs_coupon: true })])(), { price: 1000, former: null });
  assert.deepEqual(shelf({}, [lower({ stage: "cart" })])(), { price: 1000, former: null });
});
