// @ts-check
/**
 * The journal: every operation of this till in the order of its counter, written before the screen says it happened,
 * and never deleted before the server answered it. A refused operation stays until a person has seen it.
 */

import { operationHash } from "./canonical.js";
import { newId } from "./ids.js";

const STRICT = { durability: "strict" };
const KEEP_DAYS = 35;

/** @typedef {"waiting"|"accepted"|"accepted_with_exception"|"refused"} Status */
/**
 * @typedef {import("./operations.js").Operation & {device: string, status: Status, code: string|null,
 *   order: string|null, seen: boolean}} JournalRecord
 */

export class Journal {
  #db;

  /** @param {any} db */
  constructor(db) {
    this.#db = db;
  }

  /**
   * Write one operation, strictly durable. Resolves when the disk has it.
   * @param {string} device @param {string} kind @param {Record<string, any>} payload
   * @param {Record<string, any>} [meta] values of the `meta` store to write in the same transaction
   * @param {Date} [at]
   * @returns {Promise<JournalRecord>}
   */
  async append(device, kind, payload, meta = {}, at = new Date()) {
    const operation = { id: newId(), kind, at: at.toISOString(), payload };
    const hash = await operationHash(operation);
    const tx = this.#db.transaction(["journal", "meta"], "readwrite", STRICT);
    const seq = ((await tx.objectStore("meta").get("seq")) ?? 0) + 1;
    const record = /** @type {JournalRecord} */ ({
      ...operation, seq, hash, device, status: "waiting", code: null, order: null, seen: false,
    });
    tx.objectStore("journal").add(record);
    tx.objectStore("meta").put(seq, "seq");
    for (const [key, value] of Object.entries(meta)) tx.objectStore("meta").put(value, key);
    await tx.done;
    return record;
  }

  /** @returns {Promise<number>} the counter of the latest operation, 0 before the first */
  async lastSeq() {
    return (await this.#db.get("meta", "seq")) ?? 0;
  }

  /** @param {string} shift @returns {Promise<JournalRecord[]>} all that happened in a shift */
  ofShift(shift) {
    return this.#db.getAllFromIndex("journal", "shift", shift);
  }

  /** @param {string} receipt @returns {Promise<JournalRecord[]>} a receipt, its copies, and what went back on it */
  async ofReceipt(receipt) {
    const own = await this.#db.getAllFromIndex("journal", "receipt", receipt);
    return [...own, ...(await this.#db.getAllFromIndex("journal", "returns", receipt))];
  }

  /** @param {string} order @returns {Promise<JournalRecord|undefined>} the sale that became an order */
  async ofOrder(order) {
    return this.#latestWhere((record) => record.kind === "sale" && record.order === order);
  }

  /**
   * @param {number} limit @param {Set<string>} kinds
   * @returns {Promise<JournalRecord[]>} the newest of these kinds, newest first
   */
  async latest(limit, kinds) {
    const found = /** @type {JournalRecord[]} */ ([]);
    await this.#latestWhere((record) => kinds.has(record.kind) && found.push(record) === limit);
    return found;
  }

  /** @param {(record: JournalRecord) => boolean} wanted newest first */
  async #latestWhere(wanted) {
    let cursor = await this.#db.transaction("journal").store.openCursor(null, "prev");
    while (cursor && !wanted(cursor.value)) cursor = await cursor.continue();
    return cursor?.value;
  }

  /** @param {string} id @returns {Promise<JournalRecord|undefined>} */
  byId(id) {
    return this.#db.getFromIndex("journal", "id", id);
  }

  /** @param {number} seq @returns {Promise<JournalRecord|undefined>} */
  get(seq) {
    return this.#db.get("journal", seq);
  }

  /** @param {number} limit @returns {Promise<JournalRecord[]>} the oldest that the server has not answered */
  waiting(limit) {
    return this.#db.getAllFromIndex("journal", "status", "waiting", limit);
  }

  /** @returns {Promise<number>} */
  countWaiting() {
    return this.#db.countFromIndex("journal", "status", "waiting");
  }

  /** @returns {Promise<JournalRecord[]>} what a person has to look at, oldest first */
  async needingAttention() {
    const refused = await this.#db.getAllFromIndex("journal", "status", "refused");
    const odd = await this.#db.getAllFromIndex("journal", "status", "accepted_with_exception");
    return [...refused, ...odd].filter((record) => !record.seen).sort((a, b) => a.seq - b.seq);
  }

  /**
   * Keep the server's answers. "duplicate" means it was accepted before.
   * @param {{id: string, status: string, code?: string|null, order?: string|null}[]} verdicts
   */
  async settle(verdicts) {
    const tx = this.#db.transaction("journal", "readwrite", STRICT);
    for (const { id, status, code = null, order = null } of verdicts) {
      const record = await tx.store.index("id").get(id);
      if (!record || record.status !== "waiting") continue;
      await tx.store.put({ ...record, status: status === "duplicate" ? "accepted" : status, code, order });
    }
    await tx.done;
  }

  /** @param {number} seq a person has read why this was refused or odd */
  async markSeen(seq) {
    const tx = this.#db.transaction("journal", "readwrite", STRICT);
    const record = await tx.store.get(seq);
    if (record) await tx.store.put({ ...record, seen: true });
    await tx.done;
  }

  /**
   * Send a refused operation again, under its own id: after a person mended the cause.
   * @param {number} seq
   */
  async retry(seq) {
    const tx = this.#db.transaction("journal", "readwrite", STRICT);
    const record = await tx.store.get(seq);
    if (record?.status === "refused") await tx.store.put({ ...record, status: "waiting", code: null });
    await tx.done;
  }

  /** Forget what was accepted or seen long ago; receipts older than that are looked up on the server. */
  async prune(now = new Date()) {
    const limit = new Date(now.getTime() - KEEP_DAYS * 86_400_000).toISOString();
    const tx = this.#db.transaction("journal", "readwrite");
    for (let cursor = await tx.store.openCursor(); cursor; cursor = await cursor.continue()) {
      const { at, status, seen } = cursor.value;
      if (at > limit) break;
      if (status === "accepted" || (status !== "waiting" && seen)) await cursor.delete();
    }
    await tx.done;
  }
}
