// @ts-check
/** Taxes on and inside amounts; the twin of app/domains/pricing/engine/taxing.py. */

import { allocate, roundDiv, sum } from "../money.js";

/** @typedef {import("./basket.js").Item} Item */
/** @typedef {import("./basket.js").Basket} Basket */
/** @typedef {import("./inputs.js").TaxRate} TaxRate */
/** @typedef {{id: string, name: string, rate_micro: bigint, base: bigint, amount: bigint}} TaxShare */
/** @typedef {[bigint, bigint]} Fraction numerator and denominator */

const ONE = 1_000_000n;

/** Tax every line and the delivery on what is left of it after discounts. @param {any} context @param {Basket} basket */
export function taxes(context, basket) {
  if (context.exempt) {
    for (const item of basket.items()) {
      item.taxShares = [{ id: "exempt", name: context.exempt, rate_micro: 0n, base: item.left, amount: 0n }];
    }
  } else tax(basket.items(), context.rules);
  const reason = context.exempt ? "exempt" : "rate of the line";
  for (const share of taxSummary(basket.items())) basket.note("tax", share.name, "applied", reason, share.amount);
}

/** @param {Item[]} items @param {any} rules */
function tax(items, rules) {
  const amounts = items.map((item) =>
    taxesOf(taxed(item, rules), item.taxes, item.taxIncluded, {
      milli: rules.tax_rounding === "unit" ? item.milli : 1000n,
      asOne: rules.stacked_rates_as_one,
    }),
  );
  if (rules.tax_rounding === "order") roundSums(items, amounts, rules);
  items.forEach((item, row) => {
    const whole = taxed(item, rules);
    const base = item.taxIncluded ? whole - sum(amounts[row]) : whole;
    item.taxShares = item.taxes.map(({ id, name, rate_micro }, column) => ({
      id, name, rate_micro, base, amount: amounts[row][column],
    }));
  });
}

/** @param {Item} item @param {any} rules */
const taxed = (item, rules) => (rules.tax_before_discount ? item.subtotal : item.left);

/** Each tax's exact sum is rounded once. @param {Item[]} items @param {bigint[][]} amounts @param {any} rules */
function roundSums(items, amounts, rules) {
  /** @type {Map<string, [number, number][]>} */
  const places = new Map();
  items.forEach((item, row) => {
    item.taxes.forEach((rate, column) => {
      const key = JSON.stringify([rate.id, rate.name, rate.rate_micro.toString(), rate.compound, item.taxIncluded]);
      places.set(key, [...(places.get(key) ?? []), [row, column]]);
    });
  });
  for (const found of places.values()) {
    let [running, before] = [/** @type {Fraction} */ ([0n, 1n]), 0n];
    for (const [row, column] of found) {
      const item = items[row];
      running = plus(running, exact(taxed(item, rules), item.taxes, item.taxIncluded)[column]);
      const after = roundDiv(...running);
      amounts[row][column] = after - before;
      before = after;
    }
  }
}

/** @param {Fraction} one @param {Fraction} other @returns {Fraction} */
function plus([a, b], [c, d]) {
  if (b === d) return [a + c, b];
  const [top, bottom] = [a * d + c * b, b * d];
  let [x, y] = [top < 0n ? -top : top, bottom];
  while (y) [x, y] = [y, x % y];
  return [top / x, bottom / x];
}

/**
 * Each tax on (or inside) an amount, half up; with a quantity other than one the tax of a unit, multiplied.
 * @param {bigint} amount @param {TaxRate[]} rates @param {boolean} included
 * @param {{milli?: bigint, asOne?: boolean}} [how] @returns {bigint[]}
 */
export function taxesOf(amount, rates, included, { milli = 1000n, asOne = false } = {}) {
  const shares = exact(amount, rates, included);
  if (!asOne || rates.length < 2) return shares.map(([share, whole]) => ofUnits(share, whole, milli));
  const together = ofUnits(sum(shares.map(([share]) => share)), shares[0][1], milli);
  return allocate(together, rates.map((rate) => rate.rate_micro));
}

/** @param {bigint} share @param {bigint} whole @param {bigint} milli */
function ofUnits(share, whole, milli) {
  if (milli === 1000n) return roundDiv(share, whole);
  return roundDiv(roundDiv(share * 1000n, whole * milli) * milli, 1000n);
}

/** @param {bigint} amount @param {TaxRate[]} rates @param {boolean} included @returns {Fraction[]} of one denominator */
function exact(amount, rates, included) {
  /** @type {bigint[]} */
  let shares = [];
  let [one, taken] = [ONE, 0n];
  for (const rate of rates) {
    if (rate.compound && taken) {
      shares = [...shares.map((share) => share * ONE), rate.rate_micro * (one + taken)];
      [one, taken] = [one * ONE, taken * ONE];
    } else shares.push(rate.rate_micro * (one / ONE));
    taken += shares[shares.length - 1];
  }
  const whole = included ? one + taken : one;
  return shares.map((share) => [amount * share, whole]);
}

/** An amount of it with its tax. @param {Item} item @param {bigint} amount */
export const withTax = (item, amount) =>
  item.taxIncluded ? amount : amount + sum(taxesOf(amount, item.taxes, false));

/** What is left of it, with tax. @param {Item} item */
export const grossOf = (item) => withTax(item, item.left);

/** What is left of it, without tax. @param {Item} item */
export const netOf = (item) =>
  item.taxIncluded ? item.left - sum(taxesOf(item.left, item.taxes, true)) : item.left;

/** A unit price as this buyer owes it. @param {any} context @param {Item} item @param {bigint} price */
export const ownPrice = (context, item, price) =>
  context.exempt && item.taxIncluded ? price - sum(taxesOf(price, item.taxes, true)) : price;

/** Base and amount of each tax over items, highest rate first. @param {Item[]} items @returns {TaxShare[]} */
export function taxSummary(items) {
  /** @type {Map<string, TaxShare>} */
  const rows = new Map();
  for (const share of items.flatMap((item) => item.taxShares)) {
    const key = JSON.stringify([share.id, share.name, share.rate_micro.toString()]);
    const row = rows.get(key) ?? { ...share, base: 0n, amount: 0n };
    rows.set(key, { ...row, base: row.base + share.base, amount: row.amount + share.amount });
  }
  return [...rows.values()].sort((a, b) => Number(b.rate_micro - a.rate_micro));
}
