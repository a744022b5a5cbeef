// @ts-check
/**
 * Canonical JSON and its SHA-256: one spelling of one value, the same here and on the server.
 *
 * Keys are sorted by code point, nothing is padded, text is escaped as JSON.stringify escapes it, whole numbers
 * (also BigInt) have no decimal point. Docs: docs/till.md, "The hash".
 */

/**
 * @param {unknown} value plain data: null, booleans, finite numbers, BigInt, strings, arrays, objects
 * @returns {string}
 * @throws {TypeError} for anything that JSON cannot carry
 */
export function canonicalJson(value) {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError(`${value} is not a JSON number`);
    return Object.is(value, -0) ? "0" : JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object") return canonicalObject(/** @type {Record<string, unknown>} */ (value));
  throw new TypeError(`${typeof value} has no JSON form`);
}

/** @param {Record<string, unknown>} value */
function canonicalObject(value) {
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  keys.sort(byCodePoint);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`).join(",")}}`;
}

/**
 * UTF-16 order differs from code point order beyond the basic plane; the server sorts by code point.
 * @param {string} left @param {string} right
 */
function byCodePoint(left, right) {
  const a = [...left];
  const b = [...right];
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const step = /** @type {number} */ (a[index].codePointAt(0)) - /** @type {number} */ (b[index].codePointAt(0));
    if (step !== 0) return step;
  }
  return a.length - b.length;
}

/**
 * @param {string} text
 * @returns {Promise<string>} the SHA-256 of its UTF-8 bytes, in hex
 */
export async function sha256Hex(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {{kind: string, at: string, payload: unknown}} operation
 * @returns {Promise<string>} what the server keeps beside the verdict, to tell a resend from a change
 */
export function operationHash({ kind, at, payload }) {
  return sha256Hex(canonicalJson({ kind, at, payload }));
}
