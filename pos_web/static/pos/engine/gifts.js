// @ts-check
/** Free gifts of promotions: lines that nobody asked for; the twin of app/domains/pricing/engine/gifts.py. */

import { min, sum } from "../money.js";
import { Item } from "./basket.js";
import { matching } from "./matching.js";
import { ownPrice } from "./taxing.js";

/** @typedef {import("./basket.js").Basket} Basket */

/** What it gives: lines of so many units. @param {any} promotion @param {any} context @param {Basket} basket @returns {any[]} */
export function giftsOf(promotion, context, basket) {
  return promotion.actions.flatMap((/** @type {any} */ action) => {
    if (action.effect !== "free_gift") return [];
    const there = sum(matching(action.where, basket).map((item) => item.units)) / action.per;
    const quantity = (action.times === null ? there : min(there, action.times)) * 1000n;
    const template = context.gifts.find((/** @type {any} */ line) => line.sku === action.gift);
    return template && quantity ? [{ ...template, quantity, fee: true }] : [];
  });
}

/** Put a free gift into the basket; what it would have cost. @param {any} line @param {any} promotion @param {any} context @param {Basket} basket */
export function putIn(line, promotion, context, basket) {
  let key = `gift-${promotion.id}-${line.sku}`;
  while (basket.lines.has(key)) key += "-more";
  const gift = new Item(line, context);
  gift.gift = true;
  gift.setPrice(ownPrice(context, gift, line.unit_price));
  const worth = gift.left;
  gift.left = 0n;
  gift.note({ source: "promotion", name: promotion.name, amount: worth, id: promotion.id });
  basket.add(key, gift);
  basket.note("price", line.sku, "applied", "free gift", worth, key);
  return worth;
}
