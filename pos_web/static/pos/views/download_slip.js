// @ts-check
/** Where buyers find what they download: on the screen, and on a slip with a code for their phone. */

import { call, Refused } from "../api.js";
import { button, fill, h } from "../dom.js";
import { downloadRows } from "../receipt.js";
import { paper, print } from "./paper.js";

const printed = new Set();

/** Whether a sale has something to download. @param {import("../till.js").Till} till @param {any} record */
export const sellsDownloads = (till, record) =>
  record.kind === "sale" && record.payload.lines.some((/** @type {any} */ line) => till.state.catalog.bySku.get(line.sku)?.digital);

/**
 * @param {import("../till.js").Till} till @param {AbortSignal} signal @param {() => any} sale the record as it is now
 */
export function downloadsPane(till, signal, sale) {
  const { t } = till;
  const node = h("section.gift-codes", { "aria-label": t("Downloads"), "aria-live": "polite" });
  let asked = false;
  const show = async () => {
    const record = sale();
    if (record.status === "refused") return fill(node);
    if (record.status === "waiting") return fill(node, h("p", {}, t("The address of the downloads comes as soon as the shop has booked the sale.")));
    if (asked) return undefined;
    asked = true;
    try {
      const { address } = await call(`sales/${record.id}/downloads`, { token: till.state.device.token });
      fill(node, ...(address ? slip(till, record, address) : []));
    } catch (error) {
      asked = false;
      const words = error instanceof Refused ? error.message : t("The shop cannot be reached. Check the network and try again.");
      fill(node, h("p", { role: "alert" }, words), button(t("Show the address"), show, { kind: "primary", key: "show-downloads" }));
    }
    return undefined;
  };
  till.store.watch(["last"], show, signal);
  return node;
}

/** @param {import("../till.js").Till} till @param {any} record @param {string} address */
function slip(till, record, address) {
  const { t } = till;
  const rows = downloadRows(address, record, { store: till.state.setup.store }, till);
  if (till.state.settings.autoPrint && till.state.settings.printer && !printed.has(record.id)) {
    printed.add(record.id);
    print(till, rows);
  }
  return [
    paper(rows),
    h("div.actions.even", {}, button(t("Print the address"), () => till.once(() => print(till, rows)), { icon: "printer", key: "print-downloads" })),
  ];
}
