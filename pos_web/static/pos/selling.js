// @ts-check
/** From the first scan to "paid". */

import { asking } from "./approving.js";
import { addItem, dropOverride, emptyBasket, removeLine, setOverride, setQuantity } from "./basket.js";
import { moveShownStock, refresh } from "./cache.js";
import { ask, tell } from "./dom.js";
import { holdsCards, letGo } from "./gift_cards.js";
import { salePayload } from "./operations.js";
import { lookUp, needsNetwork, sellWithout } from "./offers.js";
import { newOverride } from "./overrides.js";
import { quoteBasket } from "./quote.js";
import { reasonText } from "./reasons.js";
import { balance } from "./tender.js";
import { askApproval } from "./views/approval.js";
import { askInputs } from "./views/asking.js";
import { askCard, tellOffline } from "./views/gift_card.js";

const ANSWER_WAIT_MS = 3500;
const CARD_WAIT_MS = 12_000;
const STOCK_WAIT_MS = 1500;

/** @param {import("./till.js").Till} till @returns {import("./quote.js").Quote} */
export function currentQuote(till) {
  const { basket, catalog, setup } = till.state;
  return quoteBasket(basket, catalog, setup);
}

/** @param {import("./till.js").Till} till */
export const currentBalance = (till) => balance(currentQuote(till).total, till.state.tenders, till.cashRounding);

/**
 * Articles of the basket that the store has not enough of, as far as this till knows.
 * @param {import("./till.js").Till} till @returns {{title: string, here: number}[]}
 */
export function shortages(till) {
  return till.state.basket.lines.flatMap((/** @type {import("./basket.js").BasketLine} */ line) => {
    const item = till.state.catalog.bySku.get(line.sku);
    const here = item?.available ?? null;
    const short = here !== null && line.quantity > BigInt(Math.max(0, here)) * 1000n;
    return item && short ? [{ title: item.title, here: Math.max(0, here) }] : [];
  });
}

/**
 * On to the payment. Online the shop refuses what it has not got, so that is said before money changes hands.
 * @param {import("./till.js").Till} till
 */
export async function startPaying(till) {
  const { t } = till;
  if (holdsCards(till.state.basket) && till.state.sync.line !== "online") return tellOffline(till);
  if (till.state.sync.line === "online" && shortages(till).length > 0) {
    await Promise.race([refresh(till), new Promise((resolve) => setTimeout(resolve, STOCK_WAIT_MS))]);
    const words = shortages(till).map(({ title, here }) => t("{title}: {n} here", { title, n: here })).join(", ");
    const text = t("{articles}. If the goods are really here, have them counted in the console; until then the shop refuses the sale.", { articles: words });
    if (words && !(await ask(t("Not enough in the store"), text, t("Try anyway"), t("Change the basket"), ""))) return;
  }
  if ((await promised(till)) && (await approvedAll(till))) till.go("pay");
}

/**
 * Codes and points are looked at once more before money changes hands; without network they are taken out, or waited for.
 * @param {import("./till.js").Till} till @returns {Promise<boolean>} whether to go on
 */
async function promised(till) {
  const { t } = till;
  const asked = needsNetwork(till);
  if (asked.length === 0) return true;
  const before = currentQuote(till).total;
  if (till.state.sync.line === "online" && (await lookUp(till))) {
    const after = currentQuote(till).total;
    if (after === before) return true;
    await tell(t("The total changed"), t("It is {amount} now: a code or points count for something else than before.", { amount: till.money(after) }), t("Back to the basket"));
    return false;
  }
  const text = t("{what} cannot be taken without network, since the shop has to see that nobody used it before.", { what: asked.join(", ") });
  if (await ask(t("This needs the network"), text, t("Sell without it"), t("Wait"))) await sellWithout(till);
  return false;
}

/**
 * What a line or the whole basket would cost by this change, and costs without it.
 * @param {import("./till.js").Till} till @param {Omit<import("./basket.js").Override, "id">} wish
 */
