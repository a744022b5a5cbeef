// @ts-check
/** Which promotions a cart gets, in which order, and what each took; the twin of app/domains/pricing/engine/promotions.py. */

import { allocate, max, min, roundDiv, sum } from "../money.js";
import { Item, compare, ranked } from "./basket.js";
import { ofItems, sharesOf, valueOf } from "./effects.js";
import { giftsOf, putIn } from "./gifts.js";
import { matching, whyNot } from "./matching.js";

/** @typedef {import("./basket.js").Basket} Basket */
/**
 * What a promotion takes off whom, the units it uses up, how the items were before, and whether it is taken now.
 * @typedef {object} Taken
 * @property {any} promotion @property {Map<Item, bigint>} shares @property {Map<Item, bigint>} used
 * @property {Map<Item, bigint[]>} before @property {boolean} held @property {boolean} beaten
 */

const ONE = 1_000_000n;
const [HOLDS, ON_SALE, NOTHING] = ["holds", "sale price", "nothing to take it off"];

/** Change unit prices before anything else. @param {any} context @param {Basket} basket */
export function catalogPromotions(context, basket) {
  /** @type {any[]} */
  const applied = [];
  for (const promotion of onlyExclusive(inOrder(context, "catalog"), context, basket)) {
    const reason = refusal(promotion, applied, context, basket);
    if (reason) {
      tell(basket, promotion, reason);
      continue;
    }
    let lowered = 0n;
    for (const action of promotion.actions) lowered += lowerAll(action, context, basket);
    if (lowered) applied.push(promotion);
    tell(basket, promotion, lowered ? ON_SALE : NOTHING, lowered);
  }
}

/** @param {any} action @param {any} context @param {Basket} basket */
function lowerAll(action, context, basket) {
  const items = matching(action.where, basket).filter((item) => item.discountable && item.unitPrice > 0n);
  const value = valueOf(action, context, basket, items);
  return sum(items.map((item) => lower(item, action.effect, value)));
}

/** @param {Item} item @param {string} effect @param {bigint} value */
function lower(item, effect, value) {
  const [start, before] = [item.beforeSales, item.subtotal];
  const lowered = {
    item_percent: () => roundDiv(start * (ONE - min(value, ONE)), ONE),
    item_fixed: () => start - value,
    item_price: () => min(start, value),
  }[/** @type {"item_percent" | "item_fixed" | "item_price"} */ (effect)]();
  const wanted = max(max(0n, item.minimum), lowered);
  if (wanted < item.unitPrice) {
    item.setPrice(wanted);
    item.onSale = true;
  } else item.beforeSales = wanted;
  return before - item.subtotal;
}

/** Apply what holds, and say of every promotion and every code what became of it. @param {any} context @param {Basket} basket */
export function cartPromotions(context, basket) {
  const applied = [];
  for (const lane of lanes(onlyExclusive(inOrder(context, "cart"), context, basket))) {
    const standing = [];
    for (const promotion of lane) {
      const reason = refusal(promotion, applied, context, basket);
      if (reason) tell(basket, promotion, reason);
      else standing.push(promotion);
    }
    applied.push(...give(standing, context, basket));
  }
  answerCoupons(context, basket);
}

/** @param {any} context @param {string} stage @returns {any[]} */
function inOrder(context, stage) {
  const late = (/** @type {any} */ promotion) =>
    Number(context.rules.items_first && !promotion.actions.every((/** @type {any} */ action) => ofItems(action.effect)));
  return context.promotions
    .filter((/** @type {any} */ promotion) => promotion.stage === stage)
    .sort((/** @type {any} */ a, /** @type {any} */ b) => compare(b.priority, a.priority) || late(a) - late(b));
}

/** All of them, or the first exclusive one that holds and has something to take its discount off. @param {any[]} offers @param {any} context @param {Basket} basket */
function onlyExclusive(offers, context, basket) {
  const alone = offers.find((each) => each.exclusive && gives(each, context, basket));
  if (!alone) return offers;
  for (const each of offers) if (each !== alone) tell(basket, each, "an exclusive promotion applies");
  return [alone];
}

/** @param {any} promotion @param {any} context @param {Basket} basket */
function gives(promotion, context, basket) {
  if (refusal(promotion, [], context, basket)) return false;
  if (promotion.stage === "catalog") {
    return promotion.actions.some((/** @type {any} */ action) => matching(action.where, basket).length);
  }
  const taken = attempt(promotion, context, basket);
  putBack(taken);
  return taken.shares.size > 0 || giftsOf(promotion, context, basket).length > 0;
}

/** One by one; those of one lane together, at the place of the first. @param {any[]} offers @returns {any[][]} */
function lanes(offers) {
  const found = new Map();
  offers.forEach((promotion, place) => {
    const lane = promotion.lane || place;
    found.set(lane, [...(found.get(lane) ?? []), promotion]);
  });
  return [...found.values()];
}

/** @param {any} promotion @param {any[]} applied @param {any} context @param {Basket} basket @returns {string} */
function refusal(promotion, applied, context, basket) {
  if (applied.some((each) => each.stops)) return "an earlier promotion ends the search";
  if (applied.some((each) => each.excludes.has(promotion.id))) return "shut out by another promotion";
  if (promotion.needs_coupon) {
    const codes = context.coupons.filter((/** @type {any} */ coupon) => coupon.promotion === promotion.id);
    if (!codes.length) return "needs a code";
    if (codes.every((/** @type {any} */ coupon) => coupon.problem)) return codes[0].problem;
    const byHand = (/** @type {any} */ each) => each.line === null && each.value > 0n;
    if (context.rules.manual_suspends_coupons && context.discounts.some(byHand)) {
      return "suspended by a discount typed by staff";
    }
  }
  return whyNot(promotion, context, basket);
}

