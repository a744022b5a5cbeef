// @ts-check
/**
 * Promotions, codes and conventions as the server sends them; the twins of app/domains/pricing/engine/offers.py,
 * rounding.py and wire_offers.py, which say what each key means.
 */

import { BadContext, atLeast, flag, listOf, maybe, moment, objectOf, oneOf, rowOf, setOf, text, whole } from "./reading.js";

/** @typedef {{having: Set<string>[], lacking: Set<string>, price_min: bigint|null, price_max: bigint|null, full_priced: boolean, cheapest: boolean}} Where */

const EFFECTS = [
  "item_percent", "item_fixed", "item_price", "line_fixed", "unit_steps", "order_percent", "order_fixed",
  "order_set_total", "shipping_percent", "shipping_fixed", "free_gift", "buy_get_fixed", "buy_get_percent",
  "cheapest_free", "group_price", "group_fixed", "group_percent",
];
/** What a promotion of unit prices may do. */
const OF_UNITS = ["item_percent", "item_fixed", "item_price"];

const NONE = new Set();
const facts = setOf(text);
const positive = atLeast(0n);
const where = objectOf({
  having: [listOf(facts), []],
  lacking: [facts, NONE],
  price_min: [maybe(whole), null],
  price_max: [maybe(whole), null],
  full_priced: [flag, false],
  cheapest: [flag, false],
});
const ANYWHERE = where({});
const when = objectOf({
  facts: [listOf(facts), []],
  lacking: [facts, NONE],
  contains: [listOf(where), []],
  among: [where, ANYWHERE],
  min_units: [maybe(whole), null],
  min_line_units: [maybe(whole), null],
  min_total: [maybe(whole), null],
  min_total_gross: [maybe(whole), null],
  nth_order: [maybe(whole), null],
  weekdays: [setOf(whole), NONE],
  opens: [text, ""],
  closes: [text, ""],
});
const action = objectOf({
  effect: [oneOf(...EFFECTS)],
  value: [positive, 0n],
  where: [where, ANYWHERE],
  tiers: [listOf(rowOf(whole, positive)), []],
  tier_by: [oneOf("total", "quantity"), "total"],
  by_channel: [listOf(rowOf(text, positive, text)), []],
  max_units: [maybe(positive), null],
  max_units_per_line: [maybe(positive), null],
  dearest: [flag, false],
  more: [positive, 0n],
  buy: [where, ANYWHERE],
  buy_units: [positive, 0n],
  get_units: [atLeast(1n), 1n],
  group_size: [atLeast(1n), 1n],
  per_group: [flag, false],
  times: [maybe(positive), null],
  gift: [text, ""],
  per: [atLeast(1n), 1n],
  gross: [flag, false],
});
const promotion = objectOf({
  id: [text],
  name: [text],
  actions: [listOf(action)],
  when: [when, when({})],
  stage: [oneOf("catalog", "cart"), "cart"],
  priority: [whole, 0n],
  exclusive: [flag, false],
  needs_coupon: [flag, false],
  lane: [text, ""],
  excludes: [facts, NONE],
  stops: [flag, false],
  starts_at: [maybe(moment), null],
  ends_at: [maybe(moment), null],
  currency: [text, ""],
  cap: [maybe(positive), null],
  budget_left: [maybe(whole), null],
  uses_left: [maybe(whole), null],
});

/** @param {any} value */
export function readPromotion(value) {
  const found = promotion(value);
  const odd = (/** @type {any} */ each) => !OF_UNITS.includes(each.effect);
  if (found.stage === "catalog" && found.actions.some(odd)) {
    throw new BadContext("a promotion of unit prices does something else");
  }
  return found;
}

export const readCoupon = objectOf({ code: [text], promotion: [text, ""], problem: [text, ""] });

const no = [flag, false];
export const readRules = objectOf({
  tax_rounding: [oneOf("line", "unit", "order"), "line"],
  tax_before_discount: no,
  stacked_rates_as_one: no,
  percent_rounding: [oneOf("discount", "price", "down"), "discount"],
  sharing: [oneOf("largest_remainder", "largest_first", "last", "first"), "largest_remainder"],
  weigh_gross: no,
  pass_on: no,
  items_first: no,
  add_percents: no,
  from_compare_at: no,
  fill_in_cart_order: no,
  manual_covers_shipping: no,
  manual_suspends_coupons: no,
});
