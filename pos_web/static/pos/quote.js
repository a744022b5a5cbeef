// @ts-check
/** From the open basket to its price: builds the engine's context out of cached facts and reads its answer. */

import { surchargeOf } from "./asking.js";
import { overridesOf } from "./basket.js";
import { fromMilli, toDecimal } from "./money.js";
import { formerPrice, unitPrice } from "./prices.js";
import { price } from "./pricing.js";
import { inZone } from "./zone.js";

/**
 * @typedef {object} TaxRate
 * @property {string} id
 * @property {string} name
 * @property {number} rate_micro millionths
 */
/** @typedef {{id: string, name: string, rate_micro: number, base: bigint, amount: bigint}} TaxShare */
/** @typedef {{source: string, name: string, amount: bigint, id: string}} DiscountShare */
/**
 * @typedef {object} QuotedLine amounts are minor units, quantity is in thousandths
 * @property {string} id
 * @property {string} sku
 * @property {string} title
 * @property {string} option
 * @property {import("./asking.js").Said} inputs what the buyer said
 * @property {string[]} serials numbers of the units
 * @property {bigint} quantity
 * @property {bigint} unitPrice
 * @property {bigint} subtotal
 * @property {bigint} discount
 * @property {bigint} tax
 * @property {bigint} total
 * @property {TaxShare[]} taxes
 * @property {DiscountShare[]} discounts
 * @property {import("./basket.js").CardWish|null} card of a gift card: what it is worth
 * @property {boolean} giftCard nothing is taken off it
 * @property {boolean} gift put in by a promotion
 */
/**
 * @typedef {object} Quote
 * @property {QuotedLine[]} lines
 * @property {bigint} subtotal
 * @property {bigint} discount
 * @property {bigint} tax
 * @property {bigint} total
 * @property {TaxShare[]} taxes
 * @property {any[]} trace what became of each promotion and each code
 */

/**
 * @param {import("./basket.js").Basket} basket
 * @param {import("./search.js").Catalog} catalog
 * @param {import("./api.js").Setup} setup
 * @param {Date} [at]
 * @returns {Quote} lines whose article left the catalogue are not priced and missing from the answer
 */
export function quoteBasket(basket, catalog, setup, at = new Date()) {
  const known = basket.lines.filter((line) => catalog.bySku.has(line.sku));
  const many = new Map();
  for (const line of known) many.set(line.sku, (many.get(line.sku) ?? 0n) + line.quantity);
  const { extras } = basket;
  const promotions = extras?.promotions ?? setup.offers?.promotions ?? [];
  const asked = {
    currency: setup.currency.code,
    prices_include_tax: setup.prices_include_tax,
    channel: "pos",
    at: inZone(at, setup.timezone),
    destination: setup.store.destination,
    promotions,
    coupons: (extras?.coupons ?? []).map(({ code, promotion, problem }) => ({ code, promotion, problem })),
    gifts: giftsOf(promotions, catalog, setup, at),
    facts: [...new Set([...(setup.offers?.facts ?? []), ...(extras?.facts ?? [])])],
    orders: extras?.orders ?? 0,
    rules: setup.offers?.rules ?? {},
    discounts: overridesOf(basket).map(({ id, line, kind, value, reason }) => ({ id, line, kind, value, reason })),
    lines: known.map((line) => contextLine(line, catalog, setup, many.get(line.sku), at)),
  };
  const answer = withGiftsThere(asked, catalog, many);
  const titles = new Map(known.map((line) => [line.id, { ...catalog.bySku.get(line.sku), inputs: line.inputs ?? {}, numbers: line.serials ?? [], card: line.card ?? null }]));
  return {
    lines: answer.lines.map((/** @type {any} */ line) => quotedLine(line, titles.get(line.key) ?? { ...catalog.bySku.get(line.sku), inputs: {}, numbers: [], card: null })),
    subtotal: BigInt(answer.totals.subtotal),
    discount: BigInt(answer.totals.discount),
    tax: BigInt(answer.totals.tax),
    total: BigInt(answer.totals.total),
    taxes: answer.taxes.map(taxShare),
    trace: answer.trace,
  };
}

/**
 * What one of an article costs anyone now, and the higher price without its sale: a list's, or a promotion's that lowers
 * the price itself. As the shop's pages, from what the till keeps.
 * @param {string} sku @param {import("./search.js").Catalog} catalog @param {import("./api.js").Setup} setup @param {Date} [at]
 * @returns {{price: number, former: number|null}}
 */
export function shelfPrice(sku, catalog, setup, at = new Date()) {
  const line = contextLine({ id: sku, sku, quantity: 1000n }, catalog, setup, 1000n, at);
  const promotions = (setup.offers?.promotions ?? []).filter((/** @type {any} */ each) => each.stage === "catalog" && !each.needs_coupon);
  const now = promotions.length > 0 ? loweredBy(promotions, line, setup, at) : line.unit_price;
  const former = line.compare_at ?? (now < line.unit_price ? line.unit_price : null);
  return { price: now, former: former !== null && former > now ? former : null };
}

