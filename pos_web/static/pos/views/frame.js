// @ts-check
/** The frame round every screen: who and where, the line's state in words, the way to the other screens. */

import { button, fill, h, icon } from "../dom.js";
import { attentionView } from "./attention.js";
import { cashView } from "./cash.js";
import { closeView } from "./close.js";
import { deliveriesView } from "./deliveries.js";
import { deliveryView } from "./delivery.js";
import { doneView } from "./done.js";
import { openView } from "./open.js";
import { pairView } from "./pair.js";
import { payView } from "./pay.js";
import { pickupsView } from "./pickups.js";
import { receiptsView } from "./receipts.js";
import { refundView } from "./refund.js";
import { sellView } from "./sell.js";
import { settingsView } from "./settings.js";
import { signInView } from "./signin.js";

/** @typedef {(till: import("../till.js").Till, signal: AbortSignal) => HTMLElement} View */

const VIEWS = /** @type {Record<string, View>} */ ({
  attention: attentionView,
  cash: cashView,
  close: closeView,
  deliveries: deliveriesView,
  delivery: deliveryView,
  done: doneView,
  open: openView,
  pair: pairView,
  pay: payView,
  pickups: pickupsView,
  receipts: receiptsView,
  refund: refundView,
  sell: sellView,
  settings: settingsView,
  signin: signInView,
});

const TOAST_MS = 6000;

/** @param {import("../till.js").Till} till @param {HTMLElement} root */
export function mountFrame(till, root) {
  const bar = h("header.bar");
  const main = h("main.screen", { id: "main", tabindex: "-1" });
  const toast = h("div.toast", { role: "status", "aria-live": "polite" });
  root.replaceChildren(bar, main, toast);
  till.store.watch(["screen", "visit"], () => showScreen(till, main));
  till.store.watch(
    ["screen", "sync", "attention", "cashier", "shift", "setup", "settings", "device"],
    () => fill(bar, ...barContent(till)),
  );
  till.store.watch(["toast"], ({ toast: message }) => showToast(till, toast, message));
}

let current = new AbortController();

/** @param {import("../till.js").Till} till @param {HTMLElement} main */
function showScreen(till, main) {
  current.abort();
  current = new AbortController();
  document.documentElement.lang = till.language.slice(0, 2);
  main.dataset.screen = till.state.screen;
  const heading = headings(till.t)[till.state.screen];
  const view = VIEWS[till.state.screen](till, current.signal);
  main.replaceChildren(...(heading ? [h("h1.sr-only", {}, heading)] : []), view);
  main.focus({ preventScroll: true });
}

/**
 * Screens that need no title to be seen have one to be heard.
 * @param {(text: string) => string} t @returns {Record<string, string>}
 */
const headings = (t) => ({ sell: t("Sell"), pay: t("Payment"), done: t("Receipt"), receipts: t("Receipts") });

/** @param {import("../till.js").Till} till */
function barContent(till) {
  const { t } = till;
  const { setup, cashier, screen, shift } = till.state;
  const place = setup ? `${setup.store.name} · ${setup.register.name}` : t("Till");
  const where = h("div.bar-place", {}, h("strong", {}, place), h("span.soft", {}, cashier ? cashier.name : ""));
  const selling = cashier && shift && !["signin", "open", "pair"].includes(screen);
  return [where, lineState(till), selling ? navigation(till) : null];
}

/**
 * The state in words, never by colour alone.
 * @param {import("../till.js").Till} till
 */
function lineState(till) {
  const { t } = till;
  const { sync, device } = till.state;
  if (!device) return null;
  const { line, waiting, sending } = sync;
  const words = { online: t("Online"), offline: t("Offline"), unpaired: t("Not paired any more") };
  const word = words[/** @type {import("../sync.js").Line} */ (line)];
  const queue = waiting === 0 ? "" : sending && line === "online"
    ? t("sending {n}", { n: waiting })
    : t("{n} entry waiting|{n} entries waiting", { n: waiting });
  const text = queue ? `${word} – ${queue}` : word;
  const name = line === "online" ? "wifi" : "wifi-off";
  return h(`p.line-state.is-${line}`, { role: "status", "data-line": line, "data-waiting": waiting }, icon(name), h("span", {}, text));
}

/** Whether who is signed in counts deliveries in. @param {import("../till.js").Till} till */
const receives = (till) => till.state.cashier.permissions?.includes("pos:till:receive") ?? false;

/** Whether who is signed in works on pickups. @param {import("../till.js").Till} till */
const handsOut = (till) => till.state.cashier.permissions?.includes("fulfillment:pickup:work") ?? false;

/** @param {import("../till.js").Till} till */
function navigation(till) {
  const { t } = till;
  const { screen, attention } = till.state;
  const place = { pay: "sell", done: "sell", refund: "receipts", close: "cash", delivery: "deliveries" }[/** @type {string} */ (screen)] ?? screen;
  const entry = (/** @type {string} */ name, /** @type {string} */ text, /** @type {string} */ picture) => {
    const node = button(text, () => till.go(name), { kind: "nav", icon: picture, key: `nav-${name}` });
    if (place === name) node.setAttribute("aria-current", "page");
    return node;
  };
  const worry = attention.length > 0 ? entry("attention", t("Needs attention ({n})", { n: attention.length }), "circle-alert") : null;
  worry?.classList.add("is-worry");
  return h("nav.bar-nav", { "aria-label": t("Till") }, entry("sell", t("Sell"), "shopping-basket"),
    entry("receipts", t("Receipts"), "receipt-text"), entry("cash", t("Cash"), "banknote"),
    receives(till) ? entry("deliveries", t("Deliveries"), "package") : null,
    handsOut(till) ? entry("pickups", t("Pickups"), "store") : null, worry,
    entry("settings", t("Settings"), "settings"), button(t("Lock"), () => till.lock(), { kind: "nav", icon: "lock", key: "nav-lock" }));
}

/** @param {import("../till.js").Till} till @param {HTMLElement} node @param {any} message */
function showToast(till, node, message) {
  node.className = `toast${message ? ` is-${message.kind}` : ""}`;
  node.replaceChildren(...(message ? [h("p", {}, message.text)] : []));
  if (message) setTimeout(() => till.state.toast === message && till.set({ toast: null }), TOAST_MS);
}
