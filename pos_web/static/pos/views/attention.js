// @ts-check
/** What a person has to look at: operations the shop refused, or took with a remark. Nothing here blocks selling. */

import { button, fill, h } from "../dom.js";
import { fromWire } from "../money.js";
import { reasonText } from "../reasons.js";

/** @type {import("./frame.js").View} */
export function attentionView(till, signal) {
  const node = h("section.wide-screen");
  till.store.watch(["attention"], ({ attention }) => fill(node, ...content(till, attention)), signal);
  return node;
}

/** @param {import("../till.js").Till} till @param {any[]} records */
function content(till, records) {
  const { t } = till;
  const head = h("h1", {}, t("Needs attention"));
  if (records.length === 0) return [head, h("p.soft", {}, t("Nothing is waiting for you. Refused entries and remarks of the shop appear here."))];
  return [head, h("ul.attention-list", {}, ...records.map((record) => entry(till, record)))];
}

/** @param {import("../till.js").Till} till @param {any} record */
function entry(till, record) {
  const { t } = till;
  const refused = record.status === "refused";
  const at = till.when(record.at);
  const again = async () => {
    await till.journal.retry(record.seq);
    await till.sync?.wake();
    till.set({ attention: await till.journal.needingAttention() });
  };
  const seen = async () => {
    await till.journal.markSeen(record.seq);
    till.set({ attention: await till.journal.needingAttention() });
  };
  return h("li.attention-entry", { "data-seq": record.seq, "data-code": record.code },
    h("div", {}, h("strong", {}, [kindText(t, record.kind), record.payload.receipt, amountOf(till, record)].filter(Boolean).join(" · ")),
      h("p", {}, `${refused ? t("Refused") : t("Taken, with a remark")}: ${reasonText(t, record.code)}`),
      h("p.soft", {}, [at, record.order ? t("Order {n}", { n: record.order }) : "", record.code].filter(Boolean).join(" · "))),
    h("div.actions", {}, refused ? button(t("Ask again"), () => till.once(again), { icon: "refresh-cw", key: `again-${record.seq}` }) : null,
      button(t("Seen"), () => till.once(seen), { icon: "check", key: `seen-${record.seq}` })));
}

/** @param {import("../till.js").Till} till @param {any} record */
function amountOf(till, { payload }) {
  const money = payload.totals?.total ?? payload.total ?? payload.amount ?? payload.count ?? payload.float;
  return money ? till.money(fromWire(money)) : "";
}

/** @param {(text: string) => string} t @param {string} kind */
const kindText = (t, kind) =>
  ({
    sale: t("Sale"), refund: t("Refund"), void: t("Void"), cash_in: t("Cash in"), cash_out: t("Cash out"),
    shift_opened: t("Register opened"), shift_closed: t("Register closed"), reprint: t("Reprint"),
  })[kind] ?? kind;
