import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = { getElementById: () => null };
const { rowOf } = await import("../../app/web/static/putaway.js");

test("a scan means the goods with that SKU or barcode, in any case", () => {
  const rows = [{ dataset: { codes: "MUG 4006381333931" } }, { dataset: { codes: "POT " } }];
  assert.equal(rowOf(rows, " mug "), rows[0]);
  assert.equal(rowOf(rows, "4006381333931"), rows[0]);
  assert.equal(rowOf(rows, "nope"), undefined);
});
