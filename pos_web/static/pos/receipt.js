// @ts-check
/** A receipt as a list of rows, written once and shown alike on screen and paper. */

import { formatQuantity, fromWire, toMilli } from "./money.js";

/**
 * @typedef {{kind: "title"|"center"|"note", text: string}
 *   | {kind: "pair", left: string, right: string, bold?: boolean, big?: boolean}
 *   | {kind: "rule"} | {kind: "space"} | {kind: "code", text: string} | {kind: "secret"|"link", text: string}} Row
 */
/**
 * @typedef {object} Language what a receipt needs to speak
 * @property {(text: string, facts?: Record<string, string|number>) => string} t
 * @property {string} locale
 * @property {(amount: bigint) => string} money
 * @property {(at: string) => string} when
 */

/**
 * @param {any} record journal record of a sale, refund or void
 * @param {{store: {name: string, address: string[]}, register: string, cashier: string, header: string[],
 *   footer: string[], copy?: number}} place
 * @param {Language} language
 * @returns {Row[]}
 */
export function receiptRows(record, place, language) {
  const { t } = language;
  const { payload } = record;
  const isSale = record.kind === "sale";
  return [
    ...headRows(place),
    ...(isSale ? [] : [/** @type {Row} */ ({ kind: "title", text: t("Refund") })]),
    ...(place.copy ? [/** @type {Row} */ ({ kind: "title", text: t("Copy {n}", { n: place.copy }) })] : []),
    { kind: "rule" },
    ...payload.lines.flatMap((/** @type {any} */ line) => lineRows(line, isSale, language)),
    { kind: "rule" },
    ...(isSale ? saleTotals(payload, language) : refundTotals(payload, language)),
    { kind: "rule" },
    ...factRows(record, place, language),
    { kind: "space" },
    ...place.footer.map((text) => /** @type {Row} */ ({ kind: "center", text })),
    { kind: "code", text: payload.receipt },
  ];
}

/**
 * Gift cards as they are handed over, each with its code; no copy of this is kept.
 * @param {import("./gift_cards.js").SoldCard[]} cards @param {{store: {name: string, address: string[]}, header: string[]}} place
 * @param {Language & {day: (at: string) => string}} language @returns {Row[]}
 */
export function cardRows(cards, place, { t, money, day }) {
  return cards.flatMap((card) => /** @type {Row[]} */ ([
    { kind: "title", text: place.store.name },
    { kind: "pair", left: t("Gift card"), right: money(fromWire(card.balance)), bold: true, big: true },
    { kind: "secret", text: card.code },
    { kind: "center", text: card.expires_on ? t("Valid until {day}", { day: day(card.expires_on) }) : t("Valid without end") },
    { kind: "center", text: t("Keep this slip like cash: whoever has the code can pay with it.") },
    { kind: "rule" },
  ]));
}

/**
 * Where the buyer finds what was bought to download: a code for a phone, and the address to type.
 * @param {string} address @param {any} record @param {{store: {name: string}}} place @param {Pick<Language, "t">} language @returns {Row[]}
 */
export function downloadRows(address, record, place, { t }) {
  return [
    { kind: "title", text: place.store.name },
    { kind: "center", text: t("Your downloads") },
    { kind: "link", text: address },
    { kind: "center", text: t("Receipt {n}", { n: record.payload.receipt }) },
    { kind: "center", text: t("Keep this slip: whoever has the address can open the files and keys.") },
  ];
}

/** @param {{store: {name: string, address: string[]}, header: string[]}} place @returns {Row[]} */
function headRows({ store, header }) {
  const lines = [...store.address, ...header];
  return [{ kind: "title", text: store.name }, ...lines.map((text) => /** @type {Row} */ ({ kind: "center", text }))];
}

/** @param {any} line @param {boolean} isSale @param {Language} language @returns {Row[]} */
function lineRows(line, isSale, { t, locale, money }) {
  const quantity = formatQuantity(toMilli(line.quantity), locale);
  if (!isSale) return [{ kind: "pair", left: `${quantity} × ${line.title}`, right: money(-fromWire(line.amount)) }];
  const price = fromWire(line.unit_price);
  const rows = [
    /** @type {Row} */ ({ kind: "pair", left: line.title, right: money(linePrice(line)) }),
  ];
  if (line.quantity !== 1) rows.push({ kind: "note", text: `${quantity} × ${money(price)}` });
  for (const value of Object.values(line.inputs ?? {})) rows.push({ kind: "note", text: String(value) });
  if (line.gift_card?.last4) rows.push({ kind: "note", text: t("Put on the gift card …{last4}", { last4: line.gift_card.last4 }) });
  for (const code of line.serials ?? []) rows.push({ kind: "note", text: t("Serial number {code}", { code }) });
  for (const share of line.discounts) {
    rows.push({ kind: "note", text: `${share.name || t("Discount")} ${money(-fromWire(share.amount))}` });
  }
  return rows;
}

/** What a line costs in the shop's own tax mode: tax that comes on top is listed below. @param {any} line */
function linePrice(line) {
  const milli = toMilli(line.quantity);
  const gross = fromWire(line.unit_price) * milli;
  return (gross + 500n) / 1000n - fromWire(line.discount);
}

