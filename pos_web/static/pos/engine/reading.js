// @ts-check
/**
 * Readers of the engine's JSON and its writer; the twin of app/domains/pricing/engine/reading.py. Amounts are whole
 * numbers, beyond 2^53 text; quantities are text or numbers; an unknown key is refused, since a reader that skips
 * half of its input would price it wrongly in silence.
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
/** @typedef {{instant: bigint, weekday: bigint, clock: string}} Moment as it was written: day and hour of its zone */

/** @type {Reader} */
export function text(value) {
  if (typeof value !== "string") throw new BadContext(`${value} is not a text`);
  return value;
}

/** @type {Reader} */
export function flag(value) {
  if (typeof value !== "boolean") throw new BadContext(`${value} is not true or false`);
  return value;
}

/** @type {Reader} */
export function whole(value) {
  const good = typeof value === "string" ? /^-?[0-9]{1,38}$/.test(value) : Number.isSafeInteger(value);
  if (!good) throw new BadContext(`${value} is not a whole number`);
  return BigInt(value);
}

/** A whole number that is not below `least`. @param {bigint} least @returns {Reader} */
export const atLeast = (least) => (value) => {
  const number = whole(value);
  if (number < least) throw new BadContext(`${value} is below ${least}`);
  return number;
};

/** In thousandths. @type {Reader} */
export function quantity(value) {
  const match = /^([0-9]{1,11})(?:\.([0-9]{1,3})0*)?$/.exec(typeof value === "boolean" ? "" : String(value));
  if (!match) throw new BadContext(`${value} is not a quantity with up to 3 decimals`);
  return BigInt(match[1] + (match[2] ?? "").padEnd(3, "0"));
}

const MOMENT =
  /^([1-9]\d{3})-(\d\d)-(\d\d)T((?:[01]\d|2[0-3]):[0-5]\d)(?::([0-5]\d)(?:\.(\d{1,6}))?)?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

/** A time in ISO 8601 with its offset: "2025-06-01T10:00:00+02:00". @type {Reader} @returns {Moment} */
export function moment(value) {
  const match = MOMENT.exec(text(value));
  if (!match) throw new BadContext(`${value} is not a time with its zone`);
  const [, year, month, day, clock, second = "0", fraction = "", sign = "+", hours = "0", minutes = "0"] = match;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) {
    throw new BadContext(`${value} is not a time`);
  }
  const [hour, minute] = clock.split(":").map(Number);
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
  const seconds = BigInt(date.getTime() / 1000 + (hour * 60 + minute - offset) * 60 + Number(second));
  const instant = seconds * 1_000_000n + BigInt(fraction.padEnd(6, "0"));
  return { instant, weekday: BigInt(date.getUTCDay() || 7), clock };
}

/** @param {string[]} values @returns {Reader} */
export const oneOf = (...values) => (value) => {
  if (!values.includes(text(value))) throw new BadContext(`${value} is not one of ${values.join(", ")}`);
  return value;
};

/** @param {Reader} reader @returns {Reader} */
export const maybe = (reader) => (value) => (value === null ? null : reader(value));

/** @param {Reader} reader @returns {Reader} */
export const listOf = (reader) => (value) => {
  if (!Array.isArray(value)) throw new BadContext(`${value} is not a list`);
  return value.map((entry) => reader(entry));
};

/** @param {Reader} reader @returns {Reader} */
export const setOf = (reader) => (value) => new Set(listOf(reader)(value));

/** A list with one of each. @param {Reader[]} readers @returns {Reader} */
export const rowOf = (...readers) => (value) => {
  const entries = listOf((entry) => entry)(value);
  if (entries.length !== readers.length) throw new BadContext(`${value} has not ${readers.length} entries`);
  return readers.map((reader, index) => reader(entries[index]));
};

/** A key with a second entry may be absent and then has that value. @param {Record<string, any[]>} keys @returns {Reader} */
export const objectOf = (keys) => (value) => {
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
