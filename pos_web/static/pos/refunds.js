// @ts-check
/** Which lines of a sale can still go back and what they pay back, so that all parts sum to what was paid. */

import { fromWire, min, toDecimal, toMilli } from "./money.js";
import { refundShare } from "./pricing.js";

/**
 * @typedef {object} SoldLine
 * @property {number} line position in the sale, from 1
 * @property {string} sku
 * @property {string} title
 * @property {bigint} quantity in thousandths
 * @property {bigint} refunded in thousandths
 * @property {bigint} [fulfilled] in thousandths, where not all of it has left
 * @property {bigint} total
 * @property {string[]} [serials] numbers of units that left with it and may come back
 * @property {boolean} [offered] whether an offer took something off it, as far as this device knows
 */
/**
 * @typedef {object} SoldSale
 * @property {string|null} order number, once the server gave one
 * @property {string|null} operation id of the sale's operation, when it was made at a till
 * @property {string} receipt
 * @property {string} at
 * @property {SoldLine[]} lines
 * @property {{method: string, amount: bigint}[]} payments what each method paid and still holds
 * @property {boolean} [online] paid through a gateway of the shop: only the shop can pay it back
 */
const AT_THE_TILL = new Set(["cash", "card_external"]);
const BALANCES = new Set(["gift_card", "store_credit"]);

/** Whether a gateway was paid: gift cards and credit are the shop's own. @param {SoldSale} sale */
export const byGateway = (sale) => sale.payments.some(({ method }) => !AT_THE_TILL.has(method) && !BALANCES.has(method));

/** @typedef {{line: number, sku: string, title: string, quantity: bigint, amount: bigint, serials?: string[], which?: string[]}} RefundPart which: one must be named of these */

/** @param {SoldLine} line */
export const refundable = (line) => min(line.quantity - line.refunded, line.fulfilled ?? line.quantity);

/**
 * @param {SoldLine} line @param {bigint} quantity in thousandths, at most what is refundable
 * @returns {RefundPart}
 */
export function refundPart(line, quantity) {
  const sold = { quantity: toDecimal(line.quantity, 3), discount: 0, tax: 0, total: String(line.total) };
  const share = refundShare(sold, toDecimal(quantity, 3), toDecimal(line.refunded, 3));
  const { line: position, sku, title, serials = [] } = line;
  const clear = BigInt(serials.length) * 1000n === quantity;
  const named = serials.length === 0 ? {} : clear ? { serials } : { which: serials };
  return { line: position, sku, title, quantity, amount: BigInt(share.total), ...named };
}

/**
 * Whether only the shop can tell what an offer loses by this return: where it takes lost benefits back and an offer took
 * something off, unless all of the sale comes back at once, which pays back all.
 * @param {SoldSale} sale @param {RefundPart[]} parts @param {{takes_back?: boolean}} setup
 */
export function needsShop(sale, parts, { takes_back: takesBack = false }) {
  if (!takesBack || sale.lines.every((line) => line.offered === false)) return false;
  const back = new Map(parts.map((part) => [part.line, part.quantity]));
  return !sale.lines.every((line) => line.refunded === 0n && back.get(line.line) === line.quantity);
}

/**
 * A sale out of this device's own journal, with what later operations gave back: refunds work without network.
 * @param {any} sale journal record @param {any[]} records the whole journal
 * @returns {SoldSale}
 */
export function soldFromJournal(sale, records) {
  const given = records.filter((record) => isRefundOf(record, sale));
  const refunded = (/** @type {number} */ position) =>
    given.flatMap((record) => record.payload.lines).reduce(
      (total, line) => (line.line === position ? total + toMilli(line.quantity) : total),
      0n,
    );
  return {
    order: sale.order ?? null,
    operation: sale.id,
    receipt: sale.payload.receipt,
    at: sale.at,
    lines: sale.payload.lines.map((/** @type {any} */ line, /** @type {number} */ index) => ({
      line: index + 1,
      sku: line.sku,
      title: line.title,
      quantity: toMilli(line.quantity),
      refunded: refunded(index + 1),
      total: fromWire(line.total),
      offered: (line.discounts ?? []).some((/** @type {{source: string}} */ { source }) => source === "promotion"),
      ...(line.serials ? { serials: line.serials } : {}),
    })),
    payments: heldByMethod(sale, given),
    online: sale.payload.tenders.some((/** @type {any} */ { method }) => !AT_THE_TILL.has(method)),
  };
}

