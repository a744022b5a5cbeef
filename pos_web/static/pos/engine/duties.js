// @ts-check
/** What a border costs; the twin of app/domains/pricing/engine/duties.py. */

import { allocate, max, roundDiv, sum } from "../money.js";

/** @typedef {import("./basket.js").Basket} Basket */
/** @typedef {import("./basket.js").Item} Item */
/** @typedef {{item: Item, rate: any, value: bigint, sent: bigint}} Crossing a line at the border, without tax */

const ONE = 1_000_000n;

/** Put duty and import tax on the lines that cross a border. @param {any} context @param {Basket} basket */
export function duties(context, basket) {
  if (!context.duties) return;
  const lines = crossing(basket);
  const value = sum(lines.map((each) => each.value));
  /** @type {Map<string, Crossing[]>} */
  const byRate = new Map();
  for (const each of lines) {
    const key = Object.values(each.rate).join();
    byRate.set(key, [...(byRate.get(key) ?? []), each]);
  }
  for (const same of byRate.values()) charge(same, value);
  for (const { item } of lines) item.collected = context.duties === "checkout";
  const reason = context.duties === "checkout" ? "collected with the order" : "due on delivery";
  const amounts = { duty: sum(lines.map(({ item }) => item.duty)), "import tax": sum(lines.map(({ item }) => item.importTax)) };
  for (const [name, amount] of Object.entries(amounts)) if (amount) basket.note("duties", name, "applied", reason, amount);
}

/** @param {Basket} basket @returns {Crossing[]} */
function crossing(basket) {
  const items = [...basket.lines.values()].filter((item) => item.dutyRate);
  const values = items.map((item) => valueOf(item));
  const sent = basket.shipping ? valueOf(basket.shipping) : 0n;
  const parts = sum(values) ? allocate(sent, values) : values;
  return items.map((item, at) => ({
    item, rate: item.dutyRate, value: values[at], sent: item.dutyRate.with_delivery ? parts[at] : 0n,
  }));
}

/** What is left of it without the tax inside. @param {Item} item */
const valueOf = (item) => max(0n, item.taxIncluded ? item.left - item.tax : item.left);

/** Lines of one rate; `value` is that of the whole consignment. @param {Crossing[]} lines @param {bigint} value */
function charge(lines, value) {
  const [{ rate }] = lines;
  if (value > rate.duty_free) {
    const parts = shares(lines.map((each) => each.value + each.sent), rate.duty_micro);
    lines.forEach(({ item }, at) => { item.duty = parts[at]; });
  }
  const untaxed = lines.filter(({ item }) => !item.taxShares.some((tax) => tax.rate_micro));
  if (value > rate.tax_free) {
    const parts = shares(untaxed.map((each) => each.value + each.sent + each.item.duty), rate.tax_micro);
    untaxed.forEach(({ item }, at) => { item.importTax = parts[at]; });
  }
}

/** @param {bigint[]} bases @param {bigint} rate */
function shares(bases, rate) {
  const amount = roundDiv(sum(bases) * rate, ONE);
  return amount ? allocate(amount, bases) : bases.map(() => 0n);
}
