// @ts-check
/** What every store has of an article: asked while there is a network, else what was last heard and how old it is. */

import { Unreachable, call } from "./api.js";

const KEPT = 200;

/**
 * @typedef {{code: string, name: string, kind: string, own: boolean, available: number|null}} StorePlace
 * @typedef {{sku: string, at: string, places: StorePlace[], old: boolean}} StoreStock `old`: kept from before
 */

/**
 * @param {import("./till.js").Till} till @param {string} sku
 * @returns {Promise<StoreStock|null>} null: no network, and never heard of
 */
export async function stockOf(till, sku) {
  const kept = (await till.db.get("meta", "storeStock")) ?? {};
  try {
    const told = await call(`stock?sku=${encodeURIComponent(sku)}`, { token: till.state.device.token });
    await till.db.put("meta", withNewest(kept, told), "storeStock");
    return { ...told, old: false };
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    return kept[sku] ? { ...kept[sku], old: true } : null;
  }
}

/** The newest answers only. @param {Record<string, any>} kept @param {any} told */
export function withNewest(kept, told) {
  const all = { ...kept, [told.sku]: told };
  const newest = Object.values(all).sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, KEPT);
  return Object.fromEntries(newest.map((each) => [each.sku, each]));
}

/**
 * How old figures are, in words.
 * @param {(text: string, facts?: Record<string, string|number>) => string} t @param {string} at @param {number} now milliseconds
 */
export function ageOf(t, at, now) {
  const minutes = Math.max(0, Math.floor((now - Date.parse(at)) / 60_000));
  if (minutes < 1) return t("less than a minute old");
  if (minutes < 60) return t("{n} minute old|{n} minutes old", { n: minutes });
  if (minutes < 48 * 60) return t("{n} hour old|{n} hours old", { n: Math.floor(minutes / 60) });
  return t("{n} day old|{n} days old", { n: Math.floor(minutes / (24 * 60)) });
}
