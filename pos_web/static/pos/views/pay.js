// @ts-check
/** Taking money: cash with quick notes and change, a card on its own terminal, or several of both. */

import { Refused } from "../api.js";
import { ask, button, fill, h, icon } from "../dom.js";
import { holdCard, holdCredit, refusalText } from "../gift_cards.js";
import { keypad } from "../keypad.js";
import { currentBalance, pay, removeTender } from "../selling.js";
import { cashTender, implausible, quickNotes } from "../tender.js";
import { basketPane } from "./basket_pane.js";

/** @type {import("./frame.js").View} */
export function payView(till, signal) {
  const pane = h("section.pay-pane", { "aria-label": till.t("Payment") });
  const choice = { method: "cash" };
  const show = () => fill(pane, ...content(till, choice, show));
  till.store.watch(["tenders", "basket"], () => till.state.screen === "pay" && show(), signal);
  till.store.watch(["recording"], ({ recording }) => pane.setAttribute("aria-busy", String(recording)), signal);
  return h("div.counter.is-paying", {}, pane, basketPane(till, signal, { editable: false }));
}

/** @param {import("../till.js").Till} till @param {{method: string}} choice @param {() => void} again */
function content(till, choice, again) {
  const { t } = till;
  const { open } = currentBalance(till);
  const tab = (/** @type {string} */ method, /** @type {string} */ text, /** @type {string} */ picture) =>
    button(text, () => { choice.method = method; again(); }, { kind: "option", icon: picture, key: `by-${method}`, pressed: choice.method === method });
  return [
    h("header.pay-head", {}, button(t("Back to the basket"), () => till.go("sell"), { icon: "arrow-left", key: "back" }),
      h("p.pay-open", {}, h("span.soft", {}, t("To pay")), h("output.num", { id: "to-pay" }, till.money(open)))),
    tenderList(till),
    h("div.choice", { role: "group", "aria-label": t("How") }, tab("cash", t("Cash"), "banknote"), tab("card", t("Card"), "credit-card"), tab("gift_card", t("Gift card"), "gift"), till.state.customer?.id ? tab("store_credit", t("Store credit"), "user") : null),
    choice.method === "cash" ? byCash(till) : choice.method === "card" ? byCard(till) : choice.method === "gift_card" ? byGiftCard(till) : byCredit(till),
  ];
}

/** @param {import("../till.js").Till} till */
function tenderList(till) {
  const { t } = till;
  const { tenders } = till.state;
  if (tenders.length === 0) return null;
  return h("ul.tenders", {}, ...tenders.map((/** @type {any} */ tender, /** @type {number} */ index) => {
    const { name, picture } = shownAs(t, tender);
    return h("li", {}, icon(picture), h("span", {}, name), h("span.num", {}, till.money(tender.amount)),
      button("", () => removeTender(till, index), { kind: "quiet square", icon: "x", label: t("Remove {title}", { title: name }) }));
  }));
}

/** @param {import("../till.js").Till["t"]} t @param {import("../tender.js").Tender} tender */
function shownAs(t, tender) {
  if (tender.method === "cash") return { name: t("Cash"), picture: "banknote" };
  if (tender.method === "gift_card") return { name: `${t("Gift card")} …${tender.last4}`, picture: "gift" };
  if (tender.method === "store_credit") return { name: t("Store credit"), picture: "user" };
  return { name: t("Card"), picture: "credit-card" };
}

/** @param {import("../till.js").Till} till */
function byGiftCard(till) {
  const { t } = till;
  const { open } = currentBalance(till);
  const code = h("input.field", { id: "gift-card", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: 40 });
  const away = till.state.sync.line === "online" ? "" : refusalText(t, null);
  const refusal = h("p.field-error", { role: "alert" }, away);
  const take = () => till.once(async () => {
    if (code.value.trim() === "") return void code.focus();
    try {
      await pay(till, await holdCard(till, code.value, open));
    } catch (error) {
      refusal.textContent = refusalText(t, error);
    }
  });
  code.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => { if (event.key === "Enter") take(); });
  return h("div.card", {}, h("p.soft", {}, t("Scan or type the code. What the card holds is taken, at most what is to pay.")),
    h("label.label", { for: "gift-card" }, t("Code of the gift card")), code, refusal,
    button(t("Take the gift card"), take, { kind: "primary wide", key: "take-gift-card", disabled: open <= 0n }));
}

