// @ts-check
/** The basket: lines, one-tap undo, the total, and the one button that matters. */

import { wordsOf } from "../asking.js";
import { isEmpty } from "../basket.js";
import { button, dialog, fill, h, icon } from "../dom.js";
import { keypad } from "../keypad.js";
import { formatQuantity } from "../money.js";
import { countItems } from "../quote.js";
import { askOffers } from "./offers.js";
import { askPrice } from "./price.js";
import { customerButton } from "./customer.js";
import { showWhere } from "./where.js";
import { changeQuantity, clear, currentQuote, remove, startPaying, undo } from "../selling.js";

/**
 * @param {import("../till.js").Till} till @param {AbortSignal} signal
 * @param {{editable: boolean}} options
 */
export function basketPane(till, signal, { editable }) {
  const node = h("section.basket", { "aria-label": till.t("Basket") });
  till.store.watch(["basket", "customer", "catalog", "undo", "setup"], () => {
    if (till.state.setup) fill(node, ...content(till, editable));
    node.querySelector(".is-touched")?.scrollIntoView({ block: "nearest" });
  }, signal);
  return node;
}

/** @param {import("../till.js").Till} till @param {boolean} editable */
function content(till, editable) {
  const { t } = till;
  const { basket } = till.state;
  const quote = currentQuote(till);
  const empty = isEmpty(basket);
  const head = h("header.basket-head", {}, h("h2", {}, t("Basket")),
    h("span.soft", {}, empty ? "" : t("{n} item|{n} items", { n: countItems(quote.lines) })),
    editable ? customerButton(till) : null,
    editable && !empty ? button(t("Clear"), () => clear(till), { kind: "quiet", icon: "trash-2", key: "clear" }) : null);
  const lines = empty
    ? h("p.basket-empty", {}, t("Scan an article or tap one to begin."))
    : h("ul.basket-lines", { "data-scroll": "lines" }, ...quote.lines.map((/** @type {import("../quote.js").QuotedLine} */ line) => basketLine(till, line, editable)),
        ...vanished(till, quote).map((/** @type {import("../basket.js").BasketLine} */ line) => lostLine(till, line)));
  return [head, lines, editable ? undoBar(till) : null, h("footer.basket-foot", {}, ...sums(till, quote, editable && !empty), editable ? payButton(till, quote) : null)];
}

/** @param {import("../till.js").Till} till @param {import("../quote.js").QuotedLine} line @param {boolean} editable */
function basketLine(till, line, editable) {
  const { t } = till;
  const quantity = formatQuantity(line.quantity, till.language);
  const touched = till.state.touched === line.id;
  const count = editable && !line.gift && !line.card?.id && line.serials.length === 0
    ? button(quantity, () => askQuantity(till, line), { kind: "quantity", key: `quantity-${line.id}`, label: t("Quantity of {title}: {quantity}", { title: line.title, quantity }) })
    : h("span.quantity.num", {}, quantity);
  const item = till.state.catalog.bySku.get(line.sku);
  const here = item?.available ?? null;
  const short = editable && here !== null && line.quantity > BigInt(Math.max(0, here)) * 1000n;
  const parts = (item?.parts ?? []).map((/** @type {{quantity: number, title: string}} */ part) => `${part.quantity} × ${part.title}`);
  const onto = line.card?.last4 ? t("Put on the gift card …{last4}", { last4: line.card.last4 }) : "";
  const detail = [line.option, onto, ...wordsOf(item ?? {}, line.inputs, till.language), ...line.serials.map((code) => t("Serial number {code}", { code })), parts.join(", "), line.quantity === 1000n ? "" : t("{price} each", { price: till.money(line.unitPrice) })];
  const reduced = line.discounts.map((share) => h("span.is-reduced", {}, `${share.name} ${till.money(-share.amount)}`));
  return h(`li.basket-line${touched ? ".is-touched" : ""}`, { "data-sku": line.sku }, count,
    h("span.line-text", {}, h("span.line-title", {}, line.title), h("span.soft.line-detail", {},
      short ? h("span.is-short", {}, here > 0 ? t("only {n} here", { n: here }) : t("none here")) : null, detail.filter(Boolean).join(" · "), ...reduced)),
    lineTotal(till, line, editable),
    editable && !line.gift ? button("", () => remove(till, line.id, line.title), { kind: "quiet square", icon: "x", label: t("Remove {title}", { title: line.title }) }) : null);
}

