// @ts-check
/** What a scanned code means, depending on where the till is. */

import { scanned } from "./deliveries.js";
import { looksLikeCode } from "./gift_cards.js";
import { add } from "./selling.js";
import { nameUnit } from "./views/delivery.js";
import { showCard } from "./views/gift_card.js";

const RECEIPT = /-\d+-\d{5,}$/;

/** @param {import("./till.js").Till} till @param {string} code @returns {boolean} whether it was understood */
export function onScan(till, code) {
  const { screen, cashier, shift, catalog } = till.state;
  if (!cashier || !shift) return false;
  if (intoDialog(code)) return true;
  if (screen === "pay") {
    if (intoGiftCard(code)) return true;
    till.say(till.t("Finish or leave the payment first, then scan on."), "warn");
    return false;
  }
  if (screen === "delivery") return intoDelivery(till, code);
  const item = catalog.scan(code);
  if (!item && screen === "sell" && looksLikeCode(code)) return showGiftCard(till, code);
  if (!item) return RECEIPT.test(code) ? showReceipt(till, code) : unknown(till, code);
  if (screen !== "sell") till.go("sell");
  const title = item.option ? `${item.title}, ${item.option}` : item.title;
  add(till, item.sku).then((added) => added && till.say(till.t("{title} added", { title }), "done"));
  return true;
}

/** One more of it came. @param {import("./till.js").Till} till @param {string} code */
function intoDelivery(till, code) {
  const { delivery, line } = scanned(/** @type {import("./deliveries.js").Delivery} */ (till.state.delivery), code);
  if (line?.by_serial) {
    till.once(() => nameUnit(till, line));
    return true;
  }
  till.keep("delivery", delivery);
  if (line) till.say(till.t("{title}: {n} of {expected}", { title: line.title || line.sku, n: line.came, expected: line.expected }), line.came + line.damaged > line.expected ? "warn" : "done");
  else till.say(till.t("{code} is not on this delivery", { code }), "warn");
  return line !== null;
}

/** @param {import("./till.js").Till} till @param {string} code */
function showReceipt(till, code) {
  if (till.state.screen !== "receipts") till.go("receipts");
  till.set({ lookup: code });
  return true;
}

/** @param {import("./till.js").Till} till @param {string} code */
function showGiftCard(till, code) {
  till.once(() => showCard(till, code));
  return true;
}

/** At the payment the field for a gift card takes the scan. @param {string} code */
function intoGiftCard(code) {
  const field = /** @type {HTMLInputElement|null} */ (document.getElementById("gift-card"));
  if (field) field.value = code;
  return field !== null;
}

/** The basket stays as it is; the search is offered with the code. @param {import("./till.js").Till} till @param {string} code */
function unknown(till, code) {
  if (till.state.screen !== "sell") till.go("sell");
  till.set({ lookup: code });
  till.say(till.t("No article has the code {code}. Search for it instead.", { code }), "warn");
  return false;
}

/** A dialog that asks for serial numbers takes the scan: the first empty field, then Enter is as good as the button. @param {string} code */
function intoDialog(code) {
  const fields = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("dialog[open] [data-takes-scan]")]);
  const field = fields.find((each) => !each.value.trim());
  if (!field) return fields.length > 0;
  field.value = code;
  const next = fields.find((each) => !each.value.trim());
  if (next) next.focus();
  else field.form?.requestSubmit();
  return true;
}
