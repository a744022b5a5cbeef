// @ts-check
/** The open basket: frozen values, each change gives a new one, so that undo is keeping the old one. */

import { newId } from "./ids.js";

/**
 * @typedef {object} BasketLine
 * @property {string} id
 * @property {string} sku
 * @property {bigint} quantity in thousandths
 * @property {import("./asking.js").Said} [inputs] what the buyer said
 * @property {string[]} [serials] numbers of the units; such a line is one unit
 */
/** @typedef {{id: string, lines: readonly BasketLine[]}} Basket */

/** @returns {Basket} */
export const emptyBasket = () => Object.freeze({ id: newId(), lines: Object.freeze([]) });

/** @param {Basket} basket */
export const isEmpty = (basket) => basket.lines.length === 0;

/**
 * Another unit of an article: raises the line where the same was said, or adds one at the end.
 * @param {Basket} basket @param {string} sku @param {bigint} [quantity] in thousandths
 * @param {import("./asking.js").Said} [inputs]
 * @param {string[]} [serials] a unit with numbers of its own is a line of its own
 * @returns {{basket: Basket, line: string}} line: the id of the line that changed
 */
export function addItem(basket, sku, quantity = 1000n, inputs = {}, serials = []) {
  const said = JSON.stringify(inputs);
  const known = serials.length === 0
    && basket.lines.find((line) => line.sku === sku && JSON.stringify(line.inputs ?? {}) === said);
  if (known) return { basket: setQuantity(basket, known.id, known.quantity + quantity), line: known.id };
  const line = Object.freeze({ id: newId(), sku, quantity, inputs, ...(serials.length > 0 ? { serials } : {}) });
  return { basket: withLines(basket, [...basket.lines, line]), line: line.id };
}

/**
 * @param {Basket} basket @param {string} id @param {bigint} quantity in thousandths; 0 or less removes the line
 * @returns {Basket}
 */
export function setQuantity(basket, id, quantity) {
  if (quantity <= 0n) return removeLine(basket, id);
  return withLines(
    basket,
    basket.lines.map((line) => (line.id === id ? Object.freeze({ ...line, quantity }) : line)),
  );
}

/** @param {Basket} basket @param {string} id @returns {Basket} */
export function removeLine(basket, id) {
  return withLines(
    basket,
    basket.lines.filter((line) => line.id !== id),
  );
}

/** @param {Basket} basket @param {BasketLine[]} lines @returns {Basket} */
function withLines(basket, lines) {
  return Object.freeze({ ...basket, lines: Object.freeze(lines) });
}
