// @ts-check
/** The server, as the till sees it: short time-outs, no cookies, and three kinds of failure. */

const BASE = "/api/v1/pos";
const TIMEOUT_MS = 8000;

/**
 * @typedef {object} Setup what GET setup answers: who we are, what we may, what receipts say
 * @property {string} version
 * @property {{code: string, digits: number}} currency
 * @property {boolean} prices_include_tax
 * @property {string} locale
 * @property {string} timezone
 * @property {string} shop
 * @property {{id: string, code: string, name: string, address: string[], destination: object}} store
 * @property {{id: string, code: string, name: string}} register
 * @property {string} receipt_prefix
 * @property {{id: string, name: string}[]} cashiers
 * @property {Record<string, import("./quote.js").TaxRate[]>} taxes
 * @property {{slug: string, name: string}[]} categories
 * @property {string[]} quick_keys SKUs
 * @property {{interval: number, mode: "half_up"|"up"|"down"}|null} cash_rounding
 * @property {{header: string[], footer: string[]}} receipt
 * @property {import("./money.js").WireMoney|null} opening_float what the merchant suggests
 * @property {{promotions: any[], facts: string[], collections: Record<string, string[]>, rules: object}|null} [offers] what the till discounts by itself
 * @property {boolean} takes_back whether a return loses what offers would not have given for the rest
 * @property {boolean} cash_for_web whether what was paid online may go back in cash
 * @property {import("./money.js").WireMoney} last_count counted at the last closing
 * @property {null|{id: string, opened_at: string, opened_by: string, float: import("./money.js").WireMoney, expected: import("./money.js").WireMoney}} open_shift
 */

/** No answer: the network is away, or the server is unwell. Worth trying again. */
export class Unreachable extends Error {}

/** The server answered no. `code` is stable; `retryAfter` in seconds when it is about pace. */
export class Refused extends Error {
  /** @param {number} status @param {{code?: string, detail?: string, title?: string}} problem @param {number|null} retryAfter */
  constructor(status, problem, retryAfter = null) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.status = status;
    this.code = problem.code ?? "";
    this.retryAfter = retryAfter;
  }
}

/**
 * @param {string} path below /api/v1/pos
 * @param {{token?: string|null, body?: unknown, text?: string, method?: string}} [options] text: a body already written
 * @returns {Promise<any>}
 * @throws {Unreachable|Refused}
 */
export async function call(path, { token = null, body, text, method } = {}) {
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
  const headers = /** @type {Record<string, string>} */ ({ Accept: "application/json" });
  if (token) headers.Authorization = `Bearer ${token}`;
  if (content !== undefined) headers["Content-Type"] = "application/json";
  const response = await reach(`${BASE}/${path}`, {
    method: method ?? (content === undefined ? "GET" : "POST"),
    headers,
    body: content,
    credentials: "omit",
    cache: "no-store",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer;
  if (response.status >= 500 || response.ok || answer === null) throw new Unreachable(`HTTP ${response.status}`);
  const wait = Number(response.headers.get("Retry-After"));
  throw new Refused(response.status, answer, wait > 0 ? wait : null);
}

/** @param {string} url @param {RequestInit} init */
async function reach(url, init) {
  try {
    return await fetch(url, init);
  } catch (error) {
    throw new Unreachable(String(error));
  }
}
