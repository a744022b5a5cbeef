// @ts-check
/** Who waits for a pickup at this store, and what was not found there. Only the shop knows, so it needs the network. */

import { call } from "./api.js";

/**
 * @typedef {{line: string, sku: string, title: string, options: string, quantity: number}} Line
 * @typedef {{id: string, name: string, km: number|null}} Place
 * @typedef {{id: string, number: string, customer: string, status: string, since: string, pieces: number, asked: boolean}} Waiting
 * @typedef {{lines: Line[], fetch: Place|null, send: Place|null, stores: Place[]}} Question
 * @typedef {Waiting & {lines: Line[], question: Question|null}} Pickup
 * @typedef {"asked"|"fetched"|"moved"|"sent"|"refunded"|"found"} Outcome
 */

/** @param {import("./till.js").Till} till @returns {Promise<Waiting[]>} */
export const waitingHere = async (till) => (await call("pickups", { token: till.state.device.token })).items;

/** @param {import("./till.js").Till} till @param {string} id @returns {Promise<Pickup>} */
export const readPickup = (till, id) => call(`pickups/${id}`, { token: till.state.device.token });

/**
 * These lines are not in the store.
 * @param {import("./till.js").Till} till @param {string} id @param {string[]} lines @param {string} note
 * @returns {Promise<Outcome>}
 */
export async function notFound(till, id, lines, note) {
  const body = { cashier: till.state.cashier.id, lines, note };
  return (await call(`pickups/${id}/missing`, { token: till.state.device.token, body })).outcome;
}

/**
 * What the buyer said at the counter, or that it was found after all.
 * @param {import("./till.js").Till} till @param {string} id @param {"wait"|"elsewhere"|"refund"|"found"} what @param {string|null} [place]
 * @returns {Promise<Outcome>}
 */
export async function answerFor(till, id, what, place = null) {
  const body = { cashier: till.state.cashier.id, what, place };
  return (await call(`pickups/${id}/answers`, { token: till.state.device.token, body })).outcome;
}
