// @ts-check
/** What is on its way to this store. */

import { Refused } from "../api.js";
import { begin, comingTo } from "../deliveries.js";
import { button, fill, h, icon } from "../dom.js";

/** @type {import("./frame.js").View} */
export function deliveriesView(till) {
  const { t } = till;
  const node = h("section.wide-screen", {}, h("header.page-head", {}, h("h1", {}, t("Deliveries"))), h("p.soft", { role: "status" }, t("One moment")));
  load(till, node);
  return node;
}

/** @param {import("../till.js").Till} till @param {HTMLElement} node */
async function load(till, node) {
  const { t } = till;
  const head = h("header.page-head", {}, h("h1", {}, t("Deliveries")));
  try {
    const found = await comingTo(till);
    fill(node, head, found.length > 0 ? h("ul.refund-lines", {}, ...found.map((each) => entry(till, each))) : h("p.soft", {}, t("Nothing is on its way to this store.")));
  } catch {
    fill(node, head, h("p.where-age.is-old", { role: "alert" }, icon("wifi-off"), h("span", {}, t("Deliveries need the network. Try again when the till is online."))),
      h("div.actions.start", {}, button(t("Try again"), () => load(till, node), { icon: "refresh-cw", key: "again" })));
  }
}

/** @param {import("../till.js").Till} till @param {import("../deliveries.js").Coming} coming */
function entry(till, coming) {
  const { t } = till;
  const begun = till.state.delivery?.id === coming.id;
  const due = coming.expected_on ? t("expected on {day}", { day: dayOf(till, coming.expected_on) }) : "";
  const what = coming.kind === "transfer" ? t("Transfer {n}", { n: coming.number }) : t("Purchase order {n}", { n: coming.number });
  return h("li.refund-line", {},
    h("span.line-text", {}, h("span.line-title", {}, coming.sender), h("span.soft", {}, [what, due].filter(Boolean).join(" · "))),
    h("span.num", {}, t("{n} piece|{n} pieces", { n: coming.pieces })),
    button(begun ? t("Count on") : t("Count it"), () => till.once(() => open(till, coming)), { kind: "primary", key: `count-${coming.id}`, label: `${begun ? t("Count on") : t("Count it")}: ${what}` }));
}

/** @param {import("../till.js").Till} till @param {string} day */
const dayOf = (till, day) => new Intl.DateTimeFormat(till.language, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(day));

/** @param {import("../till.js").Till} till @param {import("../deliveries.js").Coming} coming */
async function open(till, coming) {
  try {
    await begin(till, coming);
    till.go("delivery");
  } catch (error) {
    till.say(error instanceof Refused ? error.message : till.t("Deliveries need the network. Try again when the till is online."), "warn");
  }
}
