// @ts-check
/**
 * Sends the journal, oldest first, and says in which state the line is. A refused operation is settled like any
 * other: nothing behind it waits. Only this module knows whether we are online.
 */

import { call, Refused, Unreachable } from "./api.js";
import { canonicalJson } from "./canonical.js";

const BATCH = 25;
const HEARTBEAT_MS = 20_000;
const LONGEST_WAIT_MS = 10_000;
const UNREADABLE = new Set([400, 413, 422]);

/** @typedef {"online"|"offline"|"unpaired"} Line */
/** @typedef {{line: Line, waiting: number, sending: boolean}} SyncState */

export class Sync {
  #journal;
  #onState;
  #onVerdicts;
  #onBeat;
  #failures = 0;
  #timer = /** @type {ReturnType<typeof setTimeout>|undefined} */ (undefined);
  #running = /** @type {Promise<void>|null} */ (null);
  #again = false;
  #beatAt = 0;
  /** @type {{id: string, token: string}|null} */
  #device = null;
  /** @type {SyncState} */
  state = { line: "offline", waiting: 0, sending: false };

  /**
   * @param {import("./journal.js").Journal} journal
   * @param {{onState: (state: SyncState) => void, onVerdicts: (ids: string[]) => void, onBeat: (answer: any) => void}} listeners
   */
  constructor(journal, { onState, onVerdicts, onBeat }) {
    this.#journal = journal;
    this.#onState = onState;
    this.#onVerdicts = onVerdicts;
    this.#onBeat = onBeat;
    addEventListener("online", () => this.wake());
    addEventListener("offline", () => this.#set({ line: this.state.line === "unpaired" ? "unpaired" : "offline" }));
  }

  /** @param {{id: string, token: string}} device */
  start(device) {
    this.#device = device;
    if (this.state.line === "unpaired") this.#set({ line: "offline" });
    return this.wake();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#device = null;
  }

  /** Something new to send, or the network may be back: try now. Resolves after the attempt. */
  async wake() {
    clearTimeout(this.#timer);
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#rounds().finally(() => {
      this.#running = null;
      this.#schedule();
    });
    return this.#running;
  }

  /** What arrives while a round is under way is sent in the next one, so a caller waits for its own operation. */
  async #rounds() {
    do {
      this.#again = false;
      await this.#round();
    } while (this.#again && this.#failures === 0);
  }

  /** A request elsewhere failed or came through: the same news. @param {boolean} reached */
  heard(reached) {
    if (this.state.line !== "unpaired") this.#set({ line: reached ? "online" : "offline" });
  }

  async #round() {
    if (!this.#device) return;
    await this.#count();
    try {
      this.#set({ sending: this.state.waiting > 0 });
      const sent = await this.#drain(this.#device);
      if (sent === 0 || Date.now() - this.#beatAt > HEARTBEAT_MS) await this.#beat(this.#device);
      this.#failures = 0;
      this.#set({ line: "online" });
    } catch (error) {
      this.#failed(error);
    } finally {
      await this.#count();
      this.#set({ sending: false });
    }
  }

  /** @param {{id: string, token: string}} device */
  async #beat(device) {
    const answer = await call("state", { token: device.token });
    this.#beatAt = Date.now();
    this.#onBeat(answer);
  }

  /** @param {{id: string, token: string}} device @returns {Promise<number>} how many were answered */
  async #drain(device) {
    let answered = 0;
    for (let batch = await this.#journal.waiting(BATCH); batch.length > 0; batch = await this.#journal.waiting(BATCH)) {
      const verdicts = await this.#send(device, batch);
      if (verdicts.length === 0) throw new Unreachable("no verdicts");
      await this.#journal.settle(verdicts);
      this.#set({ line: "online" });
      await this.#count();
      answered += verdicts.length;
      this.#onVerdicts(verdicts.map((verdict) => verdict.id));
    }
    return answered;
  }

  /**
   * A server that refuses the whole message is asked for each operation alone, so that one bad one harms no other.
   * @param {{id: string, token: string}} device @param {import("./journal.js").JournalRecord[]} batch
   * @returns {Promise<any[]>} verdicts
   */
  async #send(device, batch) {
    const operations = batch.map(({ id, seq, kind, at, payload, hash }) => ({ id, seq, kind, at, payload, hash }));
    try {
      const text = canonicalJson({ device: device.id, sent_at: new Date().toISOString(), operations });
      const answer = await call("operations", { token: device.token, text });
      const asked = new Set(batch.map((record) => record.id));
      return (answer.verdicts ?? []).filter((/** @type {any} */ verdict) => asked.has(verdict.id));
    } catch (error) {
      if (!(error instanceof Refused && UNREADABLE.has(error.status))) throw error;
      if (batch.length === 1) return [{ id: batch[0].id, status: "refused", code: error.code || "pos.invalid" }];
      const verdicts = [];
      for (const record of batch) verdicts.push(...(await this.#send(device, [record])));
      return verdicts;
    }
  }

  /** @param {unknown} error */
  #failed(error) {
    this.#failures += 1;
    const unpaired = error instanceof Refused && error.status === 401;
    this.#set({ line: unpaired ? "unpaired" : "offline" });
    const expected = error instanceof Unreachable || error instanceof Refused;
    if (!expected) console.warn("sync failed", error);
  }

  #schedule() {
    if (!this.#device || this.state.line === "unpaired") return;
    const backOff = Math.min(1000 * 2 ** Math.min(this.#failures - 1, 10), LONGEST_WAIT_MS);
    const wait = this.#failures > 0 ? backOff * (0.75 + Math.random() / 2) : HEARTBEAT_MS;
    this.#timer = setTimeout(() => this.wake(), wait);
  }

  async #count() {
    this.#set({ waiting: await this.#journal.countWaiting() });
  }

  /** @param {Partial<SyncState>} change */
  #set(change) {
    const next = { ...this.state, ...change };
    if (next.line === this.state.line && next.waiting === this.state.waiting && next.sending === this.state.sending) return;
    this.state = next;
    this.#onState(next);
  }
}
