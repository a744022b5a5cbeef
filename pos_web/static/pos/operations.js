// @ts-check
/**
 * What the till tells the server: the payload of each kind of operation (docs/till.md, "Operations").
 * Amounts leave as the API's money objects, quantities as numbers.
 */

import { customerToWire } from "./customers.js";
import { fromMilli, toWire } from "./money.js";
import { overrideToWire } from "./overrides.js";

const MOST_TITLE = 200;

/** @typedef {{shift: string, cashier: string, currency: string, offline: boolean}} Session */
/**
 * @typedef {object} Operation
 * @property {string} id
 * @property {number} seq counter of the device
 * @property {string} kind
 * @property {string} at ISO time of the device
 * @property {Record<string, any>} payload
 * @property {string} hash
 */

/** @param {Session} session */
const head = ({ shift, cashier, currency, offline }) => ({ shift, cashier, currency, offline });

/**
 * @param {Session} session
 * @param {{receipt: string, quote: import("./quote.js").Quote, tenders: import("./tender.js").Tender[],
 *   rounding: bigint, includesTax: boolean, pricedAt: string, customer?: import("./customers.js").Customer|null,
 *   basket?: import("./basket.js").Basket|null}} sale
 */
export function salePayload(session, { receipt, quote, tenders, rounding, includesTax, pricedAt, customer = null, basket = null }) {
  const { currency } = session;
  return {
    ...head(session),
    receipt,
    prices_include_tax: includesTax,
    prices_from: pricedAt,
    lines: quote.lines.map((line) => lineToWire(line, currency)),
    totals: {
      subtotal: toWire(quote.subtotal, currency),
      discount: toWire(quote.discount, currency),
      tax: toWire(quote.tax, currency),
      total: toWire(quote.total, currency),
    },
    rounding: toWire(rounding, currency),
    tenders: tenders.map((tender) => tenderToWire(tender, currency)),
    customer: customerToWire(customer),
    ...(basket?.extras?.coupons.length ? { coupons: basket.extras.coupons.map(({ code }) => code) } : {}),
    ...(basket?.extras?.points ? { points: basket.extras.points } : {}),
    ...offeredToWire(quote, currency),
    ...(basket?.overrides?.length ? { basket: basket.id, overrides: basket.overrides.map(overrideToWire) } : {}),
  };
}

/** Promotions that lowered prices, which no line names among its discounts. @param {import("./quote.js").Quote} quote @param {string} currency */
function offeredToWire(quote, currency) {
  const named = new Set(quote.lines.flatMap((line) => line.discounts.map((share) => share.id)));
  const others = quote.trace.filter((entry) => entry.stage === "promotion" && entry.result === "applied" && !named.has(entry.id));
  return others.length > 0 ? { offered: others.map(({ id, amount }) => ({ id, amount: toWire(BigInt(amount), currency) })) } : {};
}

/** @param {import("./quote.js").QuotedLine} line @param {string} currency */
function lineToWire(line, currency) {
  return {
    id: line.id,
    sku: line.sku,
    title: (line.option ? `${line.title}, ${line.option}` : line.title).slice(0, MOST_TITLE),
    ...(Object.keys(line.inputs ?? {}).length > 0 ? { inputs: line.inputs } : {}),
    ...(line.serials?.length > 0 ? { serials: line.serials } : {}),
    ...(line.gift ? { gift: true } : {}),
    ...(line.giftCard ? { gift_card: line.card?.id ? { id: line.card.id, last4: line.card.last4 } : {} } : {}),
    quantity: fromMilli(line.quantity),
    unit_price: toWire(line.unitPrice, currency),
    discount: toWire(line.discount, currency),
    tax: toWire(line.tax, currency),
    total: toWire(line.total, currency),
    taxes: line.taxes.map(({ id, name, rate_micro, base, amount }) => ({
      id,
      name,
      rate_micro,
      base: toWire(base, currency),
      amount: toWire(amount, currency),
    })),
    discounts: line.discounts.map(({ source, name, id, amount }) => ({ source, name, id, amount: toWire(amount, currency) })),
  };
}

/** @param {import("./tender.js").Tender} tender @param {string} currency */
function tenderToWire(tender, currency) {
  const wire = /** @type {Record<string, unknown>} */ ({
    method: tender.method,
    amount: toWire(tender.amount, currency),
  });
  if (tender.given !== undefined) wire.given = toWire(tender.given, currency);
  if (tender.change !== undefined) wire.change = toWire(tender.change, currency);
  if (tender.reference) wire.reference = tender.reference;
  if (tender.hold) wire.hold = tender.hold;
  if (tender.last4) wire.last4 = tender.last4;
  if (tender.taxed) wire.taxed = tender.taxed;
  return wire;
}

/**
 * Money back for lines of one earlier sale; `void` is the same for the whole sale just made.
 * @param {Session} session
 * @param {{receipt: string, sale: import("./refunds.js").SoldSale, parts: import("./refunds.js").RefundPart[],
 *   tenders: import("./tender.js").Tender[], rounding: bigint, reason: string, restock: boolean, withheld?: bigint}} refund
 */
export function refundPayload(session, { receipt, sale, parts, tenders, rounding, reason, restock, withheld }) {
  const { currency } = session;
  const total = parts.reduce((amount, part) => amount + part.amount, 0n) - (withheld ?? 0n);
  return {
    ...head(session),
    receipt,
    sale: { order: sale.order ?? undefined, operation: sale.operation ?? undefined, receipt: sale.receipt },
    lines: parts.map((part) => ({
      line: part.line,
      sku: part.sku,
      title: part.title,
      quantity: fromMilli(part.quantity),
      ...(part.serials?.length ? { serials: part.serials } : {}),
      amount: toWire(part.amount, currency),
    })),
    total: toWire(total, currency),
    ...(withheld === undefined ? {} : { withheld: toWire(withheld, currency) }),
    rounding: toWire(rounding, currency),
    tenders: tenders.map((tender) => tenderToWire(tender, currency)),
    reason,
    restock,
  };
}

/** @param {Session} session @param {bigint} float cash in the drawer before the first sale */
export function shiftOpenedPayload(session, float) {
  return { ...head(session), float: toWire(float, session.currency) };
}

/**
 * @param {Session} session
 * @param {{count: bigint, expected: bigint, lastSeq: number}} closing lastSeq: of the operation before this one
 */
export function shiftClosedPayload(session, { count, expected, lastSeq }) {
  const { currency } = session;
  return {
    ...head(session),
    count: toWire(count, currency),
    expected: toWire(expected, currency),
    difference: toWire(count - expected, currency),
    last_seq: lastSeq,
  };
}

/** @param {Session} session @param {bigint} amount above 0 @param {string} reason */
export function cashMovePayload(session, amount, reason) {
  return { ...head(session), amount: toWire(amount, session.currency), reason };
}

/**
 * A price that stays: the approver refused, or the PIN was wrong and only this till knows.
 * @param {Session} session
 * @param {{approver: string, outcome: "refused"|"wrong_pin", title: string, override: import("./basket.js").Override}} denial
 */
export function overrideDeniedPayload(session, { approver, outcome, title, override }) {
  return { ...head(session), approver, outcome, title, override: overrideToWire(override) };
}

/** @param {Session} session @param {string} receipt @param {number} copy 1 for the first reprint */
export function reprintPayload(session, receipt, copy) {
  return { ...head(session), receipt, copy };
}