/** @param {any[]} promotions @param {any} line @param {import("./api.js").Setup} setup @param {Date} at @returns {number} */
function loweredBy(promotions, line, setup, at) {
  const { lines } = price({
    currency: setup.currency.code, prices_include_tax: setup.prices_include_tax, channel: "pos", at: inZone(at, setup.timezone),
    destination: setup.store.destination, facts: setup.offers?.facts ?? [], rules: setup.offers?.rules ?? {}, promotions, lines: [line],
  });
  return Number(lines[0].unit_price);
}

/**
 * A gift that the store has too few of is left out, as the shop does.
 * @param {any} asked @param {import("./search.js").Catalog} catalog @param {Map<string, bigint>} many in the basket, by SKU
 */
function withGiftsThere(asked, catalog, many) {
  const answer = price(asked);
  const short = new Set(answer.lines.filter((/** @type {any} */ line) => {
    const there = line.gift ? (catalog.bySku.get(line.sku)?.available ?? null) : null;
    return there !== null && BigInt(there) * 1000n < BigInt(Math.round(Number(line.quantity) * 1000)) + (many.get(line.sku) ?? 0n);
  }).map((/** @type {any} */ line) => line.sku));
  return short.size > 0 ? price({ ...asked, gifts: asked.gifts.filter((/** @type {any} */ gift) => !short.has(gift.sku)) }) : answer;
}

/**
 * What these promotions may give, as far as the store has it; what must be asked or numbered is no gift here.
 * @param {any[]} promotions @param {import("./search.js").Catalog} catalog @param {import("./api.js").Setup} setup @param {Date} at
 */
function giftsOf(promotions, catalog, setup, at) {
  const skus = new Set(promotions.flatMap((each) => each.actions ?? []).filter((action) => action.effect === "free_gift").map((action) => action.gift));
  return [...skus].map((sku) => catalog.bySku.get(sku)).flatMap((item) => {
    const there = item && !item.inputs?.length && !item.serials && (item.available === null || item.available > 0);
    return there ? [contextLine({ id: item.sku, sku: item.sku, quantity: 1000n }, catalog, setup, 1000n, at)] : [];
  });
}

/**
 * @param {import("./basket.js").BasketLine} line
 * @param {import("./search.js").Catalog} catalog
 * @param {import("./api.js").Setup} setup
 * @param {bigint} many of the article in the whole basket
 * @param {Date} at
 */
function contextLine(line, catalog, setup, many, at) {
  const item = /** @type {import("./search.js").IndexedItem} */ (catalog.bySku.get(line.sku));
  const extra = surchargeOf(item, line.inputs ?? {});
  const former = formerPrice(item, at);
  return {
    key: line.id,
    sku: line.sku,
    quantity: toDecimal(line.quantity, 3),
    unit_price: (line.card?.value ?? unitPrice(item, many, at)) + extra,
    discountable: !item.gift_card,
    compare_at: former === null ? null : former + extra,
    facts: factsOf(item, setup),
    taxes: taxesOf(item.tax_class, setup),
  };
}

/**
 * What an article is to promotions: its own facts, and the collections that promotions ask about.
 * @param {import("./search.js").IndexedItem} item @param {import("./api.js").Setup} setup
 */
function factsOf(item, setup) {
  const collections = Object.entries(setup.offers?.collections ?? {});
  const within = collections.filter(([, products]) => products.includes(item.product)).map(([fact]) => fact);
  return [...(item.facts ?? []), ...within];
}

/**
 * A class that came later than our set-up is taxed as standard, as the server does.
 * @param {string} taxClass @param {import("./api.js").Setup} setup
 */
const taxesOf = (taxClass, setup) => setup.taxes[taxClass] ?? (taxClass === "none" ? [] : (setup.taxes.standard ?? []));

/** @param {any} line @param {any} item @returns {QuotedLine} */
function quotedLine(line, item) {
  return {
    id: line.key,
    sku: line.sku,
    title: item.title,
    option: item.option,
    inputs: item.inputs,
    serials: item.numbers,
    card: item.card,
    giftCard: Boolean(item.gift_card),
    quantity: BigInt(Math.round(Number(line.quantity) * 1000)),
    unitPrice: BigInt(line.unit_price),
    subtotal: BigInt(line.subtotal),
    discount: BigInt(line.discount),
    tax: BigInt(line.tax),
    total: BigInt(line.total),
    taxes: line.taxes.map(taxShare),
    gift: line.gift,
    discounts: line.discounts.map((/** @type {any} */ share) => ({ ...share, amount: BigInt(share.amount) })),
  };
}

/** @param {any} share @returns {TaxShare} */
const taxShare = (share) => ({ ...share, base: BigInt(share.base), amount: BigInt(share.amount) });

/**
 * How many units a basket holds, for "3 items": a weighed line counts as one.
 * @param {QuotedLine[]} lines
 */
export function countItems(lines) {
  return lines.reduce((total, line) => total + (line.quantity % 1000n === 0n ? fromMilli(line.quantity) : 1), 0);
}
