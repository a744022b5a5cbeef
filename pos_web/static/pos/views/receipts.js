// @ts-check
/** Earlier sales: find by number, look, reprint, give back. */

import { Refused } from "../api.js";
import { button, fill, h } from "../dom.js";
import { sellsCards } from "../gift_cards.js";
import { fromWire } from "../money.js";
import { findSale, noteReprint } from "../returning.js";
import { sentText } from "./done.js";
import { downloadsPane, sellsDownloads } from "./download_slip.js";
import { codesPane } from "./gift_codes.js";
import { paper, print, rowsOf } from "./paper.js";

const SHOWN = 60;
const CODES_TOLD_MS = 3_600_000;
const KINDS = new Set(["sale", "refund", "void"]);

/** @type {import("./frame.js").View} */
export function receiptsView(till, signal) {
  const { t } = till;
  const list = h("ul.receipt-list", { "data-scroll": "receipts" });
  const detail = h("section.receipt-detail", { "aria-label": t("Receipt"), "aria-live": "polite" },
    h("p.soft", {}, t("Choose a receipt, or enter its number.")));
  const open = (/** @type {any} */ record) => fill(detail, ...receiptDetail(till, record), freshCards(record) ? codesPane(till, signal, () => record) : null,
    sellsDownloads(till, record) ? downloadsPane(till, signal, () => record) : null);
  till.store.watch(["last", "sync"], async () => {
    const records = await till.journal.latest(SHOWN, KINDS);
    fill(list, ...records.map((record) => entry(till, record, open)));
  }, signal);
  till.store.watch(["lookup"], ({ lookup }) => {
    if (!lookup) return;
    till.set({ lookup: "" });
    till.once(() => look(till, lookup, detail, open));
  }, signal);
  return h("div.counter.is-receipts", {}, h("section.receipt-find", {}, numberForm(till, detail, open), list), detail);
}

/** A sale of which the shop may still tell the codes. @param {any} record */
const freshCards = (record) =>
  sellsCards(record) && record.status !== "refused" && Date.now() - new Date(record.at).getTime() < CODES_TOLD_MS;

/** @param {import("../till.js").Till} till @param {HTMLElement} detail @param {(record: any) => void} open */
function numberForm(till, detail, open) {
  const { t } = till;
  const input = h("input.field", { id: "receipt-number", autocomplete: "off", spellcheck: "false", placeholder: t("Receipt or order number") });
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (input.value.trim()) till.once(() => look(till, input.value.trim(), detail, open));
  };
  return h("form.number-form", { onsubmit }, h("label.sr-only", { for: "receipt-number" }, t("Receipt or order number")), input,
    h("button.button", { type: "submit" }, h("span", {}, t("Find"))));
}

/** @param {import("../till.js").Till} till @param {string} number @param {HTMLElement} detail @param {(record: any) => void} open */
async function look(till, number, detail, open) {
  const { t } = till;
  const here = (await till.journal.ofReceipt(number.toUpperCase())).find((record) => KINDS.has(record.kind) && record.payload.receipt === number.toUpperCase());
  if (here) return open(here);
  try {
    const sale = await findSale(till, number);
    if (sale) return fill(detail, ...foundSale(till, sale));
    return fill(detail, h("p", {}, t("This till does not know {number}. With network it can ask the shop.", { number })));
  } catch (error) {
    const text = error instanceof Refused ? t("There is no sale {number}.", { number }) : t("The shop cannot be reached. Check the network and try again.");
    return fill(detail, h("p", { role: "alert" }, text));
  }
}

/** @param {import("../till.js").Till} till @param {any} record @param {(record: any) => void} open */
function entry(till, record, open) {
  const { t } = till;
  const sale = record.kind === "sale";
  const amount = sale ? fromWire(record.payload.totals.total) : -fromWire(record.payload.total);
  const at = till.when(record.at);
  const state = record.status === "waiting" ? t("waiting") : record.status === "refused" ? t("refused") : record.order ?? "";
  return h("li", {}, h("button.receipt-entry", { type: "button", onclick: () => open(record), "data-key": `receipt-${record.seq}` },
    h("span", {}, h("strong", {}, record.payload.receipt), h("span.soft", {}, [at, sale ? "" : t("Refund"), record.payload.offline ? t("offline") : "", state].filter(Boolean).join(" · "))),
    h("span.num", {}, till.money(amount))));
}

/** @param {import("../till.js").Till} till @param {any} record */
function receiptDetail(till, record) {
  const { t } = till;
  const reprint = () => till.once(async () => print(till, rowsOf(till, record, await noteReprint(till, record))));
  const returning = async () => {
    const sale = await findSale(till, record.payload.receipt).catch(() => null);
    if (sale) goRefund(till, sale);
    else till.say(t("The shop does not know this sale yet. Try again when it was sent."), "warn");
  };
  return [
    h("p.soft", {}, sentText(till, record)), paper(rowsOf(till, record)),
    h("div.actions", {}, button(t("Print a copy"), reprint, { icon: "printer", key: "reprint" }),
      record.kind === "sale" && record.status !== "refused" ? button(t("Give money back"), () => till.once(returning), { icon: "undo-2", key: "refund" }) : null),
  ];
}

/** @param {import("../till.js").Till} till @param {import("../refunds.js").SoldSale} sale */
function foundSale(till, sale) {
  const { t } = till;
  const at = till.when(sale.at);
  return [
    h("h2", {}, t("Receipt {n}", { n: sale.receipt })), h("p.soft", {}, at),
    h("ul.plain-lines", {}, ...sale.lines.map((line) => h("li", {}, h("span", {}, line.title), h("span.num", {}, till.money(line.total))))),
    h("div.actions", {}, button(t("Give money back"), () => goRefund(till, sale), { icon: "undo-2", kind: "primary", key: "refund" })),
  ];
}

/** @param {import("../till.js").Till} till @param {import("../refunds.js").SoldSale} sale */
function goRefund(till, sale) {
  till.set({ returning: sale });
  till.go("refund");
}
