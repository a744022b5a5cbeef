// @ts-check
/** One amount off several items, exact to the unit; the twin of app/domains/pricing/engine/sharing.py. */

import { allocate, min, roundDiv, sum } from "../money.js";
import { ranked } from "./basket.js";
import { withTax } from "./taxing.js";

/** @typedef {import("./basket.js").Item} Item */
/** @typedef {import("./basket.js").Shares} Shares */

const ONE = 1_000_000n;

/** A percentage (millionths, at most all) of an amount. @param {bigint} amount @param {bigint} micro @param {string} rounding */
export function percentOf(amount, micro, rounding) {
  const rate = min(micro, ONE);
  if (rounding === "down") return (amount * rate) / ONE;
  if (rounding === "price") return amount - roundDiv(amount * (ONE - rate), ONE);
  return roundDiv(amount * rate, ONE);
}

/** Each item with all that is left of it. @param {Item[]} items @returns {Shares} */
export const allOf = (items) => items.map((item) => [item, item.left]);

/**
 * Split an amount over items in proportion to what of each takes part, none beyond that.
 * @param {bigint} amount @param {Shares} parts @param {any} rules @returns {Shares}
 */
export function shareOut(amount, parts, rules) {
  const most = new Map(parts.map(([item, of]) => [item, rules.pass_on ? min(of, item.room) : of]));
  const given = new Map(parts.map(([item]) => [item, 0n]));
  const room = (/** @type {Item} */ item) =>
    /** @type {bigint} */ (most.get(item)) - /** @type {bigint} */ (given.get(item));
  let left = amount;
  while (left > 0n) {
    const takers = parts.filter(([item]) => room(item) > 0n);
    if (!takers.length) break;
    for (const [item, part] of split(left, takers, rules)) {
      const takes = min(part, room(item));
      given.set(item, /** @type {bigint} */ (given.get(item)) + takes);
      left -= takes;
    }
  }
  return parts
    .map(([item]) => /** @type {[Item, bigint]} */ ([item, min(/** @type {bigint} */ (given.get(item)), item.room)]))
    .filter(([, part]) => part > 0n);
}

/** @param {bigint} amount @param {Shares} parts @param {any} rules @returns {Shares} */
function split(amount, parts, rules) {
  const order = rules.sharing === "largest_remainder" ? ranked(parts) : parts;
  const weights = order.map(([item, of]) => (rules.weigh_gross ? withTax(item, of) : of));
  const found = splitAmount(amount, weights, rules.sharing);
  return order.map(([item], index) => [item, found[index]]);
}

/**
 * An amount in proportion to weights, exact to the unit. A weight of 0 bears nothing; where all are 0, the parts are
 * equal.
 * @param {bigint} amount not below 0 @param {bigint[]} weights @param {string} sharing @returns {bigint[]}
 */
export function splitAmount(amount, weights, sharing) {
  const bearing = weights.some((weight) => weight) ? weights : weights.map(() => 1n);
  if (sharing === "last") return lastTakesRest(amount, bearing);
  return sharing === "first" ? firstTakeRest(amount, bearing) : allocate(amount, bearing);
}

/** @param {bigint} amount @param {bigint[]} weights */
function lastTakesRest(amount, weights) {
  const whole = sum(weights);
  const last = weights.findLastIndex((weight) => weight);
  let left = amount;
  const found = weights.map((weight, place) => {
    const part = weight && place !== last ? min(roundDiv(amount * weight, whole), left) : 0n;
    left -= part;
    return part;
  });
  found[last] = left;
  return found;
}

/** @param {bigint} amount @param {bigint[]} weights */
function firstTakeRest(amount, weights) {
  const whole = sum(weights);
  const found = weights.map((weight) => (amount * weight) / whole);
  let odd = amount - sum(found);
  return found.map((part, place) => {
    if (!odd || !weights[place]) return part;
    odd -= 1n;
    return part + 1n;
  });
}
