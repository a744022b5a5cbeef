// @ts-check
/**
 * Gift cards: the shop takes a share before the sale is made, and makes the cards that are sold. Both need the network;
 * no code is ever kept here.
 */

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

/** A code as the shop makes them: sixteen signs, often in groups of four. */
const CODE = /^(?:[2-9A-HJKMNP-Z]{4}-?){4}$/i;

/** @param {string} text */
export const looksLikeCode = (text) => CODE.test(text.trim());

/**
 * What is on a card.
 * @typedef {{id: string, last4: string, balance: any, status: "active"|"blocked"|"expired", expires_on: string|null, loads: boolean}} KnownCard
 * @param {import("./till.js").Till} till @param {string} code @returns {Promise<KnownCard>}
 */
export const lookUpCard = (till, code) =>
  call("gift-card-lookups", { token: till.state.device.token, body: { gift_card: code.trim() } });

/**
 * Cards that a sale made, with their codes, until it was said that the buyer has them.
 * @typedef {{code: string, last4: string, balance: any, expires_on: string|null}} SoldCard
 * @param {import("./till.js").Till} till @param {{id: string}} record @returns {Promise<SoldCard[]>}
 */
export const soldCards = async (till, record) =>
  (await call(`sales/${record.id}/gift-cards`, { token: till.state.device.token })).items;

/** The buyer has the codes: the shop tells them no more. @param {import("./till.js").Till} till @param {{id: string}} record */
export const handedOver = (till, record) =>
  call(`sales/${record.id}/gift-cards`, { token: till.state.device.token, method: "DELETE" });

/** Whether a sale made gift cards; what it only put on others has no code to tell. @param {any} record */
export const sellsCards = (record) =>
  record.kind === "sale" && record.payload.lines.some((/** @type {any} */ line) => line.gift_card && !line.gift_card.id);

/** Whether something in the basket needs the shop to make or load a card. @param {import("./basket.js").Basket} basket */
export const holdsCards = (basket) => basket.lines.some((line) => line.card);

/** Why a card did not pay, in words. @param {(text: string) => string} t @param {unknown} error */
export function refusalText(t, error) {
  if (!(error instanceof Refused)) return t("Gift cards need the network. Take the money another way, or try again when the till is online.");
  if (error.code === "giftcards.unknown_code") return t("This code belongs to no gift card. Look at it again.");
  if (error.status === 429) return t("Too many wrong codes. Wait a minute, then try again.");
  return error.message;
}
