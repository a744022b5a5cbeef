// @ts-check
/** Offers on units rather than lines; the twin of app/domains/pricing/engine/groups.py. */

import { min, sum } from "../money.js";
import { byPrice } from "./basket.js";
import { matching } from "./matching.js";
import { percentOf, shareOut } from "./sharing.js";

/** @typedef {import("./basket.js").Basket} Basket */
/** @typedef {import("./basket.js").Item} Item */
/** @typedef {import("./basket.js").Shares} Shares */
/** @typedef {Shares} Runs so many units of each */

const ONE = 1_000_000n;
/** How often one offer is applied to a cart at most. */
const MOST = 1000n;

/** @param {any} action */
const mostOf = (action) => (action.times === null ? MOST : min(action.times, MOST));

/** @param {Runs} runs */
const count = (runs) => sum(runs.map(([, units]) => units));

/** The whole units of items that no offer used up, handed out in the order that is asked for. */
class Units {
  /** @param {Item[]} items */
  constructor(items) {
    this.free = new Map(items.map((item) => [item, item.units - item.spokenFor]));
  }

  /** The first so many in that order; fewer where there are no more. @param {Item[]} order @param {bigint} wanted @returns {Runs} */
  take(order, wanted) {
    /** @type {Runs} */
    const found = [];
    let left = wanted;
    for (const item of order) {
      if (!left) break;
      const free = /** @type {bigint} */ (this.free.get(item));
      const takes = min(free, left);
      if (!takes) continue;
      this.free.set(item, free - takes);
      left -= takes;
      found.push([item, takes]);
    }
    return found;
  }

  /** @param {Runs} runs */
  putBack(runs) {
    for (const [item, units] of runs) this.free.set(item, /** @type {bigint} */ (this.free.get(item)) + units);
  }

  /** So many units of the one and of the other order; null where either has too few. @param {[Item[], bigint][]} wanted */
  pair(...wanted) {
    const found = wanted.map(([order, number]) => this.take(order, number));
    if (found.every((runs, index) => count(runs) === wanted[index][1])) return found;
    found.forEach((runs) => this.putBack(runs));
    return null;
  }
}

/** One entry an item. @param {Shares} runs @returns {Shares} */
function joined(runs) {
  /** @type {Map<Item, bigint>} */
  const sums = new Map();
  for (const [item, some] of runs) sums.set(item, (sums.get(item) ?? 0n) + some);
  return [...sums];
}

/** A percentage of so many units, or (no rounding) an amount off each. @param {Runs} runs @param {bigint} value @param {string | null} rounding @returns {Shares} */
function offUnits(runs, value, rounding) {
  return runs
    .map(([item, units]) => {
      const worth = item.worth(units);
      const off = rounding ? percentOf(worth, value, rounding) : min(value * units, worth);
      return /** @type {[Item, bigint]} */ ([item, min(off, item.room)]);
    })
    .filter(([, off]) => off);
}

/** @typedef {(action: any, value: bigint, items: Item[], basket: Basket, rules: any) => Shares} Group */

/** Where the sets overlap, the dearest are bought and the cheapest given. @type {Group} */
function buyGet(action, value, items, basket, rules) {
  const buying = byPrice(matching(action.buy, basket).filter((item) => item.left >= 0n), true);
  const overlap = buying.some((item) => items.includes(item));
  const getting = byPrice(items, !overlap);
  const units = new Units([...buying, ...items]);
  /** @type {Runs} */
  const given = [];
  for (let done = 0n; done < mostOf(action); done += 1n) {
    const pair =
      units.pair([getting, action.get_units], [buying, action.buy_units]) ??
      units.pair([buying, action.buy_units], [getting, action.get_units])?.reverse();
    if (!pair) break;
    for (const [item, some] of pair.flat()) basket.useUp(item, some);
    given.push(...pair[0]);
  }
  return offUnits(joined(given), value, action.effect === "buy_get_percent" ? rules.percent_rounding : null);
}

/** Complete groups of units: filled as the lines stand, or the dearest units first. @param {any} action @param {Item[]} items @param {any} rules */
function groupsOf(action, items, rules) {
  const order = rules.fill_in_cart_order ? items : byPrice(items, true);
  const units = new Units(items);
  const there = sum(units.free.values()) / action.group_size;
  const found = [];
  for (let done = 0n; done < min(there, mostOf(action)); done += 1n) found.push(units.take(order, action.group_size));
  return found;
}

/** Every complete group costs the value, never more than before. @type {Group} */
function groupPrice(action, value, items, basket, rules) {
  /** @type {Shares} */
  const shares = [];
  /** @type {Map<Item, bigint>} */
  const cut = new Map();
  for (const group of groupsOf(action, items, rules)) {
    const parts = group.map(([item, units]) => /** @type {[Item, bigint]} */ ([item, slice(item, cut, units)]));
    const off = sum(parts.map(([, part]) => part)) - value;
    if (off <= 0n) continue;
    for (const [item, units] of group) basket.useUp(item, units);
    shares.push(...shareOut(off, parts, rules));
  }
  return joined(shares).map(([item, off]) => [item, min(off, item.room)]);
}

/** What the next units of it are worth. @param {Item} item @param {Map<Item, bigint>} cut @param {bigint} units */
function slice(item, cut, units) {
  const before = cut.get(item) ?? 0n;
  cut.set(item, before + units);
  return item.worth(before + units) - item.worth(before);
}

/** The cheapest unit of every complete group, or as many of the cheapest of all as there are groups. @type {Group} */
function cheapestFree(action, _value, items, basket, rules) {
  const made = groupsOf(action, items, rules);
  const cheapest = byPrice(items, false);
  const place = new Map(cheapest.map((item, at) => [item, at]));
  const at = (/** @type {Item} */ item) => /** @type {number} */ (place.get(item));
  const free = action.per_group
    ? joined(made.map((group) => [group.map(([item]) => item).reduce((a, b) => (at(b) < at(a) ? b : a)), 1n]))
    : new Units(items).take(cheapest, BigInt(made.length));
  for (const [item, units] of joined(action.per_group ? made.flat() : [...made.flat(), ...free])) {
    basket.useUp(item, min(units, item.units - item.spokenFor));
  }
  return offUnits(free, ONE, rules.percent_rounding);
}

/** So much off each unit that is part of a complete group. @type {Group} */
function groupOff(action, value, items, basket, rules) {
  const made = joined(groupsOf(action, items, rules).flat());
  for (const [item, units] of made) basket.useUp(item, units);
  return offUnits(made, value, action.effect === "group_percent" ? rules.percent_rounding : null);
}

/** @type {Record<string, Group>} */
export const GROUPS = {
  buy_get_fixed: buyGet,
  buy_get_percent: buyGet,
  cheapest_free: cheapestFree,
  group_price: groupPrice,
  group_fixed: groupOff,
  group_percent: groupOff,
};