/** Apply promotions of one lane, of each line the largest. @param {any[]} standing @param {any} context @param {Basket} basket */
function give(standing, context, basket) {
  const tried = standing.map((promotion) => {
    const taken = attempt(promotion, context, basket);
    if (standing.length > 1) putBack(taken);
    return taken;
  });
  if (tried.length > 1) keepLargest(tried);
  return tried.filter((taken) => apply(taken, context, basket)).map((taken) => taken.promotion);
}

/** @param {Taken} taken @param {any} context @param {Basket} basket */
function apply({ promotion, shares, used, held, beaten }, context, basket) {
  if (!held) {
    for (const [item, amount, units] of withUnits(shares, shares.size ? used : new Map())) {
      item.take(amount, min(units, item.units - item.spokenFor));
    }
  }
  for (const [item, amount] of shares) {
    item.note({ source: "promotion", name: promotion.name, amount, id: promotion.id });
  }
  const gifts = giftsOf(promotion, context, basket).map((gift) => putIn(gift, promotion, context, basket));
  const given = shares.size > 0 || gifts.length > 0;
  if (given) tell(basket, promotion, HOLDS, sum(shares.values()) + sum(gifts));
  else tell(basket, promotion, beaten ? "a larger discount of its kind applies" : NOTHING);
  return given;
}

/** Leave the items as they were. @param {Taken} taken */
function putBack(taken) {
  for (const [item, [left, spokenFor, spokenLeft]] of taken.before) Object.assign(item, { left, spokenFor, spokenLeft });
  taken.held = false;
}

/** Let its actions take, one after the other; beyond its limits, or where it gives nothing, all is put back. @param {any} promotion @param {any} context @param {Basket} basket @returns {Taken} */
function attempt(promotion, context, basket) {
  /** @type {Taken} */
  const taken = { promotion, shares: new Map(), used: new Map(), before: new Map(), held: true, beaten: false };
  for (const action of promotion.actions) {
    basket.used = new Map();
    const shares = sharesOf(action, context, basket, promotion.actions.length === 1);
    for (const [item, amount, units] of withUnits(new Map(shares), basket.used)) {
      if (!taken.before.has(item)) taken.before.set(item, [item.left, item.spokenFor, item.spokenLeft]);
      item.take(amount, units);
      if (units) taken.used.set(item, units + (taken.used.get(item) ?? 0n));
    }
  }
  for (const [item, [left]] of taken.before) if (item.left !== left) taken.shares.set(item, left - item.left);
  const limits = [promotion.cap, promotion.budget_left].filter((limit) => limit !== null);
  if (!taken.shares.size) putBack(taken);
  else if (limits.length && sum(taken.shares.values()) > limits.reduce(min)) {
    putBack(taken);
    limit(taken, limits.reduce(min));
  }
  return taken;
}

/** Who gives what, and how many whole units are used up thereby. @param {Map<Item, bigint>} shares @param {Map<Item, bigint>} used @returns {[Item, bigint, bigint][]} */
function withUnits(shares, used) {
  const others = [...used].filter(([item]) => !shares.has(item));
  return [
    ...[...shares].map(([item, amount]) => /** @type {[Item, bigint, bigint]} */ ([item, amount, used.get(item) ?? 0n])),
    ...others.map(([item, units]) => /** @type {[Item, bigint, bigint]} */ ([item, 0n, units])),
  ];
}

/** @param {Taken} taken @param {bigint} most */
function limit(taken, most) {
  const shares = ranked([...taken.shares]);
  const parts = allocate(most, shares.map(([, amount]) => amount));
  taken.shares = new Map(
    shares.map(([item], index) => /** @type {[Item, bigint]} */ ([item, parts[index]])).filter(([, part]) => part),
  );
}

/** Of each item the largest discount of a lane, the first of equals. @param {Taken[]} tried */
function keepLargest(tried) {
  /** @type {Map<Item, bigint>} */
  const best = new Map();
  for (const { shares } of tried) {
    for (const [item, amount] of shares) best.set(item, max(best.get(item) ?? 0n, amount));
  }
  for (const taken of tried) {
    const before = taken.shares.size;
    taken.shares = new Map([...taken.shares].filter(([item, amount]) => best.get(item) === amount));
    taken.beaten = taken.shares.size < before;
    for (const item of taken.shares.keys()) best.set(item, -1n);
  }
}

/** @param {Basket} basket @param {any} promotion @param {string} reason @param {bigint} [amount] */
function tell(basket, promotion, reason, amount = 0n) {
  const result = reason === HOLDS || reason === ON_SALE ? "applied" : "rejected";
  basket.note("promotion", promotion.name, result, reason, amount, null, promotion.id);
}

/** A code entered twice counts once, and so does a promotion. @param {any} context @param {Basket} basket */
function answerCoupons(context, basket) {
  const told = new Map(basket.trace.filter((entry) => entry.stage === "promotion").map((entry) => [entry.id, entry]));
  const counted = new Set();
  const codes = new Map(context.coupons.map((/** @type {any} */ coupon) => [coupon.code, coupon]));
  for (const { code, promotion, problem } of codes.values()) {
    const of = told.get(promotion);
    let reason = problem || (of ? of.reason : "unknown code");
    let applied = !problem && of?.result === "applied";
    if (applied) reason = counted.has(promotion) ? "another code of the promotion counts" : "valid";
    if (applied && counted.has(promotion)) applied = false;
    else if (applied) counted.add(promotion);
    basket.note("coupon", code, applied ? "applied" : "rejected", reason, 0n, null, promotion);
  }
}
