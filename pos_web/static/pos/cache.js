// @ts-check
/** Keeping the catalogue and the set-up fresh: differences only, written whole or not at all. */

import { call, Unreachable } from "./api.js";
import { Catalog } from "./search.js";

let running = /** @type {Promise<void>|null} */ (null);

/**
 * Fetch what changed. Safe to call often; without network it does nothing.
 * @param {import("./till.js").Till} till
 */
export function refresh(till) {
  running ??= fetchAll(till).finally(() => {
    running = null;
  });
  return running;
}

/** @param {import("./till.js").Till} till */
async function fetchAll(till) {
  const token = till.state.device?.token;
  if (!token) return;
  try {
    await keepSetup(till, await call("setup", { token }));
    await fetchCatalog(till, token);
  } catch (error) {
    if (!(error instanceof Unreachable)) console.warn("refresh failed", error);
  }
}

/** @param {import("./till.js").Till} till @param {import("./api.js").Setup} setup */
async function keepSetup(till, setup) {
  if (setup.version !== till.state.setup?.version || till.state.shift === null) await till.keep("setup", setup);
  const pins = (await till.db.get("meta", "pins")) ?? {};
  const here = new Set(setup.cashiers.map((cashier) => cashier.id));
  const kept = Object.fromEntries(Object.entries(pins).filter(([cashier]) => here.has(cashier)));
  await till.db.put("meta", kept, "pins");
  const { cashier } = till.state;
  if (cashier && !here.has(cashier.id)) till.lock();
}

/** @param {import("./till.js").Till} till @param {string} token */
async function fetchCatalog(till, token) {
  const total = await fetchPages(till, token);
  if ((await till.db.count("items")) !== total) {
    await till.db.delete("meta", "catalogVersion");
    await fetchPages(till, token);
  }
  await till.keep("catalogAt", new Date().toISOString());
}

/**
 * All pages after the version we have. A count that differs at the end tells of deletions: then all is fetched anew.
 * @param {import("./till.js").Till} till @param {string} token
 * @returns {Promise<number>} how many articles the shop has
 */
async function fetchPages(till, token) {
  let catalog = till.state.catalog;
  for (;;) {
    const version = (await till.db.get("meta", "catalogVersion")) ?? "";
    const page = await call(`catalog?since=${encodeURIComponent(version)}`, { token });
    const items = page.items.map((/** @type {any} */ item) => ({ ...item, price: item.price.amount }));
    await keepPage(till, page, items);
    if (page.full || items.length > 0 || page.removed.length > 0) {
      catalog = (page.full ? new Catalog([]) : catalog).changed(items, page.removed);
    }
    if (!page.more) {
      till.set({ catalog });
      return page.total;
    }
  }
}

/** @param {import("./till.js").Till} till @param {any} page @param {import("./search.js").Item[]} items */
async function keepPage(till, page, items) {
  const tx = till.db.transaction(["items", "meta"], "readwrite");
  const store = tx.objectStore("items");
  if (page.full) store.clear();
  for (const sku of page.removed) store.delete(sku);
  for (const item of items) store.put(item);
  tx.objectStore("meta").put(page.version, "catalogVersion");
  await tx.done;
}

/**
 * What was just sold is no longer there: the indication follows at once, the truth comes with the next refresh.
 * @param {import("./till.js").Till} till @param {{sku: string, quantity: bigint}[]} lines @param {1|-1} sign
 */
export async function moveShownStock(till, lines, sign) {
  const tx = till.db.transaction("items", "readwrite");
  for (const { sku, quantity } of lines) {
    const shown = till.state.catalog.bySku.get(sku);
    if (!shown || shown.available === null) continue;
    shown.available += sign * (Number(quantity) / 1000);
    const { words: _words, ...item } = shown;
    tx.store.put(item);
  }
  await tx.done;
}
