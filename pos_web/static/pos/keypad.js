// @ts-check
/** Numbers by touch or by the keys of a keyboard. A scan that fell into it is taken out again. */

import { button, h } from "./dom.js";

const KEYS = ["7", "8", "9", "4", "5", "6", "1", "2", "3", "00", "0", "back"];

/**
 * @param {object} options
 * @param {string} options.label what is being asked
 * @param {(digits: string) => string} options.show how the digits look
 * @param {(digits: string) => void} options.onChange
 * @param {(text: string, facts?: any) => string} options.t
 * @param {() => void} [options.onEnter]
 * @param {string} [options.start]
 * @param {number} [options.most] digits
 * @param {boolean} [options.secret] a PIN: not read out
 * @returns {{node: HTMLElement, set: (digits: string) => void}}
 */
export function keypad({ label, show, onChange, t, onEnter, start = "", most = 9, secret = false }) {
  let digits = start;
  let untouched = start !== "";
  const display = h("output.keypad-value", { "aria-label": label, "aria-live": secret ? "off" : "polite" }, show(digits));
  const set = (/** @type {string} */ next) => {
    digits = next.replace(/^0+(?=.)/, secret ? "$&" : "");
    display.textContent = show(digits);
    onChange(digits);
  };
  const press = (/** @type {string} */ key) => {
    const base = untouched ? "" : digits;
    untouched = false;
    if (key === "back") set(base.slice(0, -1));
    else if ((base + key).length <= most) set(base + key);
  };
  const keys = KEYS.filter((key) => !(secret && key === "00")).map((key) => keyButton(key, press, t));
  const node = h("div.keypad", { role: "group", "aria-label": label }, h("span.keypad-label", {}, label), display,
    h(`div.keypad-keys${secret ? ".keypad-pin" : ""}`, {}, ...keys));
  listen(node, press, (taken) => set(digits.slice(0, Math.max(0, digits.length - taken))), onEnter);
  return { node, set: (next) => { untouched = next !== ""; set(next); } };
}

/** @param {string} key @param {(key: string) => void} press @param {(text: string) => string} t */
function keyButton(key, press, t) {
  if (key !== "back") return button(key, () => press(key), { kind: "key" });
  return button("", () => press(key), { kind: "key", icon: "delete", label: t("Delete last digit") });
}

/**
 * @param {HTMLElement} node @param {(key: string) => void} press @param {(digits: number) => void} takeBack
 * @param {(() => void)|undefined} onEnter
 */
function listen(node, press, takeBack, onEnter) {
  const stop = new AbortController();
  const mine = (/** @type {Event} */ event) => {
    if (!node.isConnected) return stop.abort();
    const modal = document.querySelector("dialog[open]");
    return !(modal && !modal.contains(node)) && !(event.target instanceof HTMLInputElement);
  };
  document.addEventListener("keydown", (event) => {
    if (!mine(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^\d$/.test(event.key)) press(event.key);
    else if (event.key === "Backspace") press("back");
    else if (event.key === "Enter" && onEnter && !(event.target instanceof HTMLButtonElement)) onEnter();
    else return;
    event.preventDefault();
  }, { signal: stop.signal });
  document.addEventListener("till:scan", (event) => {
    if (mine(event)) takeBack(/** @type {CustomEvent<string>} */ (event).detail.replace(/\D/g, "").length);
  }, { signal: stop.signal });
}
