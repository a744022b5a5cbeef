// @ts-check
/**
 * Codes, the customer's own offers and points. What can be used up is looked up at the shop, and spent by the sale, once;
 * without network only codes that may be used without end are taken.
 */

import { Refused, call } from "./api.js";
import { withExtras } from "./basket.js";
import { quoteBasket } from "./quote.js";

/** @typedef {import("./basket.js").Extras} Extras */

const POINTS = "points";
/** Two questions at once: the later one counts. */
let asked = 0;
/** @type {Extras} */
const NOTHING = { coupons: [], promotions: null, facts: [], orders: 0, points: 0, member: null };

/** @param {import("./till.js").Till} till @returns {Extras} */
export const extrasOf = (till) => till.state.basket.extras ?? NOTHING;

/** @param {import("./till.js").Till} till @param {Extras|null} extras */
async function keep(till, extras) {
  const basket = withExtras(till.state.basket, extras);
  till.set({ basket });
  await till.db.put("meta", basket, "basket");
}

/**
 * Ask the shop anew, as after another customer, another code or another basket.
 * @param {import("./till.js").Till} till @param {{codes?: string[], points?: number}} [wish]
 * @returns {Promise<boolean>} false without an answer: then all stays as it is
 */
export async function lookUp(till, wish = {}) {
  const { state } = till;
  const extras = extrasOf(till);
  const codes = wish.codes ?? extras.coupons.map((each) => each.code);
  const points = wish.points ?? extras.points;
  const customer = state.customer?.id ?? null;
  if (codes.length === 0 && !customer) {
    if (state.basket.extras) await keep(till, null);
    return true;
  }
  const before = { ...extras, promotions: extras.promotions?.filter((each) => each.id !== POINTS) ?? null };
  const quote = quoteBasket(withExtras(state.basket, before), state.catalog, state.setup);
  const goods = Math.max(0, Number(quote.subtotal - quote.discount));
  const mine = ++asked;
  try {
    const told = await call("offers", { token: state.device.token, body: { coupons: codes, customer, points, goods } });
    if (mine !== asked) return true;
    const { coupons, promotions, facts, orders, points: member } = told;
    await keep(till, { coupons, promotions, facts, orders, member, points: Math.min(points, member?.most ?? 0) });
    return true;
  } catch (error) {
    if (error instanceof Refused) console.warn("offers refused", error);
    return false;
  }
}

/** A code that may be used without end: the set-up knows it. @param {import("./till.js").Till} till @param {string} code */
function freeCode(till, code) {
  const { codes = {}, exact_codes: exact = false } = till.state.setup.offers ?? {};
  const plain = (/** @type {string} */ text) => (exact ? text : text.toLowerCase());
  const found = Object.entries(codes).find(([known]) => plain(known) === plain(code));
  return found ? { code: found[0], promotion: found[1], problem: "", words: "", free: true } : null;
}

/**
 * @param {import("./till.js").Till} till @param {string} typed
 * @returns {Promise<string>} why not, in words; "" when it is taken
 */
export async function enterCode(till, typed) {
  const { t } = till;
  const code = typed.trim();
  const extras = extrasOf(till);
  const codes = extras.coupons.map((each) => each.code).filter((each) => each.toLowerCase() !== code.toLowerCase());
  if (till.state.sync.line === "online" && (await lookUp(till, { codes: [...codes, code] }))) {
    const found = extrasOf(till).coupons.find((each) => each.code.toLowerCase() === code.toLowerCase());
    if (!found?.problem) return "";
    await dropCode(till, found.code);
    return found.words;
  }
  const free = freeCode(till, code);
  if (!free) return t("This code needs the network: the shop has to see whether it was used.");
  await keep(till, { ...extras, coupons: [...extras.coupons.filter((each) => each.code !== free.code), free] });
  return "";
}

/** @param {import("./till.js").Till} till @param {string} code */
export async function dropCode(till, code) {
  const extras = extrasOf(till);
  await keep(till, { ...extras, coupons: extras.coupons.filter((each) => each.code !== code) });
}

/**
 * What of this basket cannot be promised without network: codes that can be used up, and points.
 * @param {import("./till.js").Till} till @returns {string[]}
 */
export function needsNetwork(till) {
  const { coupons, points } = extrasOf(till);
  const codes = coupons.filter((each) => !each.problem && !freeCode(till, each.code)).map((each) => each.code);
  return [...codes, ...(points > 0 ? [till.t("Points")] : [])];
}

/** Without what needs the network. @param {import("./till.js").Till} till */
export async function sellWithout(till) {
  const extras = extrasOf(till);
  const promotions = extras.promotions?.filter((each) => each.id !== POINTS) ?? null;
  await keep(till, { ...extras, points: 0, promotions, coupons: extras.coupons.filter((each) => freeCode(till, each.code)) });
}

/** Why a code that is known gives nothing now. @param {import("./till.js").Till["t"]} t @param {import("./quote.js").Quote} quote @param {string} code */
export function stateOf(t, quote, code) {
  const entry = quote.trace.find((each) => each.stage === "coupon" && each.name === code);
  if (!entry || entry.result === "applied") return "";
  const words = /** @type {Record<string, string>} */ ({
    "the cart is worth too little": t("The basket is worth too little for it."),
    "nothing to take it off": t("Nothing in the basket takes part."),
    "an exclusive promotion applies": t("It cannot be combined with an offer that holds already."),
    "shut out by another promotion": t("It cannot be combined with an offer that holds already."),
    "an earlier promotion ends the search": t("It cannot be combined with an offer that holds already."),
    "suspended by a discount typed by staff": t("It cannot be combined with a discount given by hand."),
    "not for this sale": t("It is not for this customer, or not for this store."),
  });
  return words[entry.reason] ?? t("It does not hold for this basket.");
}
