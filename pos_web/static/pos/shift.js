// @ts-check
/** What a shift adds up to, folded from the operations of the journal. Amounts are BigInt minor units. */

import { fromWire } from "./money.js";

/**
 * @typedef {object} Shift
 * @property {string} id
 * @property {string} openedAt
 * @property {string} openedBy name of the cashier
 * @property {number} float minor units
 * @property {number} known cash that the server knew of when this device joined the shift, float included
 * @property {number} fromSeq operations after this one are counted on top of it
 */
/**
 * @typedef {object} ShiftTotals
 * @property {number} sales
 * @property {number} refunds
 * @property {bigint} sold
 * @property {bigint} refunded
 * @property {bigint} cash what the drawer gained or lost by sales and refunds
 * @property {bigint} card
 * @property {bigint} cashIn
 * @property {bigint} cashOut
 * @property {bigint} expected cash that should be in the drawer
 */

/**
 * @param {Shift} shift @param {(import("./operations.js").Operation & {status?: string})[]} operations of any
 *   shift; what the shop refused did not happen
 * @returns {ShiftTotals}
 */
export function shiftTotals(shift, operations) {
  const totals = {
    sales: 0,
    refunds: 0,
    sold: 0n,
    refunded: 0n,
    cash: 0n,
    card: 0n,
    cashIn: 0n,
    cashOut: 0n,
    expected: BigInt(shift.known),
  };
  for (const operation of operations) {
    const counts = operation.status !== "refused" && operation.seq > shift.fromSeq;
    if (counts && operation.payload.shift === shift.id) add(totals, operation);
  }
  totals.expected += totals.cash + totals.cashIn - totals.cashOut;
  return totals;
}

/** @param {ShiftTotals} totals @param {import("./operations.js").Operation} operation */
function add(totals, { kind, payload }) {
  if (kind === "sale") {
    totals.sales += 1;
    totals.sold += fromWire(payload.totals.total);
    addTenders(totals, payload.tenders, 1n);
  } else if (kind === "refund" || kind === "void") {
    totals.refunds += 1;
    totals.refunded += fromWire(payload.total);
    addTenders(totals, payload.tenders, -1n);
  } else if (kind === "cash_in") {
    totals.cashIn += fromWire(payload.amount);
  } else if (kind === "cash_out") {
    totals.cashOut += fromWire(payload.amount);
  }
}

/** @param {ShiftTotals} totals @param {any[]} tenders @param {bigint} sign */
function addTenders(totals, tenders, sign) {
  for (const tender of tenders) {
    const amount = sign * fromWire(tender.amount);
    if (tender.method === "cash") totals.cash += amount;
    else if (tender.method === "card_external") totals.card += amount;
  }
}
