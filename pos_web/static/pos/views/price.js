// @ts-check
/** Changing a price by hand: by how much, and why. */

import { overrideOf } from "../overrides.js";
import { button, dialog, fill, h } from "../dom.js";
import { keypad } from "../keypad.js";
import { changedPrice, changePrice, restorePrice } from "../selling.js";

const PERCENT = 10_000;

/** @typedef {{kind: "percent"|"amount"|"price", digits: string, reason: string}} Wish */

/**
 * @param {import("../till.js").Till} till
 * @param {import("../quote.js").QuotedLine|null} line null: the whole basket
 */
export async function askPrice(till, line) {
  const { t } = till;
  const old = overrideOf(till.state.basket, line?.id ?? null);
  const answer = await dialog(line?.title ?? t("Discount on everything"), (close) => [
    form(till, line, old, close),
    h("div.actions", {}, old ? button(t("As before"), () => close("restore"), { icon: "undo-2", key: "restore" }) : null,
      button(t("Cancel"), () => close(null))),
  ]);
  if (answer === "restore") restorePrice(till, line?.id ?? null);
  else if (answer) await changePrice(till, answer, line?.title ?? t("The whole basket"));
}

/** @param {import("../till.js").Till} till @param {any} line @param {any} old @param {(answer: any) => void} close */
function form(till, line, old, close) {
  const { t } = till;
  const wish = /** @type {Wish} */ ({ kind: old?.kind ?? "percent", digits: "", reason: old?.reason ?? "" });
  const node = h("div.stack", {});
  const preview = h("output.change-preview", { "aria-live": "polite" });
  const set = () => close(override(wish, line));
  const go = button(t("Change the price"), set, { kind: "primary wide", key: "change-price", disabled: true });
  const look = () => {
    const { before, after } = changedPrice(till, override(wish, line));
    const lower = wish.digits !== "" && after < before;
    fill(preview, lower ? t("{before} becomes {after}", { before: till.money(before), after: till.money(after) })
      : wish.digits ? t("That does not lower the price.") : "");
    go.disabled = !lower || !wish.reason;
  };
  const show = () => fill(node, kinds(till, wish, line, show), pad(till, wish, look, () => go.disabled || set()), preview, reasons(till, wish, () => { show(); look(); }), go);
  show();
  return node;
}

/** @param {Wish} wish @param {any} line @returns {Omit<import("../basket.js").Override, "id">} */
function override({ kind, digits, reason }, line) {
  const typed = Number(digits || 0);
  return { line: line?.id ?? null, kind, value: kind === "percent" ? Math.min(100, typed) * PERCENT : typed, reason };
}

/** @param {import("../till.js").Till} till @param {Wish} wish @param {any} line @param {() => void} again */
function kinds(till, wish, line, again) {
  const { t } = till;
  const words = { percent: t("Percent off"), amount: t("Amount off"), ...(line ? { price: t("New price of one") } : {}) };
  const option = (/** @type {any} */ kind, /** @type {string} */ text) =>
    button(text, () => { wish.kind = kind; wish.digits = ""; again(); }, { kind: "option", key: `kind-${kind}`, pressed: wish.kind === kind });
  return h("div.choice", { role: "group", "aria-label": t("How") }, ...Object.entries(words).map(([kind, text]) => option(kind, text)));
}

/** @param {import("../till.js").Till} till @param {Wish} wish @param {() => void} look @param {() => void} onEnter */
function pad(till, wish, look, onEnter) {
  const { t } = till;
  const percent = wish.kind === "percent";
  return keypad({
    label: percent ? t("Percent off") : wish.kind === "amount" ? t("Amount off") : t("New price of one"), t, start: wish.digits,
    most: percent ? 3 : 9, show: (digits) => (percent ? `${digits || 0} %` : till.money(BigInt(digits || 0))),
    onChange: (digits) => { wish.digits = digits; look(); },
    onEnter,
  }).node;
}

/** @param {import("../till.js").Till} till @param {Wish} wish @param {() => void} again */
function reasons(till, wish, again) {
  const { t } = till;
  const option = (/** @type {string} */ text) =>
    button(text, () => { wish.reason = text; again(); }, { kind: "option", key: `reason-${text}`, pressed: wish.reason === text });
  return h("div", {}, h("p.label", {}, t("Reason")),
    h("div.choice", { role: "group", "aria-label": t("Reason") }, ...(till.state.setup.override_reasons ?? []).map(option)));
}