/** Tapped, the price can be changed. @param {import("../till.js").Till} till @param {import("../quote.js").QuotedLine} line @param {boolean} editable */
function lineTotal(till, line, editable) {
  const { t } = till;
  const price = till.money(line.subtotal - line.discount);
  if (line.gift) return h("span.line-total", {}, t("Gift"));
  if (!editable || line.giftCard) return h("span.num.line-total", {}, price);
  return button(price, () => till.once(() => askPrice(till, line)), { kind: "quiet price num line-total", key: `price-${line.id}`, label: t("Change the price of {title}: {price}", { title: line.title, price }) });
}

/** Lines whose article left the catalogue while they lay in the basket. @param {import("../till.js").Till} till @param {any} quote */
const vanished = (till, quote) =>
  till.state.basket.lines.filter((/** @type {any} */ line) => !quote.lines.some((/** @type {any} */ known) => known.id === line.id));

/** @param {import("../till.js").Till} till @param {any} line */
function lostLine(till, line) {
  const { t } = till;
  return h("li.basket-line.is-lost", {}, icon("circle-alert"), h("span.line-text", {}, t("{sku} is not sold any more", { sku: line.sku })),
    button("", () => remove(till, line.id, line.sku), { kind: "quiet square", icon: "x", label: t("Remove {title}", { title: line.sku }) }));
}

/** @param {import("../till.js").Till} till */
function undoBar(till) {
  const undoing = till.state.undo;
  if (!undoing) return null;
  return h("div.undo", { role: "status" }, h("span", {}, undoing.text), button(till.t("Undo"), () => undo(till), { icon: "undo-2", key: "undo" }));
}

/** What may be done to the whole basket. @param {import("../till.js").Till} till */
const tools = (till) => button(till.t("Discount or code"), () => till.once(() => askOffers(till)), { kind: "quiet", icon: "ticket", key: "discount" });

/** @param {import("../till.js").Till} till @param {import("../quote.js").Quote} quote @param {boolean} changeable */
function sums(till, quote, changeable) {
  const { t } = till;
  const row = (/** @type {string} */ left, /** @type {bigint} */ amount) =>
    h("div.sum", {}, h("span", {}, left), h("span.num", {}, till.money(amount)));
  const included = till.state.setup.prices_include_tax;
  const rows = [];
  if (quote.discount > 0n) rows.push(row(t("Discount"), -quote.discount));
  if (quote.tax > 0n) rows.push(row(included ? t("Tax included") : t("Tax"), quote.tax));
  return [h("div.basket-sums", {}, changeable ? tools(till) : null, h("div.sums", {}, ...rows)), h("div.sum.grand", {}, h("span", {}, t("Total")), h("output.num", { id: "total" }, till.money(quote.total)))];
}

/** @param {import("../till.js").Till} till @param {import("../quote.js").Quote} quote */
function payButton(till, quote) {
  const blocked = quote.lines.length === 0 || vanished(till, quote).length > 0;
  return button(till.t("Pay"), () => till.once(() => startPaying(till)), { kind: "primary pay", key: "pay", disabled: blocked });
}

/** @param {import("../till.js").Till} till @param {import("../quote.js").QuotedLine} line */
async function askQuantity(till, line) {
  const { t } = till;
  let wanted = line.quantity;
  const answer = await dialog(line.title, (close) => {
    const pad = keypad({
      label: t("Quantity"), t, most: 4, start: String(line.quantity / 1000n),
      show: (digits) => digits || "0",
      onChange: (digits) => { wanted = BigInt(digits || 0) * 1000n; },
      onEnter: () => close(true),
    });
    const step = (/** @type {bigint} */ by) => () => pad.set(String(wanted + by > 0n ? (wanted + by) / 1000n : 0n));
    return [pad.node, h("div.actions.even", {}, button(t("One less"), step(-1000n), { icon: "minus" }), button(t("One more"), step(1000n), { icon: "plus" })),
      h("div.actions", {}, button(t("Stock in stores"), () => showWhere(till, line), { kind: "quiet", icon: "store", key: "where" }), button(t("Cancel"), () => close(null)), button(t("Set quantity"), () => close(true), { kind: "primary" }))];
  });
  if (answer && wanted === 0n) remove(till, line.id, line.title);
  else if (answer) changeQuantity(till, line.id, wanted);
}
