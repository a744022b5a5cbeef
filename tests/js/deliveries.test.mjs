import assert from "node:assert/strict";
import { test } from "node:test";

const { complete, counted, differences, fresh, named, scanned, unexpected, unnamed } = await import("../../pos_web/static/pos/deliveries.js");
const TOLD = {
  kind: "transfer", id: "T", number: "7", sender: "Main", expected_on: null, pieces: 5,
  lines: [
    { line: "a", sku: "MUG", title: "Mug", expected: 3, codes: ["MUG", "4006381333931"] },
    { line: "b", sku: "CUP", title: "Cup", expected: 2, codes: ["CUP"] },
  ],
};
const after = (codes) => codes.reduce((delivery, code) => scanned(delivery, code).delivery, fresh(TOLD));

test("each scan is one more, by SKU or barcode, however it is written", () => {
  const delivery = after(["4006381333931", "mug", "CUP"]);
  assert.deepEqual(delivery.lines.map((line) => line.came), [2, 1]);
  assert.deepEqual(differences(delivery), { came: 3, missing: 2, over: 0, damaged: 0, unknown: 0 });
});

test("what nobody expects is noted, and can be taken off again", () => {
  const delivery = after(["4711", "4711", "0815"]);
  assert.deepEqual(delivery.unknown, { 4711: 2, "0815": 1 });
  assert.equal(scanned(delivery, "4711").line, null);
  assert.deepEqual(unexpected(unexpected(delivery, "4711", 1), "0815", 0).unknown, { 4711: 1 });
});

test("too many and damaged ones differ", () => {
  const delivery = counted(counted(fresh(TOLD), "a", { came: 4 }), "b", { came: 1, damaged: 1 });
  assert.deepEqual(differences(delivery), { came: 6, missing: 0, over: 1, damaged: 1, unknown: 0 });
});

test("all of it came, but for what is damaged", () => {
  const delivery = complete(counted(fresh(TOLD), "a", { damaged: 1 }));
  assert.deepEqual(delivery.lines.map((line) => line.came), [2, 2]);
  assert.equal(differences(delivery).missing, 0);
});

test("every delivery is booked under an id of its own", () => {
  assert.notEqual(fresh(TOLD).receipt, fresh(TOLD).receipt);
});

test("of an article with serial numbers each unit is named before it counts", () => {
  const told = { ...TOLD, lines: [{ ...TOLD.lines[0], by_serial: true }, TOLD.lines[1]] };
  const scan = scanned(fresh(told), "MUG");
  assert.equal(scan.line?.line, "a");
  assert.deepEqual(scan.delivery.lines.map((line) => line.came), [0, 0]);
  const two = named(named(scan.delivery, "a", "A1"), "a", "A2");
  assert.deepEqual([two.lines[0].came, two.lines[0].serials], [2, ["A1", "A2"]]);
  assert.deepEqual(unnamed(two, "a").lines[0].serials, ["A1"]);
  assert.deepEqual(complete(two).lines.map((line) => line.came), [2, 2]);
});
