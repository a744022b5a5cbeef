// @ts-check
/** A receipt on the screen and to the printer, from the same rows. */

import { h } from "../dom.js";
import { encodeReceipt, PrinterError, send } from "../printer.js";
import { receiptRows } from "../receipt.js";

/** @param {import("../till.js").Till} till @param {any} record @param {number} [copy] */
export function rowsOf(till, record, copy) {
  const { setup } = till.state;
  const cashier = setup.cashiers.find((/** @type {any} */ person) => person.id === record.payload.cashier)?.name ?? "";
  const place = {
    store: setup.store, register: setup.register.name, cashier, copy, ...setup.receipt,
  };
  return receiptRows(record, place, { t: till.t, locale: till.language, money: till.money, when: till.when });
}

/** @param {import("../receipt.js").Row[]} rows */
export function paper(rows) {
  return h("div.paper", { tabindex: "0", role: "group" }, ...rows.map(paperRow));
}

/** @param {import("../receipt.js").Row} row */
function paperRow(row) {
  if (row.kind === "rule") return h("hr");
  if (row.kind === "space") return h("p.paper-space");
  if (row.kind === "pair") {
    const classes = ["p", "paper-pair", ...(row.bold ? ["strong"] : []), ...(row.big ? ["is-big"] : [])].join(".");
    return h(classes, {}, h("span", {}, row.left), h("span.num", {}, row.right));
  }
  return h(`p.paper-${row.kind}`, {}, row.text);
}

/**
 * Print, and say plainly when it does not work; the sale is complete either way.
 * @param {import("../till.js").Till} till @param {import("../receipt.js").Row[]} rows @param {boolean} [drawer]
 * @returns {Promise<boolean>}
 */
export async function print(till, rows, drawer = false) {
  const { t } = till;
  const choice = till.state.settings.printer;
  if (!choice) {
    till.say(t("No printer is set up. Choose one under Settings."), "warn");
    return false;
  }
  try {
    await send(choice, await encodeReceipt(rows, { columns: choice.columns, drawer }));
    return true;
  } catch (error) {
    if (!(error instanceof PrinterError)) console.warn("printing failed", error);
    const absent = error instanceof PrinterError && error.reason === "absent";
    till.say(absent ? t("The printer is not connected. The sale is complete; print a copy later.")
      : t("The printer did not take the receipt. The sale is complete; print a copy later."), "warn");
    return false;
  }
}
