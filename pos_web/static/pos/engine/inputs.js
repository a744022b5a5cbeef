// @ts-check
/** What the engine is told, read from JSON; the twin of app/domains/pricing/engine/inputs.py and wire.py. */

import { readCoupon, readPromotion, readRules } from "./offers.js";
import { BadContext, atLeast, flag, listOf, maybe, moment, objectOf, oneOf, quantity, setOf, text, whole } from "./reading.js";

/** @typedef {{id: string, name: string, rate_micro: bigint, compound: boolean}} TaxRate */

/** @type {import("./reading.js").Reader} */
function currency(value) {
  if (!/^[A-Z]{3}$/.test(text(value))) throw new BadContext(`${value} is not a currency code`);
  return value;
}

/** @type {import("./reading.js").Reader} */
function someQuantity(value) {
  const milli = quantity(value);
  if (milli === 0n) throw new BadContext("a line needs a quantity above 0");
  return milli;
}

const taxes = listOf(objectOf({ id: [text], name: [text], rate_micro: [atLeast(0n)], compound: [flag, false] }));
const duty = objectOf({
  duty_micro: [atLeast(0n)],
  tax_micro: [atLeast(0n), 0n],
  duty_free: [atLeast(0n), 0n],
  tax_free: [atLeast(0n), 0n],
  with_delivery: [flag, false],
});
const line = objectOf({
  key: [text],
  sku: [text],
  quantity: [someQuantity],
  unit_price: [whole],
  taxes: [taxes, []],
  tax_included: [maybe(flag), null],
  compare_at: [maybe(whole), null],
  facts: [setOf(text), new Set()],
  on_sale: [flag, false],
  minimum: [whole, 0n],
  discountable: [flag, true],
  fee: [flag, false],
  duty: [maybe(duty), null],
});
const shipping = objectOf({
  name: [text],
  price: [atLeast(0n)],
  taxes: [taxes, []],
  tax_included: [maybe(flag), null],
});
const discount = objectOf({
  kind: [oneOf("percent", "amount", "price")],
  value: [whole],
  reason: [text],
  line: [maybe(text), null],
  id: [text, ""],
});
const context = objectOf({
  currency: [currency],
  prices_include_tax: [flag],
  lines: [listOf(line)],
  shipping: [maybe(shipping), null],
  discounts: [listOf(discount), []],
  promotions: [listOf(readPromotion), []],
  coupons: [listOf(readCoupon), []],
  gifts: [listOf(line), []],
  facts: [setOf(text), new Set()],
  orders: [whole, 0n],
  rules: [readRules, readRules({})],
  channel: [text, ""],
  at: [maybe(moment), null],
  destination: [maybe(objectOf({ country: [text], region: [text, ""], postal_code: [text, ""] })), null],
  exempt: [text, ""],
  duties: [oneOf("", "checkout", "delivery"), ""],
});

/** @param {unknown} value @throws {BadContext} for a missing, unknown or malformed key, or two lines with one key */
export function readContext(value) {
  const found = context(value);
  if (new Set(found.lines.map((/** @type {any} */ each) => each.key)).size !== found.lines.length) {
    throw new BadContext("two lines have the same key");
  }
  return found;
}
