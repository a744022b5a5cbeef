// @ts-check
/** Giving money back for lines of one sale. Online, the shop is asked before the drawer opens. */

import { button, fill, h } from "../dom.js";
import { formatQuantity } from "../money.js";
import { reasonText } from "../reasons.js";
import { wayBack } from "../receipt.js";
import { byGateway, mirrorTenders, needsShop, refundable, refundPart } from "../refunds.js";
import { giveBack, lostBenefit } from "../returning.js";
import { askInputs } from "./asking.js";

/** @type {import("./frame.js").View} */
export function refundView(till) {
  const sale = /** @type {import("../refunds.js").SoldSale} */ (till.state.returning);
  const wish = { quantities: new Map(sale.lines.map((line) => [line.line, 0n])), reason: "changed_mind", restock: true, inCash: false, lost: /** @type {Lost|null} */ (null) };
  const node = h("section.wide-screen");
  const draw = () => fill(node, ...content(till, sale, wish, show));
  let asked = "";
  const show = () => {
    const parts = partsOf(sale, wish);
    const now = parts.map((part) => `${part.line}:${part.quantity}`).join();
    if (now !== asked) {
      asked = now;
      wish.lost = null;
      lostBenefit(till, sale, parts).then((lost) => { if (now === asked) { wish.lost = lost; draw(); } });
    }
    draw();
  };
  show();
  return node;
}

/** @typedef {{amount: bigint, names: string[]}} Lost */
/** @typedef {{quantities: Map<number, bigint>, reason: string, restock: boolean, inCash: boolean, lost: Lost|null}} Wish */

/** @param {import("../refunds.js").SoldSale} sale @param {Wish} wish */
const partsOf = (sale, wish) =>
  sale.lines.filter((line) => (wish.quantities.get(line.line) ?? 0n) > 0n)
    .map((line) => refundPart(line, /** @type {bigint} */ (wish.quantities.get(line.line))));

/** @param {import("../till.js").Till} till @param {import("../refunds.js").SoldSale} sale @param {Wish} wish @param {() => void} again */
function content(till, sale, wish, again) {
  const { t } = till;
  const parts = partsOf(sale, wish);
  const lost = wish.lost?.amount ?? 0n;
  const total = parts.reduce((sum, part) => sum + part.amount, 0n) - lost;
  const ways = mirrorTenders(sale, total, wish.inCash).map((tender) =>
    h("div.sum", {}, h("span", {}, wayBack(tender.method, t)), h("span.num", {}, till.money(tender.amount))));
  const choose = (/** @type {Partial<Wish>} */ change) => { Object.assign(wish, change); again(); };
  const all = () => { for (const line of sale.lines) wish.quantities.set(line.line, refundable(line)); again(); };
  return [
    h("header.page-head", {}, h("h1", {}, t("Money back for {n}", { n: sale.receipt })), button(t("All of it"), all, { key: "all" })),
    h("ul.refund-lines", {}, ...sale.lines.map((line) => refundLine(till, line, wish, again))),
    h("fieldset.stack", {}, h("legend.label", {}, t("Why")), h("div.choice", {}, ...reasons(t).map(([code, text]) =>
      button(text, () => choose({ reason: code }), { kind: "option", key: `why-${code}`, pressed: wish.reason === code })))),
    h("fieldset.stack", {}, h("legend.label", {}, t("The goods")), h("div.choice", {},
      button(t("Back on the shelf"), () => choose({ restock: true }), { kind: "option", key: "restock", pressed: wish.restock }),
      button(t("Not sellable"), () => choose({ restock: false }), { kind: "option", key: "scrap", pressed: !wish.restock }))),
    byGateway(sale) && till.state.setup?.cash_for_web ? wayChoice(till, wish, choose) : null,
    h("div.refund-foot", {}, lost === 0n ? null : h("div.sum", {}, h("span", {}, lostWords(t, wish)), h("span.num", { id: "refund-lost" }, till.money(-lost))), ...ways, h("div.sum.grand", {}, h("span", {}, t("Give back")), h("output.num", { id: "refund-total" }, till.money(total))),
      h("div.actions", {}, button(t("Cancel"), () => till.go("receipts"), { key: "cancel" }),
        button(t("Give money back"), () => till.once(() => finish(till, sale, wish, again)), { kind: "primary", key: "give-back", disabled: parts.length === 0 }))),
  ];
}

