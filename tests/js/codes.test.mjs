import assert from "node:assert/strict";
import { test } from "node:test";

const { canRead, once, whyNot } = await import("../../app/web/static/codes.js");

test("a code that stays before the camera counts once, and again when it comes back", () => {
  const fresh = once();
  assert.deepEqual([fresh("A", 0), fresh("A", 120), fresh("B", 240), fresh("A", 360), fresh("A", 2000)], [true, false, true, true, true]);
});

test("a refusal, a missing camera and a busy one are told apart", () => {
  assert.deepEqual(["NotAllowedError", "NotFoundError", "NotReadableError"].map((name) => whyNot({ name })), ["refused", "none", "busy"]);
});

test("a browser without BarcodeDetector has no camera button", () => {
  assert.equal(canRead(), false);
});
