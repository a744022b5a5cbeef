// @ts-check
/** Above the cashier's limit a manager says yes or no on the spot. */

import { approveBy, approvers, deny } from "../approving.js";
import { button, dialog, fill, h } from "../dom.js";
import { keypad } from "../keypad.js";
import { tellPin } from "./signin.js";

const SHORTEST = 4;
const LONGEST = 8;

/** @typedef {import("../basket.js").Override} Override */

/**
 * @param {import("../till.js").Till} till @param {Override} override @param {string} title what it is about
 * @param {string} words what would change
 * @returns {Promise<Override|null>} with the approval; null: the price stays
 */
export async function askApproval(till, override, title, words) {
  const { t } = till;
  const people = approvers(till);
  return dialog(t("A manager approves"), (close) => {
    const place = h("div.stack", {});
    const choose = () => fill(place, ...whoIsAsked(till, people, (who) => fill(place, ...pinOf(till, { override, title, who, close, back: choose })), close));
    choose();
    return [h("p", {}, h("strong", {}, title), " ", words, h("br"), h("span.soft", {}, t("This is more than {name} may change alone.", { name: till.state.cashier.name }))), place];
  });
}

/** @param {import("../till.js").Till} till @param {{id: string, name: string}[]} people @param {(who: {id: string, name: string}) => void} choose @param {(answer: null) => void} close */
function whoIsAsked(till, people, choose, close) {
  const { t } = till;
  const names = people.map((who) => button(who.name, () => choose(who), { kind: "option", icon: "user", key: `approver-${who.id}` }));
  return [people.length > 0 ? h("div.choice", { role: "group", "aria-label": t("Who approves?") }, ...names)
    : h("p", { role: "alert" }, t("Nobody of this store who may approve has a PIN. Give one in the console.")),
  h("div.actions", {}, button(t("Leave the price"), () => close(null)))];
}

/**
 * @param {import("../till.js").Till} till
 * @param {{override: Override, title: string, who: {id: string, name: string}, close: (answer: Override|null) => void, back: () => void}} asked
 */
function pinOf(till, { override, title, who, close, back }) {
  const { t } = till;
  let pin = "";
  const fault = h("p.field-error", { role: "alert" });
  const enter = async () => {
    if (yes.disabled) return;
    yes.disabled = refuse.disabled = true;
    fill(fault);
    const { answer, override: approved } = await approveBy(till, override, title, who, pin);
    if (answer === "ok") return close(approved);
    fill(fault, tellPin(t, answer));
    refuse.disabled = false;
    pad.set("");
  };
  const say = async () => {
    yes.disabled = refuse.disabled = true;
    await deny(till, override, title, who, "refused");
    till.say(t("{name} did not approve. The price stays.", { name: who.name }), "warn");
    close(null);
  };
  const yes = button(t("Approve"), enter, { kind: "primary", disabled: true, key: "approve" });
  const refuse = button(t("Refuse"), say, { kind: "danger", key: "refuse" });
  const pad = keypad({
    label: t("PIN of {name}", { name: who.name }), t, secret: true, most: LONGEST,
    show: (digits) => "•".repeat(digits.length) || "\u00a0",
    onChange: (digits) => { pin = digits; yes.disabled = digits.length < SHORTEST; },
    onEnter: enter,
  });
  return [pad.node, fault, h("div.actions", {}, button(t("Somebody else"), back, { icon: "arrow-left" }), refuse, yes)];
}
