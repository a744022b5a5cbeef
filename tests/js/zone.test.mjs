import assert from "node:assert/strict";
import { test } from "node:test";

import { inZone } from "../../pos_web/static/pos/zone.js";

test("a time is written as the zone's clocks show it", () => {
  const at = new Date("2026-06-01T22:30:05.007Z");
  assert.equal(inZone(at, "Europe/Berlin"), "2026-06-02T00:30:05.007+02:00");
  assert.equal(inZone(at, "America/St_Johns"), "2026-06-01T20:00:05.007-02:30");
  assert.equal(inZone(at, "UTC"), "2026-06-01T22:30:05.007+00:00");
  assert.equal(inZone(new Date("2026-12-31T23:00:00Z"), "Europe/Berlin"), "2027-01-01T00:00:00.000+01:00");
});
