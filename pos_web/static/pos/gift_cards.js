// @ts-check
/** Gift cards: the shop takes a share before the sale is made, so they need the network; the code is never kept here. */

import { Refused, call } from "./api.js";
import { newId } from "./ids.js";
import { fromWire } from "./money.js";

/**
 * Have the shop take what is open, or what the card holds if that is less.
 * @param {import("./till.js").Till} till @param {string} code @param {bigint} open
 * @returns {Promise<import("./tender.js").Tender>}
 */
export async function holdCard(till, code, open) {
  const body = { id: newId(), gift_card: code.trim(), amount: Number(open) };
  const told = await call("gift-card-holds", { token: till.state.device.token, body });
  return { method: "gift_card", amount: fromWire(told.amount), hold: told.id, last4: told.last4, ...(told.taxed ? { taxed: told.taxed } : {}) };
}

/**
 * The same with the store credit of the customer whose sale it is.
 * @param {import("./till.js").Till} till @param {bigint} open @returns {Promise<import("./tender.js").Tender>}
 */
export async function holdCredit(till, open) {
  const body = { id: newId(), customer: till.state.customer.id, amount: Number(open) };
  const told = await call("gift-card-holds", { token: till.state.device.token, body });
  return { method: "store_credit", amount: fromWire(told.amount), hold: told.id };
}

/**
 * The sale is not paid with these after all. Without a network the shop puts them back by itself after a day.
 * @param {import("./till.js").Till} till @param {import("./tender.js").Tender[]} tenders
 */
export function letGo(till, tenders) {
  for (const { hold } of tenders) {
    if (hold) call(`gift-card-holds/${hold}`, { token: till.state.device.token, method: "DELETE" }).catch(() => {});
  }
}

/** Why a card did not pay, in words. @param {(text: string) => string} t @param {unknown} error */
export function refusalText(t, error) {
  if (!(error instanceof Refused)) return t("Gift cards need the network. Take the money another way, or try again when the till is online.");
  if (error.code === "giftcards.unknown_code") return t("This code belongs to no gift card. Look at it again.");
  if (error.status === 429) return t("Too many wrong codes. Wait a minute, then try again.");
  return error.message;
}
