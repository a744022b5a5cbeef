import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = { getElementById: () => null };
const { lineOf, nextSerial, noted } = await import("../../app/web/static/receiving.js");

const line = (...codes) => ({ dataset: { codes: JSON.stringify(codes) } });

test("a scan finds its line by any of its codes, whatever the case", () => {
  const lines = [line("MUG", "4006381333931"), line("SPOON", "s-12")];
  assert.equal(lineOf(lines, " mug "), lines[0]);
  assert.equal(lineOf(lines, "4006381333931"), lines[0]);
  assert.equal(lineOf(lines, "S-12"), lines[1]);
  assert.equal(lineOf(lines, "SPOO"), undefined);
});

test("a code that is not on the order is counted, not repeated", () => {
  assert.equal(noted("", "WHAT"), "WHAT 1");
  assert.equal(noted("WHAT 1", "WHAT"), "WHAT 2");
  assert.equal(noted("WHAT\nOTHER 4", "WHAT"), "WHAT 2\nOTHER 4");
  assert.equal(noted("WHATEVER 1", "WHAT"), "WHATEVER 1\nWHAT 1");
});

test("a unit is scanned once", () => {
  assert.equal(nextSerial("A1\nA2", " a3 "), "A1\nA2\nA3");
  assert.equal(nextSerial("", "a1"), "A1");
  assert.equal(nextSerial("A1\nA2", "a1"), null);
});