/** @param {any} record @param {any} sale */
function isRefundOf(record, sale) {
  const counts = (record.kind === "refund" || record.kind === "void") && record.status !== "refused";
  return counts && record.payload.sale.receipt === sale.payload.receipt;
}

/** @param {any} sale @param {any[]} given */
function heldByMethod(sale, given) {
  /** @type {Map<string, bigint>} */
  const held = new Map();
  const add = (/** @type {any[]} */ tenders, /** @type {bigint} */ sign) => {
    for (const { method: way, amount } of tenders) {
      const method = way === "original" || BALANCES.has(way) ? "gift_card" : way; // all that a till's sale gets back through the shop
      held.set(method, (held.get(method) ?? 0n) + sign * fromWire(amount));
    }
  };
  add(sale.payload.tenders, 1n);
  for (const record of given) add(record.payload.tenders, -1n);
  return [...held].map(([method, amount]) => ({ method, amount }));
}

/** @param {any} answer of GET pos/sales/{number} @returns {SoldSale} */
export function soldFromServer(answer) {
  return {
    order: answer.order,
    operation: answer.operation ?? null,
    receipt: answer.receipt ?? answer.order,
    at: answer.placed_at,
    online: answer.payments.some((/** @type {any} */ { method }) => !AT_THE_TILL.has(method)),
    lines: answer.lines.map((/** @type {any} */ line) => ({
      line: line.line,
      sku: line.sku,
      title: line.title,
      quantity: toMilli(line.quantity),
      refunded: toMilli(line.refunded),
      fulfilled: toMilli(line.fulfilled ?? line.quantity),
      total: fromWire(line.total),
      ...(line.serials?.length ? { serials: line.serials } : {}),
    })),
    payments: answer.payments.map((/** @type {any} */ payment) => ({
      method: payment.method,
      amount: fromWire(payment.amount),
    })),
  };
}

/**
 * Money goes back the way it came: to a gift card first, then what was paid online, card before cash, as far as each
 * holds. What gateways took goes back through the shop, or in cash; what gift cards paid always to them.
 * @param {SoldSale} sale @param {bigint} total @param {boolean} [inCash] of what was paid through a gateway
 * @returns {import("./tender.js").Tender[]}
 */
export function mirrorTenders(sale, total, inCash = false) {
  const rank = (/** @type {string} */ method) => (BALANCES.has(method) ? 0 : AT_THE_TILL.has(method) ? (method === "cash" ? 3 : 2) : 1);
  const way = (/** @type {string} */ method) => (AT_THE_TILL.has(method) ? method : inCash && !BALANCES.has(method) ? "cash" : "original");
  const ways = [...sale.payments].sort((a, b) => rank(a.method) - rank(b.method));
  /** @type {Map<string, bigint>} */
  const given = new Map();
  const give = (/** @type {string} */ method, /** @type {bigint} */ part) => part > 0n && given.set(method, (given.get(method) ?? 0n) + part);
  let left = total;
  for (const { method, amount } of ways) {
    const part = min(left, amount);
    give(way(method), part);
    if (part > 0n) left -= part;
  }
  give(byGateway(sale) && !inCash ? "original" : "cash", left);
  const cashLast = [...given].sort(([a], [b]) => Number(a === "cash") - Number(b === "cash"));
  return /** @type {import("./tender.js").Tender[]} */ (cashLast.map(([method, amount]) => ({ method, amount })));
}