/** What the shop owes the customer whose sale it is. @param {import("../till.js").Till} till */
function byCredit(till) {
  const { t } = till;
  const { open } = currentBalance(till);
  const away = till.state.sync.line === "online" ? "" : creditRefusal(t, null);
  const refusal = h("p.field-error", { role: "alert" }, away);
  const take = () => till.once(async () => {
    try {
      await pay(till, await holdCredit(till, open));
    } catch (error) {
      refusal.textContent = creditRefusal(t, error);
    }
  });
  return h("div.card", {}, h("p.soft", {}, t("{name} pays with store credit: what there is, at most what is to pay.", { name: till.state.customer.name || till.state.customer.email })), refusal,
    button(t("Take the store credit"), take, { kind: "primary wide", key: "take-credit", disabled: open <= 0n }));
}

/** @param {(text: string) => string} t @param {unknown} error */
const creditRefusal = (t, error) => (error instanceof Refused ? error.message
  : t("Store credit needs the network. Take the money another way, or try again when the till is online."));

/** @param {import("../till.js").Till} till */
function byCash(till) {
  const { t } = till;
  const { cashOpen } = currentBalance(till);
  const digits = till.state.setup.currency.digits;
  let given = 0n;
  const change = h("output.change-preview", { "aria-live": "polite" });
  const take = async (/** @type {bigint} */ amount) => till.once(async () => {
    if (amount <= 0n && cashOpen > 0n) return;
    if (!implausible(cashOpen, amount) || (await sure(till, amount))) await pay(till, cashTender(cashOpen, amount));
  });
  const takeButton = button(t("Take cash"), () => take(given), { kind: "primary wide", key: "take-cash", disabled: true });
  const pad = keypad({
    label: t("Cash received"), t, show: (text) => till.money(BigInt(text || 0)),
    onChange: (text) => {
      given = BigInt(text || 0);
      takeButton.disabled = given <= 0n;
      fill(change, given > cashOpen ? t("Change {amount}", { amount: till.money(given - cashOpen) })
        : given > 0n && given < cashOpen ? t("{amount} stay open", { amount: till.money(cashOpen - given) }) : "");
    },
    onEnter: () => take(given),
  });
  const notes = cashOpen === 0n ? [0n] : quickNotes(cashOpen, digits);
  const quick = notes.map((note, index) =>
    button(till.money(note), () => take(note), { kind: "note num", key: `note-${index}`, label: index === 0 ? t("Exactly {amount}", { amount: till.money(note) }) : undefined }));
  return h("div.cash", {}, h("div.notes", { role: "group", "aria-label": t("Cash received") }, ...quick), pad.node, change, takeButton);
}

/** @param {import("../till.js").Till} till @param {bigint} amount */
const sure = (till, amount) =>
  ask(till.t("Really {amount}?", { amount: till.money(amount) }), till.t("That is ten times the bill or more."), till.t("Yes, take it"), till.t("Correct it"));

/** @param {import("../till.js").Till} till */
function byCard(till) {
  const { t } = till;
  const { open } = currentBalance(till);
  let amount = open;
  const reference = h("input.field", { id: "reference", autocomplete: "off", maxlength: 12, inputmode: "numeric" });
  const take = () => till.once(async () => {
    if (amount <= 0n || amount > open) return;
    await pay(till, { method: "card_external", amount, reference: reference.value.trim() });
  });
  const done = button(t("Card paid {amount}", { amount: till.money(open) }), take, { kind: "primary wide", key: "card-paid" });
  const pad = keypad({
    label: t("Amount on the terminal"), t, start: String(open), show: (text) => till.money(BigInt(text || 0)),
    onChange: (text) => {
      amount = BigInt(text || 0);
      done.disabled = amount <= 0n || amount > open;
      fill(done, h("span", {}, t("Card paid {amount}", { amount: till.money(amount) })));
    },
    onEnter: take,
  });
  return h("div.card", {}, h("p.soft", {}, t("Take the card on the terminal, then confirm here.")), pad.node,
    h("label.label", { for: "reference" }, t("Reference on the slip (optional)")), reference, done);
}

