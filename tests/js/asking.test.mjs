import assert from "node:assert/strict";
import { test } from "node:test";

const { problemOf, serialOf, serialProblem, surchargeOf, tidy, wordsOf } = await import("../../pos_web/static/pos/asking.js");
const { addItem, emptyBasket } = await import("../../pos_web/static/pos/basket.js");

const t = (/** @type {string} */ text) => text;
const name = { code: "name", labels: { en: "Name", de: "Name" }, kind: "text", required: true, surcharge: 500, longest: 5, allowed: "letters", choices: [] };
const wrap = { ...name, code: "wrap", labels: { en: "Wrapping" }, kind: "choice", required: false, surcharge: 0, choices: ["Gift"] };

test("what must be said, is too long or holds other characters is named", () => {
  assert.equal(problemOf(name, "", t), "This is needed to make it");
  assert.equal(problemOf(name, "Maximilian", t), "Use at most {most} characters");
  assert.equal(problemOf(name, "K1m", t), "Use letters only");
  assert.equal(problemOf(name, "Åse B", t), "");
  assert.equal(problemOf(wrap, "", t), "");
  assert.equal(problemOf(wrap, "Paper", t), "Choose one of them");
  assert.equal(tidy("  Kim   B "), "Kim B");
});

test("a surcharge counts for what was said, and words name it in the till's language", () => {
  const item = { inputs: [name, wrap] };
  assert.equal(surchargeOf(item, { name: "Kim" }), 500);
  assert.equal(surchargeOf(item, { wrap: "Gift" }), 0);
  assert.deepEqual(wordsOf(item, { name: "Kim", wrap: "Gift" }, "de-DE"), ["Name: Kim", "Wrapping: Gift"]);
  assert.equal(surchargeOf({}, {}), 0);
});

test("another name is another line, the same name the same", () => {
  let basket = addItem(emptyBasket(), "RING", 1000n, { name: "Kim" }).basket;
  basket = addItem(basket, "RING", 1000n, { name: "Alex" }).basket;
  basket = addItem(basket, "RING", 1000n, { name: "Kim" }).basket;
  assert.deepEqual(basket.lines.map(({ quantity, inputs }) => [quantity, inputs.name]), [[2000n, "Kim"], [1000n, "Alex"]]);
});

test("a serial number is asked for, tidied, and taken once", () => {
  assert.equal(serialOf("  ab  1 "), "AB 1");
  assert.equal(serialProblem("", [], t), "Scan or type the serial number");
  assert.equal(serialProblem("A1", ["A1"], t), "This number is in the basket already");
  assert.equal(serialProblem("A2", ["A1"], t), "");
});
