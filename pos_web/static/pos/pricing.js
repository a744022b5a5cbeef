// @ts-check
/**
 * The price of a basket without network: the twin of app/domains/pricing/engine (its README shows the shapes).
 * JSON in, JSON out, BigInt between; every step and every sentence of the trace equals the server's, which
 * tests/domains/pricing/test_twin.py proves on shared vectors and on thousands of random baskets.
 */

import { allocate, min, roundDiv, sum } from "./money.js";
import { BadContext, readContext, readQuantity, readWhole, write, writeQuantity } from "./pricing-json.js";

export { BadContext };

const ONE = 1_000_000n;

/**
 * @typedef {{id: string, name: string, rate_micro: bigint}} TaxRate
 * @typedef {{id: string, name: string, rate_micro: bigint, base: bigint, amount: bigint}} TaxShare
 * @typedef {{source: string, name: string, amount: bigint}} DiscountShare
 * @typedef {object} Item one thing that costs money, on its way through the stages
 * @property {bigint} milli @property {bigint} unitPrice @property {TaxRate[]} taxes
 * @property {boolean} taxIncluded @property {boolean} discountable
 * @property {bigint} subtotal @property {bigint} left
 * @property {DiscountShare[]} discounts @property {TaxShare[]} taxShares
 * @typedef {{lines: Map<string, Item>, shipping: Item | null, trace: object[]}} Basket
 */

/**
 * Price a basket.
 * @param {unknown} input a context as JSON @returns {any} the quote as JSON
 * @throws {BadContext} for a missing, unknown or malformed key
 */
export function price(input) {
  const context = readContext(input);
  const basket = openBasket(context);
  for (const stage of [basePrices, shipping, manualDiscounts, taxes]) stage(context, basket);
  return writeQuote(context, basket);
}

/**
 * What a quantity of a sold line pays back, after `refunded` of it was given back earlier. All parts of a line,
 * however it is cut, add up to exactly what was paid.
 * @param {any} line {quantity, discount, tax, total} of a quoted or stored line
 * @param {string | number} quantity @param {string | number} [refunded]
 */
export function refundShare(line, quantity, refunded = "0") {
  const [whole, before, back] = [line.quantity, refunded, quantity].map(readQuantity);
  const after = before + back;
  if (!(before < after && after <= whole)) {
    throw new RangeError(`cannot give back ${quantity} of ${line.quantity} after ${refunded}`);
  }
  const [discount, tax, total] = [line.discount, line.tax, line.total].map(readWhole);
  const [paidBefore, paidAfter] = [before, after].map((part) => roundDiv(total * part, whole));
  return write({
    quantity: writeQuantity(back),
    discount: roundDiv(discount * after, whole) - roundDiv(discount * before, whole),
    tax: taxWithin(tax, total, paidAfter) - taxWithin(tax, total, paidBefore),
    total: paidAfter - paidBefore,
  });
}

/** @param {bigint} tax @param {bigint} total @param {bigint} paid */
function taxWithin(tax, total, paid) {
  if (total === 0n) return 0n;
  return total > 0n ? roundDiv(tax * paid, total) : roundDiv(-tax * paid, -total);
}

// --- the basket -------------------------------------------------------------------------------------------

/** @param {any} context @returns {Basket} */
function openBasket(context) {
  /** @type {Map<string, Item>} */
  const lines = new Map();
  for (const line of context.lines) {
    if (line.quantity === 0n) throw new BadContext(`line ${line.key} needs a quantity above 0`);
    lines.set(line.key, openItem(line, line.unit_price, line.quantity, line.discountable, context));
  }
  if (lines.size !== context.lines.length) throw new BadContext("two lines have the same key");
  const delivery = context.shipping;
  if (delivery && delivery.price < 0n) throw new BadContext("the delivery price is below 0");
  return { lines, shipping: delivery && openItem(delivery, delivery.price, 1000n, false, context), trace: [] };
}