export function changedPrice(till, wish) {
  const { basket, catalog, setup } = till.state;
  const own = dropOverride(basket, wish.line);
  const [before, after] = [own, setOverride(own, newOverride(wish))].map((each) => {
    const quote = quoteBasket(each, catalog, setup);
    const line = quote.lines.find((one) => one.id === wish.line);
    return line ? line.subtotal - line.discount : quote.subtotal - quote.discount;
  });
  return { before, after };
}

/**
 * Change a price; above the cashier's limit only once a manager has said yes.
 * @param {import("./till.js").Till} till @param {Omit<import("./basket.js").Override, "id">} wish
 * @param {string} title what it is about
 */
export async function changePrice(till, wish, title) {
  const made = newOverride(wish);
  const asks = asking(till, setOverride(till.state.basket, made)).some((each) => each.id === made.id);
  const agreed = asks ? await askApproval(till, made, title, changeWords(till, made)) : made;
  if (agreed) change(till, setOverride(till.state.basket, agreed), null, made.line);
}

/** @param {import("./till.js").Till} till @param {import("./basket.js").Override} override */
function changeWords(till, override) {
  const { before, after } = changedPrice(till, override);
  return till.t("{before} becomes {after} ({reason}).", { before: till.money(before), after: till.money(after), reason: override.reason });
}

/** @param {import("./till.js").Till} till @param {string|null} line */
export function restorePrice(till, line) {
  change(till, dropOverride(till.state.basket, line), null, line);
}

/**
 * Nothing goes on to the payment that still needs somebody's yes: a basket may have changed since, and the cashier too.
 * @param {import("./till.js").Till} till
 */
async function approvedAll(till) {
  for (let open = asking(till, till.state.basket); open.length > 0; open = asking(till, till.state.basket)) {
    const override = open[open.length - 1];
    const line = currentQuote(till).lines.find((each) => each.id === override.line);
    const agreed = await askApproval(till, override, line?.title ?? till.t("The whole basket"), changeWords(till, override));
    if (!agreed) return false;
    change(till, setOverride(till.state.basket, agreed), null);
  }
  return true;
}

/**
 * Into the basket; what buyers of it are asked is asked first.
 * @param {import("./till.js").Till} till @param {string} sku @param {bigint} [quantity] in thousandths
 * @returns {Promise<boolean>} false when the cashier left the questions
 */
export async function add(till, sku, quantity) {
  const item = till.state.catalog.bySku.get(sku);
  const card = item?.gift_card ? await askCard(till, item) : null;
  if (item?.gift_card && card === null) return false;
  const taken = till.state.basket.lines.flatMap((/** @type {import("./basket.js").BasketLine} */ each) => each.serials ?? []);
  const told = item?.inputs?.length || item?.serials ? await askInputs(till, item, taken) : { said: {}, serials: [] };
  if (told === null) return false;
  const { basket, line } = addItem(till.state.basket, sku, told.serials.length > 0 ? 1000n : quantity, told.said, told.serials, card);
  change(till, basket, null, line);
  return true;
}

/** More onto a card that is there. @param {import("./till.js").Till} till @param {string} sku @param {import("./basket.js").CardWish} card */
export function addLoad(till, sku, card) {
  const { basket, line } = addItem(till.state.basket, sku, 1000n, {}, [], card);
  change(till, basket, null, line);
}

/** @param {import("./till.js").Till} till @param {string} line @param {bigint} quantity in thousandths */
export function changeQuantity(till, line, quantity) {
  change(till, setQuantity(till.state.basket, line, quantity), null, line);
}

/** One tap undoes it. @param {import("./till.js").Till} till @param {string} line @param {string} title */
export function remove(till, line, title) {
  const before = till.state.basket;
  change(till, removeLine(before, line), { basket: before, text: till.t("Removed {title}", { title }) });
}

/** @param {import("./till.js").Till} till */
export function clear(till) {
  change(till, emptyBasket(), { basket: till.state.basket, text: till.t("Basket cleared") });
  till.keep("customer", null);
}

