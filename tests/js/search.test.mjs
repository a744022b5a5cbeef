import assert from "node:assert/strict";
import { test } from "node:test";

const { Catalog, fold } = await import("../../pos_web/static/pos/search.js");

const item = (sku, title, barcodes = [], rest = {}) => ({
  sku, product: sku, title, option: "", barcodes, categories: [], image: null, price: 100, tax_class: "standard", available: 1, ...rest,
});
const catalog = new Catalog([
  item("C1", "Test chair 1"), item("C2", "Test CHAIR 2"), item("CHAIR_01", "Test sofa"), item("F", "clémentine"),
  item("W", "Wall Shelf Unit", ["2100005000000"]), item("T-M", "Tee", [], { product: "T", option: "M" }), item("T-L", "Tee", [], { product: "T", option: "L" }),
]);
const titles = (text) => catalog.find({ text }).map((hit) => hit.title);

test("search knows no case and no accents, and reads codes (PS-153)", () => {
  assert.deepEqual(titles("chair").sort(), ["Test CHAIR 2", "Test chair 1", "Test sofa"]);
  assert.deepEqual(titles("clementine"), ["clémentine"]);
  assert.deepEqual(titles("2100005000000"), ["Wall Shelf Unit"]);
  assert.equal(fold("Größe"), "grosse");
});

test("every word must occur", () => {
  assert.deepEqual(titles("chair 2"), ["Test CHAIR 2"]);
  assert.deepEqual(titles("chair lamp"), []);
});

test("a product is one hit with all its variants", () => {
  const [hit] = catalog.find({ text: "tee l" });
  assert.deepEqual(hit.items.map((variant) => variant.option), ["M", "L"]);
});

test("a change leaves no old code behind", () => {
  const before = new Catalog([item("W", "Wall Shelf Unit", ["2100005000000"]), item("F", "Fruit")]);
  const next = before.changed([item("W", "Wall Shelf", ["999"])], ["F"]);
  assert.equal(next.scan("2100005000000"), undefined);
  assert.deepEqual([next.scan("999").title, next.scan("F"), next.size], ["Wall Shelf", undefined, 1]);
  assert.deepEqual(next.find({ text: "wall" }).map((hit) => hit.items.length), [1]);
});

test("a scan finds barcode or SKU, and nothing else", () => {
  assert.equal(catalog.scan("2100005000000").sku, "W");
  assert.equal(catalog.scan("t-m").sku, "T-M");
  assert.equal(catalog.scan("0241234567890"), undefined);
});
