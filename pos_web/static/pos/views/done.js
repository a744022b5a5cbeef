// @ts-check
/** Paid: the change, the receipt, and on to the next customer. */

import { ask, button, fill, h } from "../dom.js";
import { sellsCards } from "../gift_cards.js";
import { fromWire } from "../money.js";
import { reasonText } from "../reasons.js";
import { voidSale } from "../returning.js";
import { paper, print, rowsOf } from "./paper.js";
import { downloadsPane, sellsDownloads } from "./download_slip.js";
import { codesPane } from "./gift_codes.js";

const printed = new Set();

/** @type {import("./frame.js").View} */
export function doneView(till, signal) {
  const record = till.state.last;
  const rows = rowsOf(till, record);
  const cash = record.payload.tenders.some((/** @type {any} */ tender) => tender.method === "cash");
  if (till.state.settings.autoPrint && till.state.settings.printer && !printed.has(record.id)) {
    printed.add(record.id);
    print(till, rows, cash);
  }
  const story = h("section.done", {});
  till.store.watch(["last", "sync"], () => fill(story, ...storyOf(till, rows)), signal);
  const codes = sellsCards(record) ? codesPane(till, signal, () => till.state.last) : null;
  const downloads = sellsDownloads(till, record) ? downloadsPane(till, signal, () => till.state.last) : null;
  return h("div.counter.is-done", {}, h("div.done-side", {}, story, codes, downloads), h("section.done-paper", { "aria-label": till.t("Receipt") }, paper(rows)));
}

/** @param {import("../till.js").Till} till @param {import("../receipt.js").Row[]} rows */
function storyOf(till, rows) {
  const { t } = till;
  const record = till.state.last;
  return [
    h("p.done-state", {}, record.kind === "sale" ? t("Paid") : t("Money back")),
    ...figures(till, record),
    h("p.soft", { id: "sent", "data-status": record.status }, sentText(till, record)),
    button(t("New sale"), () => till.go("sell"), { kind: "primary wide", key: "new-sale" }),
    h("div.actions.even", {}, button(t("Print"), () => till.once(() => print(till, rows)), { icon: "printer", key: "print" }),
      record.kind === "sale" && record.status !== "refused"
        ? button(t("Void this sale"), () => till.once(() => voidLast(till, record)), { icon: "undo-2", kind: "danger", key: "void" }) : null),
  ];
}

/** @param {import("../till.js").Till} till @param {any} record */
function figures(till, record) {
  const { t } = till;
  const figure = (/** @type {string} */ text, /** @type {bigint} */ amount, /** @type {string} */ id) =>
    h("p.done-figure", {}, h("span.soft", {}, text), h("output.num", { id }, till.money(amount)));
  const through = record.payload.tenders.filter((/** @type {any} */ { method }) => method === "original")
    .reduce((/** @type {bigint} */ sum, /** @type {any} */ { amount }) => sum + fromWire(amount), 0n);
  if (through > 0n) {
    const rest = fromWire(record.payload.total) - through;
    return [figure(t("Back to the original payment"), through, "sent-back"),
      ...(rest > 0n ? [figure(t("Give back"), rest + fromWire(record.payload.rounding), "give-back")] : [])];
  }
  if (record.kind !== "sale") return [figure(t("Give back"), fromWire(record.payload.total) + fromWire(record.payload.rounding), "give-back")];
  const change = record.payload.tenders.reduce((/** @type {bigint} */ sum, /** @type {any} */ tender) => sum + (tender.change ? fromWire(tender.change) : 0n), 0n);
  return change > 0n ? [figure(t("Change"), change, "change")] : [figure(t("Total"), fromWire(record.payload.totals.total), "paid")];
}

/** @param {import("../till.js").Till} till @param {any} record */
export function sentText(till, record) {
  const { t } = till;
  const receipt = t("Receipt {n}", { n: record.payload.receipt ?? "" });
  if (record.status === "waiting") return `${receipt} · ${t("Saved on this till, not sent yet")}`;
  if (record.status === "refused") return `${receipt} · ${t("Refused by the shop: see Needs attention")}`;
  if (record.code === "pos.refund_pending") return `${receipt} · ${reasonText(t, record.code)}`;
  return record.order ? `${receipt} · ${t("Order {n}", { n: record.order })}` : receipt;
}

/** @param {import("../till.js").Till} till @param {any} record */
async function voidLast(till, record) {
  const { t } = till;
  const total = till.money(fromWire(record.payload.totals.total));
  const yes = await ask(t("Void this sale?"), t("{amount} go back to the customer the way they were paid.", { amount: total }), t("Void sale"), t("Keep sale"), "danger");
  if (!yes) return;
  const settled = await voidSale(till, record, "void");
  if (!settled) return till.say(reasonText(t, "pos.benefit_needs_network"), "warn");
  if (settled.status === "refused") till.say(t("The shop refused this. Do not give money back; see Needs attention."), "warn");
  till.go("done");
}
