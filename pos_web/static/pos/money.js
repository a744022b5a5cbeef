// @ts-check
/** Money as BigInt minor units; no floats anywhere. The server's twin is app/core/money.py. */

/** @typedef {{code: string, digits: number}} Currency */
/** @typedef {{amount: number, currency: string}} WireMoney */

/**
 * numerator / denominator, half up away from zero.
 * @param {bigint} numerator @param {bigint} denominator above 0
 */
export function roundDiv(numerator, denominator) {
  const size = numerator < 0n ? -numerator : numerator;
  const quotient = (2n * size + denominator) / (2n * denominator);
  return numerator < 0n ? -quotient : quotient;
}

/**
 * Split a total by weights with the largest remainders; the parts always sum to the total.
 * @param {bigint} total @param {bigint[]} weights none negative
 * @returns {bigint[]}
 */
export function allocate(total, weights) {
  const whole = sum(weights);
  if (whole === 0n) {
    if (total !== 0n) throw new RangeError("nothing to spread the amount over");
    return weights.map(() => 0n);
  }
  const size = total < 0n ? -total : total;
  const parts = weights.map((weight) => (size * weight) / whole);
  const order = weights.map((weight, index) => ({ index, rest: (size * weight) % whole }));
  order.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  const missing = Number(size - sum(parts));
  for (const { index } of order.slice(0, missing)) parts[index] += 1n;
  return total < 0n ? parts.map((part) => -part) : parts;
}

/** @param {Iterable<bigint>} amounts */
export function sum(amounts) {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}

/** @param {bigint} a @param {bigint} b */
export const min = (a, b) => (a < b ? a : b);

/** @param {bigint} a @param {bigint} b */
export const max = (a, b) => (a > b ? a : b);

/**
 * Minor units as a plain decimal: 1250 with 2 digits is "12.50".
 * @param {bigint} amount @param {number} digits
 */
export function toDecimal(amount, digits) {
  const sign = amount < 0n ? "-" : "";
  const text = (amount < 0n ? -amount : amount).toString().padStart(digits + 1, "0");
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/**
 * @param {Currency} currency @param {string} locale
 * @returns {(amount: bigint) => string} writes minor units as people of the locale do, exactly
 */
export function moneyFormat(currency, locale) {
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency: currency.code,
    minimumFractionDigits: currency.digits,
    maximumFractionDigits: currency.digits,
  });
  return (amount) => format.format(/** @type {any} */ (toDecimal(amount, currency.digits)));
}

/**
 * @param {bigint} amount @param {string} currency
 * @returns {WireMoney} as the API writes money
 */
export function toWire(amount, currency) {
  const plain = Number(amount);
  if (!Number.isSafeInteger(plain)) throw new RangeError(`${amount} is too large for a till`);
  return { amount: plain, currency };
}

/** @param {WireMoney} money */
export const fromWire = (money) => BigInt(money.amount);

/**
 * Quantities travel as numbers with up to three decimals and are counted in thousandths.
 * @param {number} quantity @returns {bigint}
 */
export function toMilli(quantity) {
  const milli = Math.round(quantity * 1000);
  if (Math.abs(milli / 1000 - quantity) > 1e-9) throw new RangeError(`${quantity} has more than 3 decimals`);
  return BigInt(milli);
}

/** @param {bigint} milli */
export const fromMilli = (milli) => Number(milli) / 1000;

/**
 * @param {bigint} milli @param {string} locale
 * @returns {string} "2" or "0,375"
 */
export function formatQuantity(milli, locale) {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }).format(fromMilli(milli));
}
