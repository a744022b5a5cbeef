// @ts-check
/** Whose sale it is: somebody the shop knows, or somebody captured here. Without network only the latter. */

import { call } from "./api.js";

const MAIL = /^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$/;

/**
 * @typedef {object} Customer
 * @property {string} [id] of one the shop found; then e-mail and phone are masked and stay here
 * @property {string} name
 * @property {string} email
 * @property {string} phone
 */

/** @param {string} email */
export const isEmail = (email) => MAIL.test(email.trim());

/**
 * @param {Customer|null} customer
 * @returns {{id: string}|{name: string, email: string, phone: string}|null} as a sale carries it
 */
export function customerToWire(customer) {
  if (!customer) return null;
  const { id, name, email, phone } = customer;
  return id ? { id } : { name: name.trim(), email: email.trim(), phone: phone.trim() };
}

/**
 * @param {import("./till.js").Till} till @param {string} text a whole e-mail or phone, or how the name begins
 * @returns {Promise<Customer[]>}
 */
export async function findCustomers(till, text) {
  if (text.trim().length < 2) return [];
  return (await call(`customers?q=${encodeURIComponent(text.trim())}`, { token: till.state.device.token })).items;
}

/** Kept over a restart, until the sale is done. @param {import("./till.js").Till} till @param {Customer|null} customer */
export const attach = (till, customer) => till.keep("customer", customer);