/** @param {any} payload @param {Language} language @returns {Row[]} */
function saleTotals(payload, { t, money }) {
  const { totals, tenders, prices_include_tax: included } = payload;
  const rows = /** @type {Row[]} */ ([]);
  if (!included) {
    rows.push({ kind: "pair", left: t("Net"), right: money(fromWire(totals.total) - fromWire(totals.tax)) });
    rows.push(...taxRows(payload, included, { t, money }));
  }
  rows.push({ kind: "pair", left: t("Total"), right: money(fromWire(totals.total)), bold: true, big: true });
  if (fromWire(payload.rounding) !== 0n) {
    rows.push({ kind: "pair", left: t("Rounding"), right: money(fromWire(payload.rounding)) });
  }
  rows.push(...tenders.flatMap((/** @type {any} */ tender) => tenderRows(tender, { t, money })));
  const inside = included ? taxRows(payload, included, { t, money }) : [];
  if (inside.length > 0) rows.push({ kind: "rule" }, ...inside);
  rows.push(...declaredRows(tenders, { t, money }));
  return rows;
}

/** Tax that was due when a single-purpose gift card was sold. @param {any[]} tenders @param {Pick<Language, "t"|"money">} language @returns {Row[]} */
function declaredRows(tenders, { t, money }) {
  return tenders.filter(({ taxed }) => taxed).map(({ taxed }) => ({
    kind: "pair",
    left: t("taxed with the gift card: {tax} on {net}", { tax: taxed.name, net: money(fromWire(taxed.net)) }),
    right: money(-fromWire(taxed.tax)),
  }));
}

/** @param {any} payload @param {boolean} included @param {Pick<Language, "t"|"money">} language @returns {Row[]} */
function taxRows(payload, included, { t, money }) {
  /** @type {Map<string, {name: string, base: bigint, amount: bigint}>} */
  const taxes = new Map();
  for (const share of payload.lines.flatMap((/** @type {any} */ line) => line.taxes)) {
    const sum = taxes.get(share.id) ?? { name: share.name, base: 0n, amount: 0n };
    taxes.set(share.id, {
      name: share.name,
      base: sum.base + fromWire(share.base),
      amount: sum.amount + fromWire(share.amount),
    });
  }
  return [...taxes.values()].map(({ name, base, amount }) => ({
    kind: "pair",
    left: included ? t("incl. {tax} on {net}", { tax: name, net: money(base) }) : name,
    right: money(amount),
  }));
}

/** @param {any} tender @param {Pick<Language, "t"|"money">} language @returns {Row[]} */
function tenderRows(tender, { t, money }) {
  if (tender.method !== "cash") {
    const reference = tender.reference ? ` ${tender.reference}` : tender.last4 ? ` …${tender.last4}` : "";
    const name = { gift_card: t("Gift card"), store_credit: t("Store credit") }[/** @type {string} */ (tender.method)] ?? t("Card");
    return [{ kind: "pair", left: name + reference, right: money(fromWire(tender.amount)) }];
  }
  const given = fromWire(tender.given ?? tender.amount);
  const change = fromWire(tender.change ?? { amount: 0, currency: "" });
  const rows = [/** @type {Row} */ ({ kind: "pair", left: t("Cash"), right: money(given) })];
  if (change > 0n) rows.push({ kind: "pair", left: t("Change"), right: money(change) });
  return rows;
}

/** @param {any} payload @param {Language} language @returns {Row[]} */
function refundTotals(payload, { t, money }) {
  const back = payload.tenders.map((/** @type {any} */ tender) => ({
    kind: "pair",
    left: wayBack(tender.method, t),
    right: money(fromWire(tender.amount)),
  }));
  const total = { kind: "pair", left: t("Refund"), right: money(-fromWire(payload.total)), bold: true, big: true };
  const kept = payload.withheld ? fromWire(payload.withheld) : 0n;
  const lost = kept === 0n ? [] : [{ kind: "pair", left: kept > 0n ? t("Lost offer") : t("Kept back before"), right: money(kept) }];
  return /** @type {Row[]} */ ([...lost, total, ...back, { kind: "note", text: t("For receipt {n}", { n: payload.sale.receipt }) }]);
}

/** @param {string} method @param {Language["t"]} t */
export const wayBack = (method, t) =>
  ({ cash: t("Cash back"), original: t("Back to the original payment") })[method] ?? t("Back to card");

/** @param {any} record @param {any} place @param {Language} language @returns {Row[]} */
function factRows(record, place, { t, when }) {
  return [
    { kind: "pair", left: t("Receipt {n}", { n: record.payload.receipt }), right: when(record.at) },
    { kind: "pair", left: place.register, right: place.cashier },
  ];
}

/**
 * The totals of a shift, printed at closing.
 * @param {import("./shift.js").ShiftTotals} totals
 * @param {{float: bigint, count: bigint}} closing
 * @param {{store: {name: string}, register: string, cashier: string, at: string}} place
 * @param {Language} language
 * @returns {Row[]}
 */
export function shiftRows(totals, { float, count }, place, { t, money, when }) {
  const pair = (/** @type {string} */ left, /** @type {string} */ right, bold = false) =>
    /** @type {Row} */ ({ kind: "pair", left, right, bold });
  return [
    { kind: "title", text: t("Shift report") },
    { kind: "center", text: `${place.store.name} · ${place.register}` },
    { kind: "rule" },
    pair(t("Sales"), String(totals.sales)),
    pair(t("Sold"), money(totals.sold)),
    pair(t("Refunds"), String(totals.refunds)),
    pair(t("Refunded"), money(-totals.refunded)),
    pair(t("Card"), money(totals.card)),
    { kind: "rule" },
    pair(t("Float"), money(float)),
    pair(t("Cash from sales and refunds"), money(totals.cash)),
    pair(t("Cash in"), money(totals.cashIn)),
    pair(t("Cash out"), money(-totals.cashOut)),
    pair(t("Expected"), money(totals.expected)),
    pair(t("Counted"), money(count)),
    pair(t("Difference"), money(count - totals.expected), true),
    { kind: "rule" },
    pair(when(place.at), place.cashier),
  ];
}
