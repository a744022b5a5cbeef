import assert from "node:assert/strict";
import { test } from "node:test";

const { KeyBurst } = await import("../../pos_web/static/pos/scanner.js");

const type = (burst, text, every, start = 0) => {
  let at = start;
  let found = null;
  for (const key of [...text, "Enter"]) {
    found = burst.press(key, at) ?? found;
    at += every;
  }
  return found;
};

test("a burst that ends with Enter is a code", () => {
  assert.equal(type(new KeyBurst(), "4006381333931", 8), "4006381333931");
});

test("a person's typing is none", () => {
  assert.equal(type(new KeyBurst(), "1234", 120), null);
});

test("one hiccup in a burst does not make it a person", () => {
  const burst = new KeyBurst();
  for (const [index, key] of [..."40063813"].entries()) burst.press(key, index * 8 + (index > 4 ? 100 : 0));
  assert.equal(burst.press("Enter", 170), "40063813");
});

test("a few fast keys are none", () => {
  assert.equal(type(new KeyBurst(), "123", 5), null);
});

test("what was typed before the scan is not part of it", () => {
  const burst = new KeyBurst();
  burst.press("5", 0);
  assert.equal(type(burst, "40063813", 8, 400), "40063813");
});