/** @param {any} facts @param {bigint} unitPrice @param {bigint} milli @param {boolean} discountable @param {any} context */
function openItem(facts, unitPrice, milli, discountable, context) {
  const taxIncluded = facts.tax_included ?? context.prices_include_tax;
  const empty = { subtotal: 0n, left: 0n, discounts: [], taxShares: [] };
  return { milli, unitPrice, taxes: facts.taxes, taxIncluded, discountable, ...empty };
}

/** @param {Basket} basket @returns {Item[]} */
function allItems(basket) {
  return basket.shipping ? [...basket.lines.values(), basket.shipping] : [...basket.lines.values()];
}

/** @param {bigint} amount @param {TaxRate[]} rates @param {boolean} included @returns {bigint[]} */
function taxesOf(amount, rates, included) {
  const whole = included ? ONE + sum(rates.map((rate) => rate.rate_micro)) : ONE;
  return rates.map((rate) => roundDiv(amount * rate.rate_micro, whole));
}

/** @param {bigint} amount @param {Item[]} items @param {string} source @param {string} name */
function spread(amount, items, source, name) {
  const ranked = [...items].sort(byRank);
  const shares = allocate(amount, ranked.map((item) => item.left));
  ranked.forEach((item, index) => {
    if (shares[index] === 0n) return;
    item.left -= shares[index];
    item.discounts.push({ source, name, amount: shares[index], id: "" });
  });
}

/** The dearer item first, then the lower taxed, then the earlier. @param {Item} a @param {Item} b */
function byRank(a, b) {
  return (
    compare(b.left, a.left) || compareRates(a.taxes, b.taxes) || Number(a.taxIncluded) - Number(b.taxIncluded)
  );
}

/** @param {TaxRate[]} a @param {TaxRate[]} b */
function compareRates(a, b) {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const order = compare(a[index].rate_micro, b[index].rate_micro);
    if (order) return order;
  }
  return a.length - b.length;
}

/** @param {bigint} a @param {bigint} b */
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

// --- the stages -------------------------------------------------------------------------------------------

/** @param {any} context @param {Basket} basket */
function basePrices(context, basket) {
  for (const line of context.lines) {
    const item = /** @type {Item} */ (basket.lines.get(line.key));
    setPrice(item, context);
    const reason = item.unitPrice === line.unit_price ? "list price" : "tax taken out of the list price";
    note(basket, "price", line.sku, "applied", reason, item.subtotal, line.key);
  }
}

/** @param {any} context @param {Basket} basket */
function shipping(context, basket) {
  if (!basket.shipping) return;
  setPrice(basket.shipping, context);
  note(basket, "shipping", context.shipping.name, "applied", "delivery price", basket.shipping.subtotal);
}

/** @param {Item} item @param {any} context */
function setPrice(item, context) {
  if (context.exempt && item.taxIncluded) item.unitPrice -= sum(taxesOf(item.unitPrice, item.taxes, true));
  item.subtotal = item.left = roundDiv(item.unitPrice * item.milli, 1000n);
}

/** @param {any} context @param {Basket} basket */
function manualDiscounts(context, basket) {
  const ofLines = context.discounts.filter((/** @type {any} */ discount) => discount.line !== null);
  const ofOrder = context.discounts.filter((/** @type {any} */ discount) => discount.line === null);
  for (const discount of [...ofLines, ...ofOrder]) {
    const [problem, items] = target(discount, basket);
    const base = sum(items.map((item) => item.left));
    const amount = problem ? 0n : min(size(discount, base), base);
    if (amount) spread(amount, items, "manual", discount.reason);
    const reason = amount ? "typed by staff" : problem || "nothing left to take it off";
    note(basket, "manual", discount.reason, amount ? "applied" : "rejected", reason, amount, discount.line);
  }
}

