// @ts-check
/**
 * The pricing engine's input and output as JSON; the twin of app/domains/pricing/engine/wire.py. Amounts are
 * whole numbers, beyond 2^53 text; quantities are text or numbers; an unknown key is refused, since a reader
 * that skips half of its input would price it wrongly in silence.
 */

/** The facts contradict themselves: a caller's mistake, never the shopper's. */
export class BadContext extends RangeError {}

/** Amounts as numbers while a number can hold them, else as text. @param {any} value @returns {any} */
export function write(value) {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (Array.isArray(value)) return value.map(write);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, write(entry)]));
}

/** Thousandths as the shortest plain text. @param {bigint} milli */
export function writeQuantity(milli) {
  const fraction = (milli % 1000n).toString().padStart(3, "0").replace(/0+$/, "");
  return fraction ? `${milli / 1000n}.${fraction}` : `${milli / 1000n}`;
}

/** @typedef {(value: any) => any} Reader */

/** @type {Reader} */
function readText(value) {
  if (typeof value !== "string") throw new BadContext(`${value} is not a text`);
  return value;
}

/** @type {Reader} */
function readFlag(value) {
  if (typeof value !== "boolean") throw new BadContext(`${value} is not true or false`);
  return value;
}

/** @type {Reader} */
export function readWhole(value) {
  const good = typeof value === "string" ? /^-?[0-9]{1,38}$/.test(value) : Number.isSafeInteger(value);
  if (!good) throw new BadContext(`${value} is not a whole number`);
  return BigInt(value);
}

/** In thousandths. @type {Reader} */
export function readQuantity(value) {
  const match = /^([0-9]{1,11})(?:\.([0-9]{1,3})0*)?$/.exec(typeof value === "boolean" ? "" : String(value));
  if (!match) throw new BadContext(`${value} is not a quantity with up to 3 decimals`);
  return BigInt(match[1] + (match[2] ?? "").padEnd(3, "0"));
}

/** @type {Reader} */
function readRate(value) {
  const rate = readWhole(value);
  if (rate < 0n) throw new BadContext("a tax rate is below 0");
  return rate;
}

/** @type {Reader} */
function readMoment(value) {
  if (Number.isNaN(Date.parse(readText(value)))) throw new BadContext(`${value} is not a time`);
  return value;
}

/** @type {Reader} */
function readCurrency(value) {
  if (!/^[A-Z]{3}$/.test(readText(value))) throw new BadContext(`${value} is not a currency code`);
  return value;
}

/** @type {Reader} */
function readKind(value) {
  if (value !== "percent" && value !== "amount") throw new BadContext(`${value} is not a kind of discount`);
  return value;
}

/** @param {Reader} reader @returns {Reader} */
const maybe = (reader) => (value) => (value === null ? null : reader(value));

/** @param {Reader} reader @returns {Reader} */
const list = (reader) => (value) => {
  if (!Array.isArray(value)) throw new BadContext(`${value} is not a list`);
  return value.map(reader);
};

/** A key with a second entry may be absent and then has that value. @param {Record<string, any[]>} keys @returns {Reader} */
const object = (keys) => (value) => {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new BadContext(`${value} is not an object`);
  }
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(keys, key));
  if (unknown !== undefined) throw new BadContext(`unknown key ${unknown}`);
  return Object.fromEntries(
    Object.entries(keys).map(([key, [reader, ...absent]]) => {
      if (Object.hasOwn(value, key)) return [key, reader(value[key])];
      if (absent.length === 0) throw new BadContext(`the key ${key} is missing`);
      return [key, absent[0]];
    }),
  );
};

const readTaxes = list(object({ id: [readText], name: [readText], rate_micro: [readRate] }));

export const readContext = object({
  currency: [readCurrency],
  prices_include_tax: [readFlag],
  lines: [
    list(
      object({
        key: [readText],
        sku: [readText],
        quantity: [readQuantity],
        unit_price: [readWhole],
        taxes: [readTaxes, []],
        tax_included: [maybe(readFlag), null],
        compare_at: [maybe(readWhole), null],
        facts: [list(readText), []],
        discountable: [readFlag, true],
      }),
    ),
  ],
  shipping: [
    maybe(
      object({
        name: [readText],
        price: [readWhole],
        taxes: [readTaxes, []],
        tax_included: [maybe(readFlag), null],
      }),
    ),
    null,
  ],
  discounts: [
    list(object({ kind: [readKind], value: [readWhole], reason: [readText], line: [maybe(readText), null] })),
    [],
  ],
  channel: [readText, ""],
  at: [maybe(readMoment), null],
  destination: [maybe(object({ country: [readText], region: [readText, ""], postal_code: [readText, ""] })), null],
  exempt: [readText, ""],
});
