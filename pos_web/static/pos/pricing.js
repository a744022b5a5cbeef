// @ts-check
/**
 * The price of a basket without network: the twin of app/domains/pricing/engine (its README shows the shapes).
 * JSON in, JSON out, BigInt between; every step and every sentence of the trace equals the server's, which
 * tests/domains/pricing/test_twin.py proves on shared vectors and on thousands of random baskets. The parts are in
 * engine/, one file for each of the server's.
 */

import { Basket } from "./engine/basket.js";
import { readContext } from "./engine/inputs.js";
import { write, writeQuantity } from "./engine/reading.js";
import { STAGES } from "./engine/stages.js";
import { taxSummary } from "./engine/taxing.js";
import { sum } from "./money.js";

export { BadContext } from "./engine/reading.js";
export { refundShare } from "./engine/refund.js";

/** @typedef {import("./engine/basket.js").Item} Item */

/**
 * Price a basket.
 * @param {unknown} input a context as JSON @returns {any} the quote as JSON
 * @throws {import("./engine/reading.js").BadContext} for a missing, unknown or malformed key
 */
export function price(input) {
  const context = readContext(input);
  const basket = new Basket(context);
  for (const stage of STAGES) stage(context, basket);
  return writeQuote(context, basket);
}

/** @param {any} context @param {Basket} basket */
function writeQuote(context, basket) {
  const lines = [...basket.lines.values()];
  const items = basket.items();
  return write({
    currency: context.currency,
    prices_include_tax: context.prices_include_tax,
    lines: [...basket.lines].map(([key, item]) => ({
      key,
      sku: item.sku,
      quantity: writeQuantity(item.milli),
      unit_price: item.unitPrice,
      subtotal: item.subtotal,
      ...sumsOf(item),
      gift: item.gift,
      duties: item.duties,
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
      tax: sum(items.map((item) => item.tax)),
      total: sum(items.map((item) => item.total)),
      duties: sum(items.map((item) => item.duties)),
    },
    taxes: taxSummary(items),
    imports: context.duties && {
      collect: context.duties,
      duty: sum(lines.map((item) => item.duty)),
      tax: sum(lines.map((item) => item.importTax)),
    } || null,
    trace: basket.trace,
  });
}

/** @param {Item} item */
const sumsOf = (item) => ({
  discount: item.subtotal - item.left,
  tax: item.tax,
  total: item.total,
  discounts: item.discounts,
  taxes: item.taxShares,
});
