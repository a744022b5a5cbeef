// @ts-check
/** Finding an earlier sale, giving money back, reprinting. */

import { call } from "./api.js";
import { moveShownStock } from "./cache.js";
import { refundPayload, reprintPayload } from "./operations.js";
import { fromMilli, fromWire } from "./money.js";
import { mirrorTenders, needsShop, refundable, refundPart, soldFromJournal, soldFromServer } from "./refunds.js";
import { nextReceipt } from "./selling.js";
import { roundCash } from "./tender.js";

const VERDICT_WAIT_MS = 10_000;

/**
 * @param {import("./till.js").Till} till @param {string} number of a receipt or an order
 * @returns {Promise<import("./refunds.js").SoldSale|null>} from the server if it answers, else from this device
 * @throws {import("./api.js").Refused} when the server knows none
 */
export async function findSale(till, number) {
  if (till.state.sync.line === "online") {
    try {
      return soldFromServer(await call(`sales/${encodeURIComponent(number)}`, { token: till.state.device.token }));
    } catch (error) {
      const local = await findHere(till, number);
      if (local) return local;
      throw error;
    }
  }
  return findHere(till, number);
}

/** @param {import("./till.js").Till} till @param {string} number */
async function findHere(till, number) {
  const receipt = (await till.journal.ofOrder(number.trim()))?.payload.receipt ?? number.trim().toUpperCase();
  const records = await till.journal.ofReceipt(receipt);
  const sale = records.find(({ kind, status }) => kind === "sale" && status !== "refused");
  return sale ? soldFromJournal(sale, records) : null;
}

/**
 * Journal the refund and, while online, wait for the server's word before the money leaves the drawer.
 * @param {import("./till.js").Till} till
 * @param {"refund"|"void"} kind
 * @param {{sale: import("./refunds.js").SoldSale, parts: import("./refunds.js").RefundPart[], reason: string, restock: boolean, inCash?: boolean, withheld?: bigint}} wish
 * @returns {Promise<any>} the journal record as it stands: accepted, refused, or still waiting
 */
export async function giveBack(till, kind, { sale, parts, reason, restock, inCash, withheld }) {
  const total = parts.reduce((amount, part) => amount + part.amount, 0n) - (withheld ?? 0n);
  const { tenders, rounding } = roundedTenders(till, mirrorTenders(sale, total, inCash));
  const { receipt, receipts } = await nextReceipt(till);
  const payload = refundPayload(till.session, { receipt, sale, parts, tenders, rounding, reason, restock, withheld });
  const settled = await till.verdictOf(await till.record(kind, payload, { receipts }), VERDICT_WAIT_MS);
  if (settled.status !== "refused" && restock) await moveShownStock(till, parts, 1);
  till.set({ last: settled });
  return settled;
}

/**
 * What offers would not have given for that which stays: only the shop can tell, so only while online.
 * @param {import("./till.js").Till} till @param {import("./refunds.js").SoldSale} sale @param {import("./refunds.js").RefundPart[]} parts
 * @returns {Promise<{amount: bigint, names: string[]}|null>} null where the shop does not answer
 */
export async function lostBenefit(till, sale, parts) {
  if (till.state.sync.line !== "online" || parts.length === 0) return null;
  const lines = parts.map((part) => ({ line: part.line, quantity: fromMilli(part.quantity) }));
  try {
    const told = await call(`sales/${encodeURIComponent(sale.order ?? sale.receipt)}/refund-previews`, { token: till.state.device.token, body: { lines } });
    return { amount: fromWire(told.lost), names: told.promotions };
  } catch {
    return null;
  }
}

/**
 * The whole of what is left of a sale. @param {import("./till.js").Till} till @param {any} saleRecord @param {string} reason
 * @returns {Promise<any>} as `giveBack`; null where only the shop can tell what goes back, and does not answer
 */
export async function voidSale(till, saleRecord, reason) {
  const sale = soldFromJournal(saleRecord, await till.journal.ofReceipt(saleRecord.payload.receipt));
  const parts = sale.lines.filter((line) => refundable(line) > 0n).map((line) => refundPart(line, refundable(line)));
  const lost = await lostBenefit(till, sale, parts);
  if (!lost && needsShop(sale, parts, till.state.setup)) return null;
  return giveBack(till, "void", { sale, parts, reason, restock: true, withheld: lost?.amount });
}

/** @param {import("./till.js").Till} till @param {import("./tender.js").Tender[]} tenders */
function roundedTenders(till, tenders) {
  let rounding = 0n;
  const rounded = tenders.map((tender) => {
    if (tender.method !== "cash") return tender;
    const amount = roundCash(tender.amount, till.cashRounding);
    rounding += amount - tender.amount;
    return { ...tender, amount };
  });
  return { tenders: rounded, rounding };
}

/**
 * Note in the journal that a copy was printed. @param {import("./till.js").Till} till @param {any} record
 * @returns {Promise<number>} which copy this is
 */
export async function noteReprint(till, record) {
  const { receipt } = record.payload;
  const copies = (await till.journal.ofReceipt(receipt)).filter((entry) => entry.kind === "reprint");
  await till.record("reprint", reprintPayload(till.session, receipt, copies.length + 1));
  return copies.length + 1;
}
