import assert from "node:assert/strict";
import { test } from "node:test";

const { customerToWire, isEmail } = await import("../../pos_web/static/pos/customers.js");

test("a customer the shop found travels as an id, so that masked words are never sent back", () => {
  assert.deepEqual(customerToWire({ id: "c1", name: "Ann", email: "a•••@example.com", phone: "•••567" }), { id: "c1" });
});

test("a captured customer travels as typed, without blanks around it", () => {
  const typed = { name: " Ann ", email: " ann@example.com ", phone: "" };
  assert.deepEqual(customerToWire(typed), { name: "Ann", email: "ann@example.com", phone: "" });
  assert.equal(customerToWire(null), null);
});

test("an e-mail address looks like one", () => {
  assert.ok(isEmail(" kim@example.com "));
  for (const wrong of ["", "kim", "kim@example", "kim@exa mple.com", "@example.com"]) assert.ok(!isEmail(wrong), wrong);
});
