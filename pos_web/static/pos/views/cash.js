// @ts-check
/** The drawer: cash in, cash out, closing. */

import { button, fill, h } from "../dom.js";
import { keypad } from "../keypad.js";
import { cashMovePayload } from "../operations.js";

/** @type {import("./frame.js").View} */
export function cashView(till) {
  const { t } = till;
  const node = h("section.narrow");
  const choice = { kind: "cash_in", amount: 0n, reason: "" };
  const show = () => fill(node, ...content(till, choice, show));
  show();
  const { shift } = till.state;
  const since = till.when(shift.openedAt);
  const close = h("section.narrow.close-offer", {}, h("h2", {}, t("End of the shift")),
    h("p.soft", {}, t("Open since {time}, by {name}.", { time: since, name: shift.openedBy })),
    button(t("Count and close"), () => till.go("close"), { icon: "calculator", key: "close" }));
  return h("div.two", {}, node, close);
}

/** @typedef {{kind: string, amount: bigint, reason: string}} Choice */

/** @param {import("../till.js").Till} till @param {Choice} choice @param {() => void} again */
function content(till, choice, again) {
  const { t } = till;
  const put = choice.kind === "cash_in";
  const reasons = put ? [t("Change from the bank"), t("Float raised"), t("Other")] : [t("To the bank"), t("Petty cash"), t("Other")];
  if (!reasons.includes(choice.reason)) choice.reason = reasons[0];
  const option = (/** @type {string} */ kind, /** @type {string} */ text, /** @type {string} */ picture) =>
    button(text, () => { choice.kind = kind; again(); }, { kind: "option", icon: picture, key: kind, pressed: choice.kind === kind });
  const record = () => till.once(() => move(till, choice, again));
  const go = button(put ? t("Put cash in") : t("Take cash out"), record, { kind: "primary wide", key: "record", disabled: choice.amount === 0n });
  const pad = keypad({
    label: t("Amount"), t, start: choice.amount ? String(choice.amount) : "", show: (digits) => till.money(BigInt(digits || 0)),
    onChange: (digits) => {
      choice.amount = BigInt(digits || 0);
      go.disabled = choice.amount === 0n;
    },
    onEnter: record,
  });
  return [h("h1", {}, t("Cash in the drawer")), h("div.choice", {}, option("cash_in", t("Cash in"), "arrow-down-to-line"), option("cash_out", t("Cash out"), "arrow-up-from-line")),
    h("div.choice", { role: "group", "aria-label": t("Why") }, ...reasons.map((text) =>
      button(text, () => { choice.reason = text; again(); }, { kind: "option", key: `why-${text}`, pressed: choice.reason === text }))),
    pad.node, go];
}

/** @param {import("../till.js").Till} till @param {Choice} choice @param {() => void} again */
async function move(till, choice, again) {
  if (choice.amount <= 0n) return;
  await till.record(choice.kind, cashMovePayload(till.session, choice.amount, choice.reason));
  const amount = till.money(choice.amount);
  till.say(choice.kind === "cash_in" ? till.t("{amount} put in", { amount }) : till.t("{amount} taken out", { amount }), "done");
  choice.amount = 0n;
  again();
}
