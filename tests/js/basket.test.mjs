import assert from "node:assert/strict";
import { test } from "node:test";

const { addItem, emptyBasket, isEmpty, removeLine, setQuantity } = await import("../../pos_web/static/pos/basket.js");

test("the same article twice is one line of two", () => {
  const once = addItem(emptyBasket(), "MUG").basket;
  const twice = addItem(once, "MUG").basket;
  assert.deepEqual(twice.lines.map(({ sku, quantity }) => [sku, quantity]), [["MUG", 2000n]]);
});

test("a quantity of nothing removes the line", () => {
  const { basket, line } = addItem(emptyBasket(), "MUG");
  assert.ok(isEmpty(setQuantity(basket, line, 0n)));
});

test("a change leaves the basket before it as it was, so undo is keeping it", () => {
  const { basket, line } = addItem(emptyBasket(), "MUG");
  removeLine(basket, line);
  assert.equal(basket.lines.length, 1);
  assert.throws(() => basket.lines.push(null));
});

test("a unit with its own number is a line of its own", () => {
  const once = addItem(emptyBasket(), "PHONE", 1000n, {}, ["A1"]).basket;
  const twice = addItem(once, "PHONE", 1000n, {}, ["A2"]).basket;
  assert.deepEqual(twice.lines.map(({ quantity, serials }) => [quantity, serials]), [[1000n, ["A1"]], [1000n, ["A2"]]]);
});

test("gift cards of another worth are other lines, and a card that is topped up is a line of its own", () => {
  const five = addItem(emptyBasket(), "CARD", 1000n, {}, [], { value: 500 }).basket;
  const two = addItem(five, "CARD", 1000n, {}, [], { value: 500 }).basket;
  const more = addItem(two, "CARD", 1000n, {}, [], { value: 700 }).basket;
  const onto = { value: 500, id: "c1", last4: "PC6W" };
  const { basket } = addItem(addItem(more, "CARD", 1000n, {}, [], onto).basket, "CARD", 1000n, {}, [], onto);
  assert.deepEqual(basket.lines.map(({ quantity, card }) => [quantity, card.value]), [[2000n, 500], [1000n, 700], [1000n, 500], [1000n, 500]]);
});
