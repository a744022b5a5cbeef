// @ts-check
/** The open basket: frozen values, each change gives a new one, so that undo is keeping the old one. */

import { newId } from "./ids.js";

/**
 * @typedef {object} BasketLine
 * @property {string} id
 * @property {string} sku
 * @property {bigint} quantity in thousandths
 * @property {import("./asking.js").Said} [inputs] what the buyer said
 * @property {CardWish} [card] of a gift card: what it is worth
 * @property {string[]} [serials] numbers of the units; such a line is one unit
 */
/** @typedef {{value: number, id?: string, last4?: string}} CardWish minor units; `id`: the card that it is put on, else a new one */
/**
 * @typedef {object} Override a price changed by hand
 * @property {string} id
 * @property {string|null} line its id; null: the whole basket
 * @property {"percent"|"amount"|"price"} kind
 * @property {number} value millionths, or minor units
 * @property {string} reason
 * @property {string} [approver] who said yes, where that was needed
 * @property {string} [approval] the shop's word on it, unless the till checked the PIN alone
 */
/**
 * @typedef {object} Extras what the shop said of this basket: codes, the customer's offers, points
 * @property {{code: string, promotion: string, problem: string, words: string, free?: boolean}[]} coupons free: usable without end
 * @property {any[]|null} promotions in place of the set-up's; null: those hold
 * @property {string[]} facts of the customer
 * @property {number} orders of the customer before
 * @property {number} points to spend
 * @property {{available: number, most: number, worth: number, earns: number}|null} member
 */
/** @typedef {{id: string, lines: readonly BasketLine[], overrides?: readonly Override[], extras?: Extras|null}} Basket */

/** @returns {Basket} */
export const emptyBasket = () => Object.freeze({ id: newId(), lines: Object.freeze([]), overrides: Object.freeze([]) });

/** @param {Basket} basket */
export const isEmpty = (basket) => basket.lines.length === 0;

/**
 * Another unit of an article: raises the line where the same was said, or adds one at the end.
 * @param {Basket} basket @param {string} sku @param {bigint} [quantity] in thousandths
 * @param {import("./asking.js").Said} [inputs]
 * @param {string[]} [serials] a unit with numbers of its own is a line of its own
 * @param {CardWish|null} [card]
 * @returns {{basket: Basket, line: string}} line: the id of the line that changed
 */
export function addItem(basket, sku, quantity = 1000n, inputs = {}, serials = [], card = null) {
  const said = JSON.stringify([inputs, card]);
  const known = serials.length === 0 && !card?.id
    && basket.lines.find((line) => line.sku === sku && JSON.stringify([line.inputs ?? {}, line.card ?? null]) === said);
  if (known) return { basket: setQuantity(basket, known.id, known.quantity + quantity), line: known.id };
  const line = Object.freeze({ id: newId(), sku, quantity, inputs, ...(serials.length > 0 ? { serials } : {}), ...(card ? { card } : {}) });
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
  const lines = basket.lines.filter((line) => line.id !== id);
  return lines.length === 0 ? withLines({ ...basket, overrides: [] }, lines) : withLines(dropOverride(basket, id), lines);
}

/** One change for a line, and one for the whole basket: a new one takes the place of the old. @param {Basket} basket @param {Override} override @returns {Basket} */
export function setOverride(basket, override) {
  const { overrides = [] } = dropOverride(basket, override.line);
  return Object.freeze({ ...basket, overrides: Object.freeze([...overrides, Object.freeze(override)]) });
}

/** @param {Basket} basket @param {string|null} line @returns {Basket} at its own price again */
export function dropOverride(basket, line) {
  return Object.freeze({ ...basket, overrides: Object.freeze(overridesOf(basket).filter((each) => each.line !== line)) });
}

/** @param {Basket} basket @param {Extras|null} extras @returns {Basket} */
export const withExtras = (basket, extras) => Object.freeze({ ...basket, extras });

/** @param {Basket} basket a basket kept by an older till has none */
export const overridesOf = (basket) => basket.overrides ?? [];

/** @param {Basket} basket @param {BasketLine[]} lines @returns {Basket} */
function withLines(basket, lines) {
  return Object.freeze({ ...basket, lines: Object.freeze(lines) });
}
