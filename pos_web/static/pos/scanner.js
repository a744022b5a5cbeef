// @ts-check
/**
 * A keyboard-wedge scanner types like a person, only faster, and ends with Enter. Whatever has the focus, a burst of
 * keys is a scan: it is taken out of the field it fell into and handed on as one code.
 */

const LONGEST_GAP_MS = 120;
const SCANNER_GAP_MS = 45;
const SHORTEST_CODE = 4;

/** Collects keys and tells a burst from typing. Time is passed in, so that it can be tested. */
export class KeyBurst {
  #keys = "";
  #first = 0;
  #last = -Infinity;

  /**
   * @param {string} key @param {number} at milliseconds
   * @returns {string|null} the code when this key ends a burst
   */
  press(key, at) {
    const goesOn = at - this.#last <= LONGEST_GAP_MS;
    this.#last = at;
    if (key === "Enter" || key === "Tab") return this.#end(goesOn ? this.#keys : "", at);
    if (key.length !== 1) return null;
    if (!goesOn || this.#keys === "") this.#first = at;
    this.#keys = goesOn ? this.#keys + key : key;
    return null;
  }

  /** One slow key is the machine's hiccup; slow on the whole is a person. @param {string} code @param {number} at */
  #end(code, at) {
    this.#keys = "";
    const isScan = code.length >= SHORTEST_CODE && (at - this.#first) / code.length <= SCANNER_GAP_MS;
    return isScan ? code : null;
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
