// @ts-check
/** Which promotions hold and which lines they mean; the twin of app/domains/pricing/engine/matching.py. */

import { sum } from "../money.js";
import { totalOf } from "./basket.js";
import { grossOf, netOf } from "./taxing.js";

/** @typedef {import("./basket.js").Basket} Basket */
/** @typedef {import("./basket.js").Item} Item */

/** @param {Set<string>} some @param {Set<string>} others */
function meet(some, others) {
  for (const fact of some) if (others.has(fact)) return true;
  return false;
}

/** The lines that a filter means, in the cart's order; fees never. @param {any} where @param {Basket} basket */
export function matching(where, basket) {
  const items = basket.counted.filter(
    (item) =>
      where.having.every((/** @type {Set<string>} */ group) => meet(group, item.facts)) &&
      !meet(where.lacking, item.facts) &&
      (where.price_min === null || item.unitPrice >= where.price_min) &&
      (where.price_max === null || item.unitPrice <= where.price_max) &&
      !(where.full_priced && item.onSale),
  );
  if (!where.cheapest || !items.length) return items;
  return [items.reduce((least, item) => (item.unitPrice < least.unitPrice ? item : least))];
}

/** Why it does not hold now, in one of the trace's sentences; empty where it does. @param {any} promotion @param {any} context @param {Basket} basket */
export function whyNot(promotion, context, basket) {
  return (
    outOfTime(promotion, context.at) ||
    usedUp(promotion, context) ||
    wrongSale(promotion.when, context) ||
    wrongBasket(promotion.when, context, basket)
  );
}

/** @param {any} promotion @param {import("./reading.js").Moment | null} at */
function outOfTime(promotion, at) {
  if (at && promotion.starts_at && at.instant < promotion.starts_at.instant) return "not started";
  if (at && promotion.ends_at && at.instant > promotion.ends_at.instant) return "ended";
  return "";
}

/** @param {any} promotion @param {any} context */
function usedUp(promotion, context) {
  if (promotion.uses_left !== null && promotion.uses_left <= 0n) return "used up";
  if (promotion.budget_left !== null && promotion.budget_left <= 0n) return "its budget is spent";
  if (promotion.currency && promotion.currency !== context.currency) return "in another currency";
  return "";
}

/** @param {any} when @param {any} context */
function wrongSale(when, context) {
  const met = when.facts.every((/** @type {Set<string>} */ group) => meet(group, context.facts));
  if (!met || meet(when.lacking, context.facts)) return "not for this sale";
  if (when.nth_order !== null && (!context.facts.has("signed-in") || context.orders + 1n !== when.nth_order)) {
    return "not the order it is for";
  }
  if (when.weekdays.size && !(context.at && when.weekdays.has(context.at.weekday))) return "not on this day";
  if ((when.opens || when.closes) && !isOpen(when, context.at)) return "not at this hour";
  return "";
}

/** Past midnight where it opens after it closes. @param {any} when @param {import("./reading.js").Moment | null} at */
function isOpen(when, at) {
  if (!at) return false;
  const [opens, closes] = [when.opens || "00:00", when.closes || "24:00"];
  if (opens <= closes) return opens <= at.clock && at.clock < closes;
  return at.clock >= opens || at.clock < closes;
}

/** @param {any} when @param {any} context @param {Basket} basket */
function wrongBasket(when, context, basket) {
  if (!when.contains.every((/** @type {any} */ where) => matching(where, basket).length)) {
    return "something it asks for is not in the cart";
  }
  const among = matching(when.among, basket);
  const milli = among.map((item) => item.milli);
  if (when.min_units !== null && sum(milli) < when.min_units * 1000n) return "too few pieces";
  if (when.min_line_units !== null && !milli.some((each) => each >= when.min_line_units * 1000n)) {
    return "too few pieces of one product";
  }
  const poor =
    (when.min_total !== null && inBasis(among, context) < when.min_total) ||
    (when.min_total_gross !== null && sum(among.map(grossOf)) < when.min_total_gross);
  return poor ? "the cart is worth too little" : "";
}

/** What is left of items, as the cart's prices are meant: with tax or without. @param {Item[]} items @param {any} context */
export function inBasis(items, context) {
  const alike = items.filter((item) => item.taxIncluded === context.prices_include_tax);
  const others = items.filter((item) => item.taxIncluded !== context.prices_include_tax);
  return totalOf(alike) + sum(others.map(context.prices_include_tax ? grossOf : netOf));
}