/** @param {import("./till.js").Till} till */
export function undo(till) {
  if (till.state.undo) change(till, till.state.undo.basket, null);
}

/**
 * @param {import("./till.js").Till} till @param {import("./basket.js").Basket} basket @param {any} undoing
 * @param {string|null} [touched] the line to show
 */
function change(till, basket, undoing, touched = null) {
  letGo(till, till.state.tenders);
  till.set({ basket, undo: undoing, touched, tenders: [] });
  till.db.put("meta", basket, "basket");
}

/**
 * Take a payment; when nothing is open any more the sale is journalled and done.
 * @param {import("./till.js").Till} till @param {import("./tender.js").Tender} tender
 */
export async function pay(till, tender) {
  if (holdsCards(till.state.basket) && till.state.sync.line !== "online") return tellOffline(till);
  till.set({ tenders: [...till.state.tenders, tender] });
  const { settled, rounding } = currentBalance(till);
  if (settled) await complete(till, rounding);
}

/** @param {import("./till.js").Till} till @param {number} index of a payment that was a mistake */
export function removeTender(till, index) {
  letGo(till, [till.state.tenders[index]]);
  till.set({ tenders: till.state.tenders.filter((/** @type {unknown} */ _tender, /** @type {number} */ at) => at !== index) });
}

/**
 * Online the shop's word is awaited for a moment, since it may know that the goods are promised to somebody else;
 * after that the sale stands, and counts as made offline.
 * @param {import("./till.js").Till} till @param {bigint} rounding
 */
async function complete(till, rounding) {
  const { tenders, setup, catalogAt, customer, basket: sold } = till.state;
  const quote = currentQuote(till);
  const { receipt, receipts } = await nextReceipt(till);
  const payload = salePayload(till.session, {
    receipt,
    quote,
    tenders,
    rounding,
    includesTax: setup.prices_include_tax,
    pricedAt: catalogAt,
    customer,
    basket: sold,
  });
  const basket = emptyBasket();
  till.set({ recording: true });
  const record = await till.verdictOf(await till.record("sale", payload, { basket, receipts, customer: null }), holdsCards(sold) ? CARD_WAIT_MS : ANSWER_WAIT_MS);
  till.set({ recording: false });
  if (record.status === "refused") return notSold(till, record, sold);
  till.set({ basket, tenders: [], undo: null, last: record, customer: null });
  till.go("done");
  return moveShownStock(till, withParts(till, quote.lines), -1);
}

/**
 * Lines as sold, and the parts of bundles among them.
 * @param {import("./till.js").Till} till @param {{sku: string, quantity: bigint}[]} lines
 */
function withParts(till, lines) {
  const parts = lines.flatMap(({ sku, quantity }) => (till.state.catalog.bySku.get(sku)?.parts ?? []).map(
    (/** @type {{sku: string, quantity: number}} */ part) => ({ sku: part.sku, quantity: (quantity * BigInt(Math.round(part.quantity * 1000))) / 1000n })));
  return [...lines, ...parts];
}

/** @param {import("./till.js").Till} till @param {any} record @param {import("./basket.js").Basket} sold */
async function notSold(till, record, sold) {
  const { t } = till;
  await till.db.put("meta", sold, "basket");
  await till.keep("customer", till.state.customer);
  letGo(till, till.state.tenders);
  till.set({ basket: sold, tenders: [] });
  till.go("sell");
  const text = t("{reason} Give back what the customer paid, then change the basket.", { reason: reasonText(t, record.code) });
  await tell(t("Not sold"), text, t("Back to the basket"));
  refresh(till);
  lookUp(till);
}

/**
 * The number a receipt gets without asking anybody: the server gave this device its own prefix.
 * @param {import("./till.js").Till} till
 */
export async function nextReceipt(till) {
  const receipts = ((await till.db.get("meta", "receipts")) ?? 0) + 1;
  return { receipts, receipt: `${till.state.setup.receipt_prefix}-${String(receipts).padStart(5, "0")}` };
}
