// @ts-check
/** One till in one tab: what it knows, and the few things every screen needs. Actions live beside it. */

import { emptyBasket } from "./basket.js";
import { Journal } from "./journal.js";
import { translator } from "./messages.js";
import { moneyFormat } from "./money.js";
import { Catalog } from "./search.js";
import { Store } from "./store.js";

const SETTINGS = { theme: "", language: "", sound: true, autoPrint: true, printer: null };

/** @typedef {{id: string, name: string, permissions?: string[]}} Cashier `permissions` are known once the shop answered the sign-in */

/** @returns {Record<string, any>} */
const startState = () => ({
  screen: "pair",
  visit: 0,
  device: null,
  /** @type {import("./api.js").Setup|null} */
  setup: null,
  settings: SETTINGS,
  catalog: new Catalog([]),
  catalogAt: null,
  catalogMark: "",
  cashier: null,
  shift: null,
  basket: emptyBasket(),
  /** @type {import("./customers.js").Customer|null} */
  customer: null,
  undo: null,
  touched: null,
  recording: false,
  tenders: [],
  last: null,
  sync: { line: "offline", waiting: 0, sending: false },
  attention: [],
  toast: null,
  updateReady: false,
  installPrompt: null,
  lookup: "",
  /** @type {import("./refunds.js").SoldSale|null} */
  returning: null,
  /** @type {import("./deliveries.js").Delivery|null} */
  delivery: null,
});

export class Till {
  #busy = false;
  /** @type {Map<string, (value?: unknown) => void>} */
  #awaited = new Map();

  /** @param {any} db */
  constructor(db) {
    this.db = db;
    this.journal = new Journal(db);
    this.store = new Store(startState());
    /** @type {import("./sync.js").Sync|null} */
    this.sync = null;
  }

  get state() {
    return this.store.state;
  }

  /** @param {Record<string, any>} change */
  set(change) {
    this.store.set(change);
  }

  /** Everything the device remembers. */
  async load() {
    const keys = ["device", "setup", "settings", "basket", "shift", "catalogAt", "customer", "delivery"];
    const [device, setup, settings, basket, shift, catalogAt, customer, delivery] = await Promise.all(
      keys.map((key) => this.db.get("meta", key)),
    );
    const items = await this.db.getAll("items");
    const attention = await this.journal.needingAttention();
    this.set({
      device: device?.token ? device : null,
      setup: setup ?? null,
      settings: { ...SETTINGS, ...settings },
      basket: basket ?? emptyBasket(),
      shift: shift ?? null,
      catalog: new Catalog(items),
      catalogAt: catalogAt ?? null,
      customer: customer ?? null,
      delivery: delivery ?? null,
      attention,
      screen: device?.token ? "signin" : "pair",
    });
  }

  /** @param {string} key @param {unknown} value keep a value over restarts and in the state */
  async keep(key, value) {
    await this.db.put("meta", value, key);
    this.set({ [key]: value });
  }

  /** The language chosen here, else the shop's; in the device's own variant ("en-GB") where it has one. */
  get language() {
    const { settings, setup } = this.state;
    const wanted = settings.language || (setup?.locale ?? navigator.language ?? "en");
    return navigator.languages.find((variant) => variant.slice(0, 2) === wanted.slice(0, 2)) ?? wanted;
  }

  /** @param {string} text @param {Record<string, string|number>} [facts] */
  t = (text, facts) => translator(this.language)(text, facts);

  /** @param {bigint|number} amount minor units */
  money = (amount) => {
    const { setup } = this.state;
    return moneyFormat(setup?.currency ?? { code: "EUR", digits: 2 }, this.language)(BigInt(amount));
  };

  /** @param {string} at ISO time, shown as the store's own clocks show it */
  when = (at) => {
    const timeZone = this.state.setup?.timezone;
    return new Intl.DateTimeFormat(this.language, { dateStyle: "short", timeStyle: "short", timeZone }).format(new Date(at));
  };

  /** @param {string} on a day as the shop writes it, "2028-12-31" */
  day = (on) => new Intl.DateTimeFormat(this.language, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${on}T00:00:00Z`));

  get cashRounding() {
    const rounding = this.state.setup?.cash_rounding;
    return rounding ? { interval: BigInt(rounding.interval), mode: rounding.mode } : null;
  }

  /** @returns {import("./operations.js").Session} who is selling, in which shift */
  get session() {
    const { shift, cashier, setup, sync } = this.state;
    return { shift: shift?.id ?? "", cashier: cashier.id, currency: setup.currency.code, offline: sync.line !== "online" };
  }

  /**
   * Journal an operation, durably, then let it be sent. The screen may say so when this resolves.
   * @param {string} kind @param {Record<string, any>} payload @param {Record<string, any>} [meta] kept with it
   */
  async record(kind, payload, meta = {}) {
    const record = await this.journal.append(this.state.device.id, kind, payload, meta);
    this.sync?.wake();
    return record;
  }

  /**
   * The record with the shop's word on it, if that comes in time; while offline it is not awaited.
   * @param {import("./journal.js").JournalRecord} record @param {number} patience milliseconds
   */
  async verdictOf(record, patience) {
    if (this.state.sync.line !== "online") return record;
    await new Promise((resolve) => {
      this.#awaited.set(record.id, resolve);
      setTimeout(resolve, patience);
    });
    this.#awaited.delete(record.id);
    return (await this.journal.get(record.seq)) ?? record;
  }

  /** @param {string[]} ids of operations that the shop has answered */
  heardVerdicts(ids) {
    for (const id of ids) this.#awaited.get(id)?.();
  }

  /** The line went down: nobody waits for an answer any more. */
  stopWaiting() {
    this.heardVerdicts([...this.#awaited.keys()]);
  }

  /**
   * Run one deed at a time: a second tap while the first is being written does nothing.
   * @template T @param {() => Promise<T>} deed @returns {Promise<T|undefined>}
   */
  async once(deed) {
    if (this.#busy) return undefined;
    this.#busy = true;
    try {
      return await deed();
    } finally {
      this.#busy = false;
    }
  }

  /** @param {string} screen */
  go(screen) {
    this.set({ screen, toast: null, visit: this.state.visit + 1 });
  }

  /** Somebody else may sell now; the basket stays. */
  lock() {
    this.set({ cashier: null, tenders: [] });
    this.go("signin");
  }

  /** @param {string} text @param {"info"|"done"|"warn"} [kind] */
  say(text, kind = "info") {
    this.set({ toast: { text, kind, at: Date.now() } });
  }
}
