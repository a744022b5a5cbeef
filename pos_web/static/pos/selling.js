// @ts-check
/** From the first scan to "paid". */

import { addItem, emptyBasket, removeLine, setQuantity } from "./basket.js";
import { moveShownStock } from "./cache.js";
import { salePayload } from "./operations.js";
import { quoteBasket } from "./quote.js";
import { balance } from "./tender.js";

/** @param {import("./till.js").Till} till @returns {import("./quote.js").Quote} */
export function currentQuote(till) {
  const { basket, catalog, setup } = till.state;
  return quoteBasket(basket, catalog, setup);
}

/** @param {import("./till.js").Till} till */
export const currentBalance = (till) => balance(currentQuote(till).total, till.state.tenders, till.cashRounding);

/** @param {import("./till.js").Till} till @param {string} sku @param {bigint} [quantity] in thousandths */
export function add(till, sku, quantity) {
  const { basket, line } = addItem(till.state.basket, sku, quantity);
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
  till.set({ basket, undo: undoing, touched, tenders: [] });
  till.db.put("meta", basket, "basket");
}

/**
 * Take a payment; when nothing is open any more the sale is journalled and done.
 * @param {import("./till.js").Till} till @param {import("./tender.js").Tender} tender
 */
export async function pay(till, tender) {
  till.set({ tenders: [...till.state.tenders, tender] });
  const { settled, rounding } = currentBalance(till);
  if (settled) await complete(till, rounding);
}

/** @param {import("./till.js").Till} till @param {number} index of a payment that was a mistake */
export function removeTender(till, index) {
  till.set({ tenders: till.state.tenders.filter((/** @type {unknown} */ _tender, /** @type {number} */ at) => at !== index) });
}

/** @param {import("./till.js").Till} till @param {bigint} rounding */
async function complete(till, rounding) {
  const { tenders, setup, catalogAt } = till.state;
  const quote = currentQuote(till);
  const { receipt, receipts } = await nextReceipt(till);
  const payload = salePayload(till.session, {
    receipt,
    quote,
    tenders,
    rounding,
    includesTax: setup.prices_include_tax,
    pricedAt: catalogAt,
  });
  const basket = emptyBasket();
  const record = await till.record("sale", payload, { basket, receipts });
  till.set({ basket, tenders: [], undo: null, last: record });
  till.go("done");
  await moveShownStock(till, quote.lines, -1);
}

/**
 * The number a receipt gets without asking anybody: the server gave this device its own prefix.
 * @param {import("./till.js").Till} till
 */
export async function nextReceipt(till) {
  const receipts = ((await till.db.get("meta", "receipts")) ?? 0) + 1;
  return { receipts, receipt: `${till.state.setup.receipt_prefix}-${String(receipts).padStart(5, "0")}` };
}
