// @ts-check
/** Before the first sale: what is in the drawer? */

import { button, h } from "../dom.js";
import { keypad } from "../keypad.js";
import { openShift } from "../session.js";

/** @type {import("./frame.js").View} */
export function openView(till) {
  const { t } = till;
  const last = till.state.setup?.last_count.amount ?? 0;
  const suggested = till.state.setup?.opening_float?.amount ?? last;
  let float = BigInt(suggested);
  const pad = keypad({
    label: t("Cash in the drawer"), t, start: suggested ? String(suggested) : "",
    show: (digits) => till.money(BigInt(digits || 0)),
    onChange: (digits) => { float = BigInt(digits || 0); },
    onEnter: () => open(),
  });
  const open = () => till.once(() => openShift(till, float));
  return h("section.narrow", {}, h("h1", {}, t("Open the register")),
    h("p.soft", {}, last ? t("The last count was {amount}. Count the drawer and correct it if needed.", { amount: till.money(last) })
      : t("Count the drawer and enter what is in it.")),
    pad.node, button(t("Open the register"), open, { kind: "primary wide" }),
    button(t("Somebody else"), () => till.lock(), { icon: "arrow-left" }));
}
