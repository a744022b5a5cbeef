// @ts-check
/** Closing: the drawer is counted blind; only then does the till say what it expected. */

import { ask, button, fill, h } from "../dom.js";
import { keypad } from "../keypad.js";
import { shiftRows } from "../receipt.js";
import { closeShift } from "../session.js";
import { paper, print } from "./paper.js";

/** @type {import("./frame.js").View} */
export function closeView(till) {
  const { t } = till;
  let count = 0n;
  const node = h("section.narrow");
  const close = () => till.once(async () => {
    const yes = await ask(t("Close the register?"), t("You counted {amount}. The count cannot be changed afterwards.", { amount: till.money(count) }), t("Close register"), t("Count again"));
    if (yes) fill(node, ...closed(till, count, await closeShift(till, count)));
  });
  const pad = keypad({
    label: t("Cash counted"), t, show: (digits) => till.money(BigInt(digits || 0)),
    onChange: (digits) => { count = BigInt(digits || 0); }, onEnter: close,
  });
  fill(node, h("h1", {}, t("Count the drawer")), h("p.soft", {}, t("Count all cash, the float included. The difference is shown after closing.")),
    pad.node, button(t("Close register"), close, { kind: "primary wide", key: "close" }), button(t("Cancel"), () => till.go("cash"), { key: "cancel" }));
  return node;
}

/** @param {import("../till.js").Till} till @param {bigint} count @param {Awaited<ReturnType<typeof closeShift>>} result */
function closed(till, count, { record, totals, shift }) {
  const { t } = till;
  const { setup, cashier, sync } = till.state;
  const difference = count - totals.expected;
  const place = { store: setup.store, register: setup.register.name, cashier: cashier.name, at: record.at };
  const rows = shiftRows(totals, { float: BigInt(shift.float), count }, place, { t, locale: till.language, money: till.money, when: till.when });
  const verdict = difference === 0n ? t("The drawer is exact.") : difference > 0n
    ? t("{amount} too much", { amount: till.money(difference) }) : t("{amount} short", { amount: till.money(-difference) });
  const kind = difference === 0n ? "is-good" : "is-bad";
  return [h("h1", {}, t("Register closed")), h(`p.closing-verdict.${kind}`, { id: "difference", role: "status" }, verdict),
    sync.waiting > 0 ? h("p.soft", {}, t("{n} entry waits to be sent. Leave the till switched on until it is online.|{n} entries wait to be sent. Leave the till switched on until it is online.", { n: sync.waiting })) : null,
    paper(rows),
    h("div.actions", {}, button(t("Print"), () => till.once(() => print(till, rows)), { icon: "printer", key: "print" }),
      button(t("Done"), () => till.lock(), { kind: "primary", key: "done" }))];
}
