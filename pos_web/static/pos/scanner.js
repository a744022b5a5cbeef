// @ts-check
/**
 * A keyboard-wedge scanner types like a person, only faster, and ends with Enter. Whatever has the focus, a burst of
 * keys is a scan: it is taken out of the field it fell into and handed on as one code.
 */

const FASTEST_PERSON_MS = 45;
const SHORTEST_CODE = 4;

/** Collects keys and tells a burst from typing. Time is passed in, so that it can be tested. */
export class KeyBurst {
  #keys = "";
  #last = -Infinity;

  /**
   * @param {string} key @param {number} at milliseconds
   * @returns {string|null} the code when this key ends a burst
   */
  press(key, at) {
    const fast = at - this.#last <= FASTEST_PERSON_MS;
    this.#last = at;
    if (key === "Enter" || key === "Tab") {
      const code = fast ? this.#keys : "";
      this.#keys = "";
      return code.length >= SHORTEST_CODE ? code : null;
    }
    if (key.length !== 1) return null;
    this.#keys = fast ? this.#keys + key : key;
    return null;
  }

  reset() {
    this.#keys = "";
    this.#last = -Infinity;
  }
}

/**
 * @param {Document} page @param {(code: string) => void} onScan
 * @returns {() => void} stops listening
 */
export function listenForScans(page, onScan) {
  const burst = new KeyBurst();
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return burst.reset();
    const code = burst.press(event.key, event.timeStamp);
    if (code === null) return undefined;
    event.preventDefault();
    event.stopImmediatePropagation();
    takeOut(event.target, code);
    return onScan(code);
  };
  page.addEventListener("keydown", onKey, { capture: true });
  return () => page.removeEventListener("keydown", onKey, { capture: true });
}

/** @param {EventTarget|null} target @param {string} code */
function takeOut(target, code) {
  if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return;
  if (!target.value.endsWith(code)) return;
  target.value = target.value.slice(0, -code.length);
  target.dispatchEvent(new Event("input", { bubbles: true }));
}
