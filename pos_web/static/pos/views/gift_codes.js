// @ts-check
/** The codes of gift cards that were just sold: shown and printed until the buyer has them, then told no more. */

import { Refused } from "../api.js";
import { button, fill, h } from "../dom.js";
import { handedOver, soldCards } from "../gift_cards.js";
import { cardRows } from "../receipt.js";
import { paper, print } from "./paper.js";

const printed = new Set();

/**
 * @param {import("../till.js").Till} till @param {AbortSignal} signal @param {() => any} sale the record as it is now
 */
export function codesPane(till, signal, sale) {
  const { t } = till;
  const node = h("section.gift-codes", { "aria-label": t("Gift cards"), "aria-live": "polite" });
  let asked = false;
  const show = async () => {
    const record = sale();
    if (record.status === "refused") return fill(node);
    if (record.status === "waiting") return fill(node, h("p", {}, t("The code comes as soon as the shop has booked the sale.")));
    if (asked) return undefined;
    asked = true;
    try {
      const cards = await soldCards(till, record);
      fill(node, ...(cards.length > 0 ? cardsThere(till, node, record, cards) : [h("p.soft", {}, t("The codes were handed over."))]));
    } catch (error) {
      asked = false;
      const words = error instanceof Refused ? error.message : t("The shop cannot be reached. Check the network and try again.");
      fill(node, h("p", { role: "alert" }, words), button(t("Show the codes"), show, { kind: "primary", key: "show-codes" }));
    }
    return undefined;
  };
  till.store.watch(["last"], show, signal);
  return node;
}

/**
 * @param {import("../till.js").Till} till @param {HTMLElement} node @param {any} record
 * @param {import("../gift_cards.js").SoldCard[]} cards
 */
function cardsThere(till, node, record, cards) {
  const { t } = till;
  const rows = cardRows(cards, { store: till.state.setup.store, ...till.state.setup.receipt }, { t, locale: till.language, money: till.money, when: till.when, day: till.day });
  const gone = async () => {
    await handedOver(till, record);
    fill(node, h("p.soft", {}, t("The codes were handed over.")));
  };
  if (till.state.settings.autoPrint && till.state.settings.printer && !printed.has(record.id)) {
    printed.add(record.id);
    print(till, rows);
  }
  return [
    h("p", {}, t("Give the buyer the codes now. They are kept nowhere: after an hour nobody can show them.")),
    paper(rows),
    h("div.actions.even", {}, button(t("Print the codes"), () => till.once(() => print(till, rows)), { icon: "printer", key: "print-codes" }),
      button(t("Handed over"), () => till.once(() => gone().catch(() => till.say(t("The shop cannot be reached. Check the network and try again."), "warn"))), { icon: "check", key: "handed-over" })),
  ];
}
