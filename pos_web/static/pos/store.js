// @ts-check
/** State with watchers: a change wakes those who watch one of its keys, at once and only once. */

/** @template {Record<string, any>} S */
export class Store {
  #watchers = /** @type {Set<{keys: string[], wake: (state: S) => void}>} */ (new Set());

  /** @param {S} state */
  constructor(state) {
    this.state = state;
  }

  /** @param {Partial<S>} change */
  set(change) {
    const changed = Object.keys(change).filter((key) => this.state[key] !== change[key]);
    if (changed.length === 0) return;
    this.state = { ...this.state, ...change };
    for (const watcher of [...this.#watchers]) {
      if (this.#watchers.has(watcher) && watcher.keys.some((key) => changed.includes(key))) watcher.wake(this.state);
    }
  }

  /**
   * Run now and after each change of these keys, until the signal aborts.
   * @param {string[]} keys @param {(state: S) => void} wake @param {AbortSignal} [signal]
   */
  watch(keys, wake, signal) {
    if (signal?.aborted) return;
    const watcher = { keys, wake };
    this.#watchers.add(watcher);
    signal?.addEventListener("abort", () => this.#watchers.delete(watcher));
    wake(this.state);
  }
}
