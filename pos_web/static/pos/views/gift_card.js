// @ts-check
/** Gift cards at the counter: what one is to be worth, what is on one, and more onto it. */

import { button, dialog, fill, h, tell } from "../dom.js";
import { looksLikeCode, lookUpCard, refusalText } from "../gift_cards.js";
import { keypad } from "../keypad.js";
import { fromWire } from "../money.js";
import { add, addLoad } from "../selling.js";
import { unitPrice } from "../prices.js";

/** Said wherever the network is missing: the shop alone can make or load a card. @param {import("../till.js").Till} till */
export const tellOffline = (till) =>
  tell(till.t("This needs the network"), till.t("Gift cards are made, topped up and looked up by the shop. Wait until the till is online, or take the gift card out of the basket."), till.t("Back to the basket"));

/**
 * What a new card is to be worth: the article's own price, or what is typed.
 * @param {import("../till.js").Till} till @param {import("../search.js").IndexedItem} item
 * @returns {Promise<import("../basket.js").CardWish|null>}
 */
export async function askCard(till, item) {
  if (till.state.sync.line !== "online") {
    await tellOffline(till);
    return null;
  }
  const value = await askValue(till, item.title, till.t("What the card is worth"), BigInt(unitPrice(item)));
  return value === null ? null : { value: Number(value) };
}

/** @param {import("../till.js").Till} till @param {string} title @param {string} label @param {bigint} start @returns {Promise<bigint|null>} */
function askValue(till, title, label, start) {
  const { t } = till;
  let value = start;
  return dialog(title, (close) => {
    const done = () => value > 0n && close(value);
    const go = button(t("Add to the basket"), done, { kind: "primary", key: "card-value", disabled: start <= 0n });
    const pad = keypad({
      label, t, start: start > 0n ? String(start) : "", show: (digits) => till.money(BigInt(digits || 0)),
      onChange: (digits) => { value = BigInt(digits || 0); go.disabled = value <= 0n; },
      onEnter: done,
    });
    return [pad.node, h("div.actions", {}, button(t("Cancel"), () => close(null)), go)];
  });
}

/** The button beside the search. @param {import("../till.js").Till} till */
export function cardButton(till) {
  return button(till.t("Gift card"), () => till.once(() => showCard(till)), { icon: "gift", key: "gift-card" });
}

/**
 * A new card, or what is on one; from there it can be topped up.
 * @param {import("../till.js").Till} till @param {string} [scanned]
 */
export async function showCard(till, scanned = "") {
  const { t } = till;
  if (till.state.sync.line !== "online") return tellOffline(till);
  const chosen = /** @type {import("../gift_cards.js").KnownCard|string|null} */ (await dialog(t("Gift card"), (close) => {
    const found = h("div.stack", { role: "status", "aria-live": "polite" });
    const code = h("input.field", { id: "card-code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: 40, "data-takes-scan": true, value: scanned });
    const look = async () => {
      if (!code.value.trim()) return void code.focus();
      try {
        const card = await lookUpCard(till, code.value);
        fill(found, ...cardFacts(till, card, () => close(card)));
      } catch (error) {
        fill(found, h("p.field-error", { role: "alert" }, refusalText(t, error)));
      }
    };
    const onsubmit = (/** @type {Event} */ event) => { event.preventDefault(); look(); };
    if (looksLikeCode(scanned)) look();
    return [h("form.stack", { onsubmit, novalidate: true }, h("label.label", { for: "card-code" }, t("Code of the gift card")), code,
      h("button.button.wide", { type: "submit" }, h("span", {}, t("Show the balance")))), found,
      ...newCards(till, close),
      h("div.actions", {}, button(t("Close"), () => close(null)))];
  }));
  if (typeof chosen === "string") await add(till, chosen);
  else if (chosen) await load(till, chosen);
}

/** Articles that are gift cards; a tap sells one. @param {import("../till.js").Till} till @param {(sku: string) => void} close */
function newCards(till, close) {
  const { t } = till;
  const items = [...till.state.catalog.bySku.values()].filter((item) => item.gift_card);
  if (items.length === 0) return [h("p.soft", {}, t("This till sells no gift card. Make a product that is one in the console."))];
  return [h("p.label", {}, t("Sell a new one")), h("div.variants", {}, ...items.map((item) =>
    h("button.button.option.variant", { type: "button", onclick: () => close(item.sku), "data-key": `new-card-${item.sku}` },
      h("span", {}, [item.title, item.option].filter(Boolean).join(", ")), h("span.num", {}, till.money(unitPrice(item))))))];
}

/** @param {import("../till.js").Till} till @param {import("../gift_cards.js").KnownCard} card @param {() => void} load */
function cardFacts(till, card, load) {
  const { t } = till;
  const states = { active: "", blocked: t("This gift card is blocked."), expired: t("This gift card has expired.") };
  const until = card.expires_on ? t("Valid until {day}", { day: till.day(card.expires_on) }) : t("Valid without end");
  return [
    h("p.done-figure", {}, h("span.soft", {}, `${t("Gift card")} …${card.last4}`), h("output.num", { id: "card-balance" }, till.money(fromWire(card.balance)))),
    h("p", {}, states[card.status] || until),
    !card.loads ? h("p.soft", {}, t("It cannot be topped up: sell another one instead."))
      : loadable(till) ? button(t("Top up"), load, { kind: "primary wide", key: "top-up" })
        : h("p.soft", {}, t("This till sells no gift card, so it cannot top one up.")),
  ];
}

/** The article that stands for what is put on a card: the first gift card that is taxed when it pays. @param {import("../till.js").Till} till */
const loadable = (till) => [...till.state.catalog.bySku.values()].find((item) => item.gift_card === "multi") ?? null;

/** @param {import("../till.js").Till} till @param {import("../gift_cards.js").KnownCard} card */
async function load(till, card) {
  const { t } = till;
  const item = loadable(till);
  const value = item ? await askValue(till, t("Top up the gift card …{last4}", { last4: card.last4 }), t("How much is put on it"), 0n) : null;
  if (item && value !== null) addLoad(till, item.sku, { value: Number(value), id: card.id, last4: card.last4 });
}