/** @param {import("../till.js").Till} till @param {import("../refunds.js").SoldLine} line @param {Wish} wish @param {() => void} again */
function refundLine(till, line, wish, again) {
  const { t } = till;
  const most = refundable(line);
  const chosen = wish.quantities.get(line.line) ?? 0n;
  const step = most % 1000n === 0n ? 1000n : most;
  const set = (/** @type {bigint} */ quantity) => () => { wish.quantities.set(line.line, quantity); again(); };
  const show = (/** @type {bigint} */ milli) => formatQuantity(milli, till.language);
  return h("li.refund-line", {},
    h("span.line-text", {}, h("span.line-title", {}, line.title), h("span.soft", {}, most === line.quantity ? t("{n} sold", { n: show(line.quantity) })
      : t("{left} of {n} can go back", { left: show(most), n: show(line.quantity) }))),
    h("div.stepper", { role: "group", "aria-label": line.title },
      button("", set(chosen - step), { kind: "square", icon: "minus", key: `less-${line.line}`, label: t("One less"), disabled: chosen === 0n }),
      h("output.num", {}, show(chosen)),
      button("", set(chosen + step), { kind: "square", icon: "plus", key: `more-${line.line}`, label: t("One more"), disabled: chosen + step > most })),
    h("span.num.line-total", {}, till.money(chosen > 0n ? refundPart(line, chosen).amount : 0n)));
}

/** @param {(text: string) => string} t @param {Wish} wish */
const lostWords = (t, { lost }) => [lost && lost.amount < 0n ? t("Kept back before") : t("Lost offer"), ...(lost?.names ?? [])].join(": ");

/** @param {import("../till.js").Till} till @param {Wish} wish @param {(change: Partial<Wish>) => void} choose */
function wayChoice({ t }, wish, choose) {
  return h("fieldset.stack", {}, h("legend.label", {}, t("The money")), h("div.choice", {},
    button(t("Back to the original payment"), () => choose({ inCash: false }), { kind: "option", key: "original", pressed: !wish.inCash }),
    button(t("Cash back"), () => choose({ inCash: true }), { kind: "option", key: "in-cash", pressed: wish.inCash })));
}

/** @param {(text: string) => string} t @returns {[string, string][]} codes are kept, words are shown */
const reasons = (t) => [
  ["changed_mind", t("Changed their mind")],
  ["faulty", t("Faulty")],
  ["wrong_item", t("Wrong article")],
  ["goodwill", t("Goodwill")],
];

/** @param {import("../till.js").Till} till @param {import("../refunds.js").SoldSale} sale @param {Wish} wish @param {() => void} again */
async function finish(till, sale, wish, again) {
  if (sale.online && till.state.sync.line !== "online") return till.say(reasonText(till.t, "pos.refund_needs_network"), "warn");
  const { reason, restock, inCash } = wish;
  const parts = restock ? await named(till, partsOf(sale, wish)) : partsOf(sale, wish);
  if (!parts) return;
  const lost = await lostBenefit(till, sale, parts);
  if (!lost && needsShop(sale, parts, till.state.setup)) return till.say(reasonText(till.t, "pos.benefit_needs_network"), "warn");
  if ((lost?.amount ?? 0n) !== (wish.lost?.amount ?? 0n)) {
    wish.lost = lost;
    return again();
  }
  const settled = await giveBack(till, "refund", { sale, parts, reason, restock, inCash, withheld: lost?.amount });
  till.set({ returning: null });
  if (settled.status !== "refused") return till.go("done");
  till.go("attention");
  till.say(till.t("The shop refused this. Do not give money back; see Needs attention."), "warn");
}

/**
 * Which units come back, where the sale had more of them. @param {import("../till.js").Till} till
 * @param {import("../refunds.js").RefundPart[]} parts @returns {Promise<import("../refunds.js").RefundPart[]|null>}
 */
async function named(till, parts) {
  const told = [];
  for (const part of parts) {
    const ask = part.which ? await askInputs(till, { title: part.title, serials: Number(part.quantity / 1000n) }, [], till.t("Take back")) : { serials: part.serials };
    if (!ask) return null;
    told.push({ ...part, serials: ask.serials });
  }
  return told;
}
