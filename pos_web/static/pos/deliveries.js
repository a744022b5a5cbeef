// @ts-check
/** Counting in what comes to the store. What is counted is kept over a restart until it is booked or left. */

import { call } from "./api.js";
import { newId } from "./ids.js";

/**
 * @typedef {{kind: "transfer"|"purchase", id: string, number: string, sender: string, expected_on: string|null, pieces: number}} Coming
 * @typedef {{line: string, sku: string, title: string, expected: number, codes: string[], by_serial?: boolean, came: number, damaged: number, serials: string[]}} Line
 * @typedef {Coming & {receipt: string, lines: Line[], unknown: Record<string, number>}} Delivery
 */

/** @param {import("./till.js").Till} till @returns {Promise<Coming[]>} */
export async function comingTo(till) {
  return (await call("deliveries", { token: till.state.device.token })).items;
}

/** Begin to count; what was begun for the same delivery goes on. @param {import("./till.js").Till} till @param {Coming} coming */
export async function begin(till, coming) {
  const begun = /** @type {Delivery|null} */ (till.state.delivery);
  const told = await call(`deliveries/${coming.id}`, { token: till.state.device.token });
  await till.keep("delivery", begun?.id === coming.id ? { ...begun, ...merged(begun, told) } : fresh(told));
}

/** @param {any} told @returns {Delivery} */
export const fresh = (told) => ({
  ...told,
  receipt: newId(),
  unknown: {},
  lines: told.lines.map((/** @type {any} */ line) => ({ ...line, came: 0, damaged: 0, serials: [] })),
});

/** @param {Delivery} begun @param {any} told the lines as they are now, with what was counted of them */
function merged(begun, told) {
  const counted = new Map(begun.lines.map((line) => [line.line, line]));
  return { ...told, lines: told.lines.map((/** @type {any} */ line) => ({ came: 0, damaged: 0, serials: [], ...counted.get(line.line), ...line })) };
}

/**
 * One more of what was scanned; a code that nobody expects is noted as unknown. Of an article with serial numbers nothing
 * is counted before the unit's own number is named.
 * @param {Delivery} delivery @param {string} code
 * @returns {{delivery: Delivery, line: Line|null}}
 */
export function scanned(delivery, code) {
  const found = delivery.lines.find((line) => line.codes.some((each) => each.toLowerCase() === code.toLowerCase()));
  if (!found) return { delivery: { ...delivery, unknown: { ...delivery.unknown, [code]: (delivery.unknown[code] ?? 0) + 1 } }, line: null };
  if (found.by_serial) return { delivery, line: found };
  const next = counted(delivery, found.line, { came: found.came + 1 });
  return { delivery: next, line: next.lines.find((line) => line.line === found.line) ?? null };
}

/** @param {Delivery} delivery @param {string} line @param {{came?: number, damaged?: number}} change @returns {Delivery} */
export const counted = (delivery, line, change) => ({
  ...delivery,
  lines: delivery.lines.map((each) => (each.line === line ? { ...each, ...change } : each)),
});

/** One unit more, by its number. @param {Delivery} delivery @param {string} line @param {string} serial @returns {Delivery} */
export const named = (delivery, line, serial) => renamed(delivery, line, (serials) => [...serials, serial]);

/** The unit that was named last, taken off again. @param {Delivery} delivery @param {string} line @returns {Delivery} */
export const unnamed = (delivery, line) => renamed(delivery, line, (serials) => serials.slice(0, -1));

/** @param {Delivery} delivery @param {string} line @param {(serials: string[]) => string[]} change @returns {Delivery} */
const renamed = (delivery, line, change) => ({
  ...delivery,
  lines: delivery.lines.map((each) => {
    if (each.line !== line) return each;
    const serials = change(each.serials ?? []);
    return { ...each, serials, came: serials.length };
  }),
});

/** @param {Delivery} delivery @param {string} code @param {number} quantity 0 takes it off @returns {Delivery} */
export function unexpected(delivery, code, quantity) {
  const { [code]: _gone, ...others } = delivery.unknown;
  return { ...delivery, unknown: quantity > 0 ? { ...others, [code]: quantity } : others };
}

/** All of it came sound; units with numbers are named one by one. @param {Delivery} delivery @returns {Delivery} */
export const complete = (delivery) => ({
  ...delivery,
  lines: delivery.lines.map((line) => (line.by_serial ? line : { ...line, came: Math.max(line.expected - line.damaged, 0) })),
});

/** @param {Delivery} delivery @returns {{came: number, missing: number, over: number, damaged: number, unknown: number}} */
export function differences(delivery) {
  const sum = (/** @type {(line: Line) => number} */ of) => delivery.lines.reduce((total, line) => total + of(line), 0);
  return {
    came: sum((line) => line.came + line.damaged),
    missing: sum((line) => Math.max(0, line.expected - line.came - line.damaged)),
    over: sum((line) => Math.max(0, line.came + line.damaged - line.expected)),
    damaged: sum((line) => line.damaged),
    unknown: Object.values(delivery.unknown).reduce((total, each) => total + each, 0),
  };
}

/**
 * @param {import("./till.js").Till} till @param {boolean} last what is missing does not come any more
 * @throws {import("./api.js").Refused|import("./api.js").Unreachable}
 */
export async function bookDelivery(till, last) {
  const delivery = /** @type {Delivery} */ (till.state.delivery);
  const body = {
    receipt: delivery.receipt,
    cashier: till.state.cashier.id,
    lines: delivery.lines.map(({ line, came, damaged, serials }) => ({ line, came, damaged, ...(serials?.length > 0 ? { serials } : {}) })),
    unknown: Object.entries(delivery.unknown).map(([code, quantity]) => ({ code, quantity })),
    last,
  };
  await call(`deliveries/${delivery.id}`, { token: till.state.device.token, body });
  await till.keep("delivery", null);
}
