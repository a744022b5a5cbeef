// @ts-check
/** What actions take off lines and the delivery; the twin of app/domains/pricing/engine/effects.py. */

import { max, min, roundDiv, sum } from "../money.js";
import { byPrice, ranked, totalOf } from "./basket.js";
import { GROUPS } from "./groups.js";
import { inBasis, matching } from "./matching.js";
import { allOf, percentOf, shareOut } from "./sharing.js";
import { grossOf, taxesOf } from "./taxing.js";

/** @typedef {import("./basket.js").Basket} Basket */
/** @typedef {import("./basket.js").Item} Item */
/** @typedef {import("./basket.js").Shares} Shares */

const ITEM = ["item_percent", "item_fixed", "item_price", "line_fixed", "unit_steps"];

/** Whether an effect is about single lines or units. @param {string} effect */
export const ofItems = (effect) => ITEM.includes(effect) || Object.hasOwn(GROUPS, effect);

/**
 * What an action takes off whom, at most what each can bear; nothing is taken here.
 * @param {any} action @param {any} context @param {Basket} basket
 * @param {boolean} alone its promotion has no other action @returns {Shares}
 */
export function sharesOf(action, context, basket, alone) {
  if (action.effect.startsWith("shipping_")) return offShipping(action, context, basket);
  if (action.effect === "free_gift") return [];
  const items = matching(action.where, basket).filter((item) => item.discountable && item.left > 0n);
  if (!items.length) return [];
  const value = valueOf(action, context, basket, items);
  if (Object.hasOwn(GROUPS, action.effect)) return GROUPS[action.effect](action, value, items, basket, context.rules);
  if (action.effect.startsWith("order_")) {
    const amount = min(offOrder(action, value, items, context.rules.percent_rounding), totalOf(items));
    return shareOut(amount, allOf(items), context.rules);
  }
  return offItems(action, value, items, context, alone);
}

/**
 * The action's value in this channel for this cart: the highest tier that is reached, else its own.
 * @param {any} action @param {any} context @param {Basket} basket @param {Item[]} items @returns {bigint}
 */
export function valueOf(action, context, basket, items) {
  let value = action.value;
  for (const [channel, amount, currency] of action.by_channel) {
    if (channel === context.channel) value = currency === context.currency ? amount : 0n;
  }
  if (!action.tiers.length) return value;
  const reached =
    action.tier_by === "total" ? inBasis(basket.counted, context) : sum(items.map((item) => item.milli)) / 1000n;
  /** @type {[bigint, bigint] | null} */
  let best = null;
  for (const [at, of] of action.tiers) {
    if (at <= reached && (best === null || at > best[0] || (at === best[0] && of > best[1]))) best = [at, of];
  }
  return best === null ? value : best[1];
}

/** @param {any} action @param {bigint} value @param {Item[]} items @param {string} rounding */
function offOrder(action, value, items, rounding) {
  if (action.effect === "order_fixed") return value;
  if (action.effect === "order_set_total") return max(0n, totalOf(items) - value);
  if (!action.gross) return percentOf(totalOf(items), value, rounding);
  const order = ranked(allOf(items)).map(([item]) => item);
  const whole = sum(order.map(grossOf));
  const off = percentOf(whole, value, rounding);
  let [running, before, net] = [0n, 0n, 0n];
  for (const item of order) {
    running += grossOf(item);
    const after = roundDiv(off * running, whole);
    net += after - before - taxInside(after - before, item);
    before = after;
  }
  return net;
}

/** @param {bigint} amount @param {Item} item */
const taxInside = (amount, item) => (item.taxIncluded ? 0n : sum(taxesOf(amount, item.taxes, true)));

/** @param {any} action @param {any} context @param {Basket} basket @returns {Shares} */
function offShipping(action, context, basket) {
  const delivery = basket.shipping;
  if (!delivery) return [];
  const value = valueOf(action, context, basket, basket.counted);
  const percent = action.effect === "shipping_percent";
  const off = percent ? percentOf(delivery.left, value, context.rules.percent_rounding) : value;
  return [[delivery, min(off, delivery.left)]];
}

/** @param {any} action @param {bigint} value @param {Item[]} items @param {any} context @param {boolean} alone @returns {Shares} */
function offItems(action, value, items, context, alone) {
  const rounding = context.rules.percent_rounding;
  if (action.effect === "item_percent" && rounding === "down") {
    const parts = reached(action, items).map(
      ([item, milli]) => /** @type {[Item, bigint]} */ ([item, partOf(item, item.left, milli)]),
    );
    return shareOut(percentOf(sum(parts.map(([, part]) => part)), value, rounding), parts, context.rules);
  }
  const ofList = !alone && context.rules.add_percents;
  return reached(action, items)
    .map(([item, milli]) => {
      const part = partOf(item, ofList ? item.subtotal : item.left, milli);
      return /** @type {[Item, bigint]} */ ([item, min(offItem(action, value, item, milli, part, rounding), item.room)]);
    })
    .filter(([, amount]) => amount > 0n);
}

/** @param {any} action @param {bigint} value @param {Item} item @param {bigint} milli @param {bigint} part @param {string} rounding */
function offItem(action, value, item, milli, part, rounding) {
  switch (action.effect) {
    case "item_percent": {
      if (!action.gross) return percentOf(part, value, rounding);
      const gross = percentOf(roundDiv(grossOf(item) * milli, item.milli), value, rounding);
      return gross - taxInside(gross, item);
    }
    case "item_fixed":
      return min(roundDiv(value * milli, 1000n), part);
    case "item_price":
      return part - roundDiv(value * milli, 1000n);
    case "unit_steps": {
      const units = milli / 1000n;
      return units ? min(value + action.more * (units - 1n), part) : 0n;
    }
    default:
      return min(value, item.left);
  }
}

/** What so many thousandths of it have of an amount. @param {Item} item @param {bigint} amount @param {bigint} milli */
const partOf = (item, amount, milli) => roundDiv(amount * milli, item.milli);

/** The items that get it and for how many thousandths: the cheapest or dearest first where the units are limited. @param {any} action @param {Item[]} items @returns {Shares} */
function reached(action, items) {
  const perLine = action.max_units_per_line === null ? null : action.max_units_per_line * 1000n;
  const most = new Map(items.map((item) => [item, perLine === null ? item.milli : min(item.milli, perLine)]));
  if (action.max_units === null) return [...most];
  let left = action.max_units * 1000n;
  for (const item of byPrice(items, action.dearest)) {
    const gets = min(/** @type {bigint} */ (most.get(item)), left);
    most.set(item, gets);
    left -= gets;
  }
  return [...most].filter(([, milli]) => milli);
}
