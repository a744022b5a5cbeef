// @ts-check
/**
 * The till's own database on the device. Everything that must survive a restart is here; what must survive a power
 * cut is written with `durability: "strict"`, so the browser reports success only when the disk has it.
 */

import { openDB } from "/static/vendor/idb.js";

const NAME = "galleria-till";
const VERSION = 1;

/** @returns {Promise<any>} the open database: stores `journal`, `items` and `meta` */
export function openDatabase() {
  return openDB(NAME, VERSION, {
    upgrade(/** @type {any} */ db) {
      const journal = db.createObjectStore("journal", { keyPath: "seq" });
      journal.createIndex("id", "id", { unique: true });
      journal.createIndex("status", "status");
      journal.createIndex("receipt", "payload.receipt");
      journal.createIndex("shift", "payload.shift");
      journal.createIndex("returns", "payload.sale.receipt");
      db.createObjectStore("items", { keyPath: "sku" });
      db.createObjectStore("meta");
    },
  });
}

/** Ask the browser not to throw the till's data away when the disk gets full. */
export async function keepData() {
  if (!navigator.storage?.persist) return false;
  return (await navigator.storage.persisted()) || navigator.storage.persist();
}
