// @ts-check
/** The stages of a price, in order; the twin of app/domains/pricing/engine/stages.py. */

import { max, min, roundDiv, sum } from "../money.js";
import { totalOf } from "./basket.js";
import { cartPromotions, catalogPromotions } from "./promotions.js";
import { allOf, shareOut, splitAmount } from "./sharing.js";
import { duties } from "./duties.js";
import { ownPrice, taxes } from "./taxing.js";

/** @typedef {import("./basket.js").Basket} Basket */
/** @typedef {import("./basket.js").Item} Item */

const ONE = 1_000_000n;

/** @param {any} context @param {Basket} basket */
function basePrices(context, basket) {
  for (const line of context.lines) {
    const item = /** @type {Item} */ (basket.lines.get(line.key));
    item.setPrice(ownPrice(context, item, line.unit_price));
    item.minimum = ownPrice(context, item, item.minimum);
    if (context.rules.from_compare_at && line.compare_at) item.beforeSales = ownPrice(context, item, line.compare_at);
    const reason = item.unitPrice === line.unit_price ? "list price" : "tax taken out of the list price";
    basket.note("price", line.sku, "applied", reason, item.subtotal, line.key);
  }
}

/** @param {any} context @param {Basket} basket */
function shipping(context, basket) {
  if (!basket.shipping) return;
  basket.shipping.setPrice(ownPrice(context, basket.shipping, context.shipping.price));
  basket.note("shipping", context.shipping.name, "applied", "delivery price", basket.shipping.subtotal);
}

/** What staff typed: discounts of single lines first, then those of the whole order. @param {any} context @param {Basket} basket */
function manualDiscounts(context, basket) {
  const ofLines = context.discounts.filter((/** @type {any} */ discount) => discount.line !== null);
  const ofOrder = context.discounts.filter((/** @type {any} */ discount) => discount.line === null);
  for (const discount of [...ofLines, ...ofOrder]) {
    const [problem, items] = target(discount, basket, context);
    const base = totalOf(items);
    const shares = shared(problem ? 0n : min(size(discount, base, items), base), items, basket, context.rules);
    for (const [item, amount] of shares) {
      item.left -= amount;
      item.note({ source: "manual", name: discount.reason, amount, id: discount.id });
    }
    const amount = sum(shares.map(([, part]) => part));
    const reason = amount ? "typed by staff" : problem || "nothing left to take it off";
    basket.note("manual", discount.reason, amount ? "applied" : "rejected", reason, amount, discount.line);
  }
}

/** @param {any} discount @param {Basket} basket @param {any} context @returns {[string, Item[]]} */
function target(discount, basket, context) {
  if (discount.value <= 0n) return ["not above 0", []];
  if (discount.line === null && discount.kind === "price") return ["a new price is that of a line", []];
  if (discount.line === null) {
    const lines = [...basket.lines.values()].filter((item) => item.discountable && item.left > 0n);
    return ["", context.rules.manual_covers_shipping && basket.shipping ? [...lines, basket.shipping] : lines];
  }
  const item = basket.lines.get(discount.line);
  if (!item) return ["no such line", []];
  return !item.discountable || item.left < 0n ? ["the line takes no discount", []] : ["", [item]];
}

/**
 * Who bears how much; where the delivery does too, it is first split between all goods and the delivery.
 * @param {bigint} amount @param {Item[]} items @param {Basket} basket @param {any} rules
 */
function shared(amount, items, basket, rules) {
  const goods = items.filter((item) => item !== basket.shipping);
  if (goods.length === items.length || !amount) return shareOut(amount, allOf(goods), rules);
  const delivery = items.filter((item) => item === basket.shipping);
  const parts = splitAmount(amount, [totalOf(goods), totalOf(delivery)], rules.sharing);
  return [...shareOut(parts[0], allOf(goods), rules), ...shareOut(parts[1], allOf(delivery), rules)];
}

/** @param {any} discount @param {bigint} base @param {Item[]} items */
function size(discount, base, items) {
  if (discount.kind === "percent") return roundDiv(base * discount.value, ONE);
  if (discount.kind === "price") return max(0n, base - sum(items.map((item) => roundDiv(discount.value * item.milli, 1000n))));
  return discount.value;
}

export const STAGES = [basePrices, catalogPromotions, shipping, cartPromotions, manualDiscounts, taxes, duties];
