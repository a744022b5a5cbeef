// @ts-check
/**
 * Prices changed by hand: who may do how much alone. The server asks the same again when the sale arrives
 * (app/flows/change_price_at_till.py).
 */

import { newId } from "./ids.js";
import { roundDiv, sum } from "./money.js";

/** @typedef {import("./basket.js").Override} Override */

const ONE = 1_000_000n;
export const MANUAL = "manual";

/**
 * Changes that nobody approved on lines where these come to more than the cashier may.
 * @param {import("./quote.js").Quote} quote @param {readonly Override[]} overrides @param {number} limit millionths
 * @returns {Override[]}
 */
export function beyond(quote, overrides, limit) {
  const most = BigInt(limit);
  const alone = new Set(overrides.filter((each) => !each.approver).map((each) => each.id));
  if (most >= ONE || alone.size === 0) return [];
  const found = new Set(quote.lines.flatMap((line) => {
    const parts = line.discounts.filter((share) => share.source === MANUAL);
    const before = line.subtotal - line.discount + sum(parts.map((share) => share.amount));
    const mine = parts.filter((share) => alone.has(share.id));
    const fits = sum(mine.map((share) => share.amount)) <= roundDiv(before * most, ONE) + (most > 0n ? 1n : 0n);
    return fits ? [] : mine.map((share) => share.id);
  }));
  return overrides.filter((each) => found.has(each.id));
}

/** @param {Omit<Override, "id">} wish @returns {Override} */
export const newOverride = (wish) => ({ id: newId(), ...wish });

/** As the shop is told. @param {Override} override */
export function overrideToWire({ id, line, kind, value, reason, approver, approval }) {
  return { id, line, kind, value, reason, ...(approver ? { approver } : {}), ...(approval ? { approval } : {}) };
}

/** The change of a line, or of the whole basket. @param {import("./basket.js").Basket} basket @param {string|null} line */
export const overrideOf = (basket, line) => (basket.overrides ?? []).find((each) => each.line === line) ?? null;
