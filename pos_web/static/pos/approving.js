// @ts-check
/** A manager's yes or no to a price change, by PIN: the shop checks it, or without network this device. */

import { Refused, Unreachable, call } from "./api.js";
import { overrideDeniedPayload } from "./operations.js";
import { beyond, overrideToWire } from "./overrides.js";
import { quoteBasket } from "./quote.js";
import { askDevice, keepVerifier } from "./session.js";

/** @typedef {import("./basket.js").Override} Override */
/** @typedef {"ok"|"wrong"|"wait"|"unknown"|"forbidden"} PinWord */

/** Who may approve at this till. @param {import("./till.js").Till} till @returns {{id: string, name: string}[]} */
export const approvers = (till) => till.state.setup.cashiers.filter((/** @type {any} */ each) => each.approves);

/** By how much who is signed in may change a price alone, in millionths. @param {import("./till.js").Till} till @returns {number} */
export function limitOf(till) {
  const { cashier, setup } = till.state;
  return setup.cashiers.find((/** @type {any} */ each) => each.id === cashier?.id)?.limit ?? 0;
}

/** Changes of the basket that need somebody's yes. @param {import("./till.js").Till} till @param {import("./basket.js").Basket} basket @returns {Override[]} */
export function asking(till, basket) {
  const { catalog, setup } = till.state;
  return beyond(quoteBasket(basket, catalog, setup), basket.overrides ?? [], limitOf(till));
}

/**
 * @param {import("./till.js").Till} till @param {Override} override @param {string} title what it is about
 * @param {{id: string}} approver @param {string} pin
 * @returns {Promise<{answer: PinWord, override: Override}>} override: with the approval, where the PIN was right
 */
export async function approveBy(till, override, title, approver, pin) {
  const { sync, basket, cashier, device } = till.state;
  if (sync.line === "online") {
    try {
      const wire = overrideToWire(override);
      const body = { cashier: cashier.id, approver: approver.id, pin, basket: basket.id, title: title.slice(0, 200), override: wire };
      const { approval } = await call("approvals", { token: device.token, body });
      await keepVerifier(till, approver.id, pin);
      return { answer: "ok", override: { ...override, approver: approver.id, approval } };
    } catch (error) {
      if (error instanceof Refused) return { answer: refusal(error), override };
      if (!(error instanceof Unreachable)) throw error;
      till.sync?.heard(false);
    }
  }
  const answer = await askDevice(till, approver, pin);
  if (answer === "wrong") await deny(till, override, title, approver, "wrong_pin");
  return { answer, override: answer === "ok" ? { ...override, approver: approver.id } : override };
}

/** @param {Refused} error @returns {PinWord} */
function refusal(error) {
  if (error.status === 429) return "wait";
  return error.code === "pos.not_allowed" ? "forbidden" : "wrong";
}

/**
 * The price stays as it was, and the shop is told.
 * @param {import("./till.js").Till} till @param {Override} override @param {string} title @param {{id: string}} approver
 * @param {"refused"|"wrong_pin"} outcome
 */
export const deny = (till, override, title, approver, outcome) =>
  till.record("override_denied", overrideDeniedPayload(till.session, { approver: approver.id, outcome, title, override }));
