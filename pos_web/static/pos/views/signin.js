// @ts-check
/** Who is at the till? A name, then a PIN. */

import { button, fill, h } from "../dom.js";
import { keypad } from "../keypad.js";
import { signIn } from "../session.js";

const SHORTEST = 4;
const LONGEST = 8;

/** @type {import("./frame.js").View} */
export function signInView(till, signal) {
  const node = h("section.narrow.signin");
  till.store.watch(["setup", "updateReady"], () => {
    const typing = node.querySelector(".keypad");
    if (!typing) fill(node, ...people(till, node));
  }, signal);
  return node;
}

/** @param {import("../till.js").Till} till @param {HTMLElement} node */
function people(till, node) {
  const { t } = till;
  const { setup, updateReady } = till.state;
  if (!setup) return [h("h1", {}, t("Loading the register…"))];
  const update = updateReady ? button(t("Install the update"), () => document.dispatchEvent(new Event("till:update")), { icon: "download" }) : null;
  if (setup.cashiers.length === 0) {
    return [h("h1", {}, t("Nobody can sign in here yet")), h("p", {}, t("Give staff of this store a PIN in the console, under Settings, Staff.")), update];
  }
  const names = setup.cashiers.map((/** @type {import("../till.js").Cashier} */ cashier) =>
    button(cashier.name, () => fill(node, ...pinPad(till, cashier, node)), { kind: "person", icon: "user", key: `person-${cashier.id}` }));
  return [h("h1", {}, t("Who is selling?")), h("div.people", {}, ...names), update];
}

/** @param {import("../till.js").Till} till @param {import("../till.js").Cashier} cashier @param {HTMLElement} node */
function pinPad(till, cashier, node) {
  const { t } = till;
  let pin = "";
  const fault = h("p.field-error", { role: "alert" });
  const enter = () => pin.length >= SHORTEST && till.once(async () => {
    go.disabled = true;
    fill(fault);
    const answer = await signIn(till, cashier, pin);
    if (answer === "ok") return;
    fill(fault, tellPin(t, answer));
    pad.set("");
  });
  const go = button(t("Sign in"), enter, { kind: "primary wide", disabled: true });
  const pad = keypad({
    label: t("PIN of {name}", { name: cashier.name }), t, secret: true, most: LONGEST,
    show: (digits) => "•".repeat(digits.length) || "\u00a0",
    onChange: (digits) => {
      pin = digits;
      go.disabled = digits.length < SHORTEST;
    },
    onEnter: enter,
  });
  const back = button(t("Somebody else"), () => fill(node, ...people(till, node)), { icon: "arrow-left" });
  return [h("h1", {}, cashier.name), pad.node, fault, go, back];
}

/** Why a PIN did not do, in words. @param {(text: string) => string} t @param {string} answer */
export const tellPin = (t, answer) => REASONS[answer](t);

const REASONS = /** @type {Record<string, (t: (text: string) => string) => string>} */ ({
  wrong: (t) => t("That PIN is not right."),
  wait: (t) => t("Too many tries. Wait a minute, then try again."),
  unknown: (t) => t("Without network, only people who signed in here before can sign in. Connect the till first."),
  forbidden: (t) => t("This person may not approve price changes (any more)."),
});
