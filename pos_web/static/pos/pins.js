// @ts-check
/**
 * Signing in without network. The server never gives PINs out in any form: after a sign-in that the server confirmed,
 * the device keeps a salted PBKDF2 verifier of its own for that cashier. It counts wrong tries across restarts, makes
 * people wait, and throws the verifier away after ten in a row: then only the server can let that cashier in.
 */

const ITERATIONS = 600_000;
const VALID_DAYS = 30;
const FREE_TRIES = 4;
const MOST_TRIES = 10;

/** @typedef {{salt: Uint8Array, hash: Uint8Array, iterations: number, madeAt: number, wrong: number, waitUntil: number}} Verifier */
/** @typedef {"ok"|"wrong"|"wait"|"unknown"} PinAnswer unknown: this cashier must sign in online first */

/** @param {string} pin @param {Uint8Array} salt @param {number} iterations */
async function derive(pin, salt, iterations) {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveBits"]);
  const algorithm = { name: "PBKDF2", hash: "SHA-256", salt: /** @type {BufferSource} */ (salt), iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, 256));
}

/** @param {string} pin @param {number} [now] @param {number} [iterations] @returns {Promise<Verifier>} */
export async function makeVerifier(pin, now = Date.now(), iterations = ITERATIONS) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt, hash: await derive(pin, salt, iterations), iterations, madeAt: now, wrong: 0, waitUntil: 0 };
}

/**
 * @param {Verifier|undefined} verifier @param {string} pin @param {number} [now]
 * @returns {Promise<{answer: PinAnswer, verifier: Verifier|null}>} verifier: what to keep from now on
 */
export async function checkPin(verifier, pin, now = Date.now()) {
  if (!verifier || now - verifier.madeAt > VALID_DAYS * 86_400_000) return { answer: "unknown", verifier: null };
  if (now < verifier.waitUntil) return { answer: "wait", verifier };
  const hash = await derive(pin, verifier.salt, verifier.iterations);
  if (sameBytes(hash, verifier.hash)) return { answer: "ok", verifier: { ...verifier, wrong: 0, waitUntil: 0 } };
  const wrong = verifier.wrong + 1;
  if (wrong >= MOST_TRIES) return { answer: "unknown", verifier: null };
  const seconds = wrong < FREE_TRIES ? 0 : 30 * 2 ** (wrong - FREE_TRIES);
  return { answer: "wrong", verifier: { ...verifier, wrong, waitUntil: now + seconds * 1000 } };
}

/** @param {Uint8Array} left @param {Uint8Array} right */
function sameBytes(left, right) {
  let difference = left.length ^ right.length;
  for (let index = 0; index < left.length; index += 1) difference |= left[index] ^ right[index];
  return difference === 0;
}
