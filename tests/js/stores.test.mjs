import assert from "node:assert/strict";
import { test } from "node:test";

const { ageOf, withNewest } = await import("../../pos_web/static/pos/stores.js");
const t = (text, facts = {}) => text.split("|")[facts.n === 1 ? 0 : text.split("|").length - 1].replace("{n}", facts.n);
const AT = "2026-05-04T10:00:00Z";
const later = (minutes) => Date.parse(AT) + minutes * 60_000;

test("figures say their age instead of pretending to be of now", () => {
  assert.equal(ageOf(t, AT, later(0.5)), "less than a minute old");
  assert.equal(ageOf(t, AT, later(1)), "1 minute old");
  assert.equal(ageOf(t, AT, later(59)), "59 minutes old");
  assert.equal(ageOf(t, AT, later(60)), "1 hour old");
  assert.equal(ageOf(t, AT, later(48 * 60)), "2 days old");
  assert.equal(ageOf(t, AT, later(-5)), "less than a minute old", "a tablet whose clock is behind");
});

test("only the newest answers are kept", () => {
  let kept = {};
  for (let n = 0; n < 210; n += 1) kept = withNewest(kept, { sku: `S${n}`, at: new Date(later(n)).toISOString(), places: [] });
  assert.equal(Object.keys(kept).length, 200);
  assert.ok(kept.S209 && !kept.S0);
});