/** @param {any} discount @param {Basket} basket @returns {[string, Item[]]} */
function target(discount, basket) {
  if (discount.value <= 0n) return ["not above 0", []];
  if (discount.line === null) {
    return ["", [...basket.lines.values()].filter((item) => item.discountable && item.left > 0n)];
  }
  const item = basket.lines.get(discount.line);
  if (!item) return ["no such line", []];
  return !item.discountable || item.left < 0n ? ["the line takes no discount", []] : ["", [item]];
}

/** @param {any} discount @param {bigint} base */
const size = (discount, base) =>
  discount.kind === "percent" ? roundDiv(base * discount.value, ONE) : discount.value;

/** @param {any} context @param {Basket} basket */
function taxes(context, basket) {
  for (const item of allItems(basket)) {
    item.taxShares = context.exempt
      ? [{ id: "exempt", name: context.exempt, rate_micro: 0n, base: item.left, amount: 0n }]
      : taxShares(item);
  }
  const reason = context.exempt ? "exempt" : "rate of the line";
  for (const share of taxSummary(basket)) note(basket, "tax", share.name, "applied", reason, share.amount);
}

/** @param {Item} item @returns {TaxShare[]} */
function taxShares(item) {
  const amounts = taxesOf(item.left, item.taxes, item.taxIncluded);
  const base = item.taxIncluded ? item.left - sum(amounts) : item.left;
  return item.taxes.map((rate, index) => ({ ...rate, base, amount: amounts[index] }));
}

/** Base and amount of each tax over lines and delivery, highest rate first. @param {Basket} basket */
function taxSummary(basket) {
  /** @type {Map<string, TaxShare>} */
  const rows = new Map();
  for (const share of allItems(basket).flatMap((item) => item.taxShares)) {
    const key = JSON.stringify([share.id, share.name, share.rate_micro.toString()]);
    const row = rows.get(key) ?? { ...share, base: 0n, amount: 0n };
    rows.set(key, { ...row, base: row.base + share.base, amount: row.amount + share.amount });
  }
  return [...rows.values()].sort((a, b) => compare(b.rate_micro, a.rate_micro));
}

/**
 * @param {Basket} basket @param {string} stage @param {string} name @param {string} result @param {string} reason
 * @param {bigint} amount @param {string | null} [line]
 */
function note(basket, stage, name, result, reason, amount, line = null) {
  basket.trace.push({ stage, name, result, reason, amount, line, id: "" });
}

// --- writing ----------------------------------------------------------------------------------------------

/** @param {any} context @param {Basket} basket */
function writeQuote(context, basket) {
  const lines = [...basket.lines.values()];
  const items = allItems(basket);
  return write({
    currency: context.currency,
    prices_include_tax: context.prices_include_tax,
    lines: context.lines.map((/** @type {any} */ line, /** @type {number} */ index) => ({
      key: line.key,
      sku: line.sku,
      quantity: writeQuantity(line.quantity),
      unit_price: lines[index].unitPrice,
      subtotal: lines[index].subtotal,
      ...sumsOf(lines[index]),
      gift: false,
    })),
    shipping: basket.shipping && {
      name: context.shipping.name,
      price: basket.shipping.subtotal,
      ...sumsOf(basket.shipping),
    },
    totals: {
      subtotal: sum(lines.map((item) => item.subtotal)),
      discount: sum(lines.map((item) => item.subtotal - item.left)),
      shipping: basket.shipping ? basket.shipping.left : 0n,
      tax: sum(items.map(taxOf)),
      total: sum(items.map(totalOf)),
    },
    taxes: taxSummary(basket),
    trace: basket.trace,
  });
}

/** @param {Item} item */
const taxOf = (item) => sum(item.taxShares.map((share) => share.amount));

/** @param {Item} item */
const totalOf = (item) => (item.taxIncluded ? item.left : item.left + taxOf(item));

/** @param {Item} item */
const sumsOf = (item) => ({
  discount: item.subtotal - item.left,
  tax: taxOf(item),
  total: totalOf(item),
  discounts: item.discounts,
  taxes: item.taxShares,
});
