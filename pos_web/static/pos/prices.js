// @ts-check
/** What one of an article costs: by the till's clock, and by how many are in the basket. As the server's price lists. */

/**
 * @typedef {object} Plan what holds from a time on
 * @property {string} at when it begins
 * @property {number|null} price of one, null: it is not sold then
 * @property {[number, number][]} tiers from how many on (thousandths), one costs what; none: always the price
 * @property {number} [compare_at] what it is struck through beside
 */

/** @typedef {{price: number, compare_at?: number, tiers?: [number, number][], later?: Plan[]}} Priced */

/**
 * @param {Priced} item @param {Date} at
 * @returns {{price: number|null, tiers: [number, number][], compare_at?: number}} what holds then
 */
function planOf(item, at) {
  const begun = (item.later ?? []).filter((plan) => Date.parse(plan.at) <= at.getTime());
  const last = begun[begun.length - 1];
  return last ?? { price: item.price, tiers: item.tiers ?? [], compare_at: item.compare_at };
}

/**
 * @param {Priced} item
 * @param {bigint} [quantity] thousandths of all such pieces in the basket
 * @param {Date} [at]
 * @returns {number} minor units
 */
export function unitPrice(item, quantity = 1000n, at = new Date()) {
  const { price, tiers } = planOf(item, at);
  const reached = tiers.filter(([least]) => BigInt(least) <= quantity || least <= 1000);
  return reached.length > 0 ? reached[reached.length - 1][1] : (price ?? item.price);
}

/** @param {Priced} item @param {Date} [at] @returns {number|null} the former, higher price that lists tell beside the price of one */
export const formerPrice = (item, at = new Date()) => planOf(item, at).compare_at ?? null;
