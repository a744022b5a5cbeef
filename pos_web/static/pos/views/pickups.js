// @ts-check
/** Who waits for a pickup at this store; one of them; and what becomes of what is not there. */

import { Refused } from "../api.js";
import { ask, button, fill, h, icon } from "../dom.js";
import { formatQuantity, toMilli } from "../money.js";
import { answerFor, notFound, readPickup, waitingHere } from "../pickups.js";

/** @typedef {import("../pickups.js").Pickup} Pickup */

/** @type {import("./frame.js").View} */
export function pickupsView(till) {
  const node = h("section.wide-screen", {}, h("header.page-head", {}, h("h1", {}, till.t("Pickups"))), h("p.soft", { role: "status" }, till.t("One moment")));
  list(till, node);
  return node;
}

/** @param {import("../till.js").Till} till @param {HTMLElement} node @param {string} [said] what was just done */
async function list(till, node, said = "") {
  const { t } = till;
  const head = h("header.page-head", {}, h("h1", {}, t("Pickups")));
  try {
    const found = await waitingHere(till);
    fill(node, head, said ? h("p", { role: "status", id: "pickup-said" }, said) : null,
      found.length > 0 ? h("ul.refund-lines", {}, ...found.map((each) => entry(till, node, each))) : h("p.soft", {}, t("Nobody waits for a pickup at this store.")));
  } catch (error) {
    fill(node, head, trouble(till, error, () => list(till, node)));
  }
}

/** @param {import("../till.js").Till} till @param {HTMLElement} node @param {import("../pickups.js").Waiting} each */
function entry(till, node, each) {
  const { t } = till;
  const state = each.asked ? t("not found, the buyer is asked") : each.status === "ready" ? t("ready at the counter") : t("to be fetched from the shelf");
  return h("li.refund-line", {},
    h("span.line-text", {}, h("span.line-title", {}, [`#${each.number}`, each.customer].filter(Boolean).join(" · ")), h("span.soft", {}, `${state} · ${till.when(each.since)}`)),
    h("span.num", {}, t("{n} piece|{n} pieces", { n: each.pieces })),
    button(t("Open"), () => till.once(() => show(till, node, each.id)), { key: `pickup-${each.number}`, label: `${t("Open")}: #${each.number}` }));
}

/** @param {import("../till.js").Till} till @param {unknown} error @param {() => void} again */
function trouble(till, error, again) {
  const { t } = till;
  const words = error instanceof Refused ? error.message : t("Pickups need the network. Try again when the till is online.");
  return [h("p.where-age.is-old", { role: "alert" }, icon(error instanceof Refused ? "circle-alert" : "wifi-off"), h("span", {}, words)),
    h("div.actions.start", {}, button(t("Try again"), again, { icon: "refresh-cw", key: "again" }))];
}

/** @param {import("../till.js").Till} till @param {HTMLElement} node @param {string} id */
async function show(till, node, id) {
  try {
    const pickup = await readPickup(till, id);
    const head = h("header.page-head", {}, h("h1", {}, [`#${pickup.number}`, pickup.customer].filter(Boolean).join(" · ")),
      button(till.t("Back"), () => list(till, node), { icon: "arrow-left", key: "back" }));
    fill(node, head, ...(pickup.question ? asked(till, node, pickup) : waits(till, node, pickup)));
  } catch (error) {
    fill(node, h("header.page-head", {}, h("h1", {}, till.t("Pickups"))), trouble(till, error, () => list(till, node)));
  }
}

/** What lies on the shelf; ticked is what does not. @param {import("../till.js").Till} till @param {HTMLElement} node @param {Pickup} pickup */
function waits(till, node, pickup) {
  const { t } = till;
  const gone = new Set();
  const problem = h("p.field-error", { role: "alert" });
  const note = h("input.field", { id: "pickup-note", maxlength: 200, autocomplete: "off" });
  const rows = pickup.lines.map((line) => h("li.refund-line", {}, words(till, line),
    h("label.button.option", {}, h("input", { type: "checkbox", "data-key": `gone-${line.sku}`, onchange: (/** @type {any} */ event) => (event.target.checked ? gone.add(line.line) : gone.delete(line.line)) }), h("span", {}, t("Not there")))));
  const report = () => till.once(async () => {
    if (gone.size === 0) return void fill(problem, t("Tick what is not there."));
    await settle(till, node, problem, () => notFound(till, pickup.id, /** @type {string[]} */ ([...gone]), note.value));
  });
  if (rows.length === 0) return [h("p.soft", {}, t("Nothing of it waits here any more."))];
  return [h("ul.refund-lines", {}, ...rows), h("label.label", { for: "pickup-note" }, t("Where you looked (optional)")), note, problem,
    h("p.soft", {}, t("Another place helps out, or the buyer is asked. It is paid back only where nobody has it.")),
    h("div.actions", {}, button(t("Not found"), report, { kind: "primary", key: "not-found" }))];
}

/** @param {import("../till.js").Till} till @param {import("../pickups.js").Line} line */
const words = (till, line) => h("span.line-text", {}, h("span.line-title", {}, `${formatQuantity(toMilli(line.quantity), till.language)} × ${line.title}`),
  h("span.soft", {}, [line.options, line.sku].filter(Boolean).join(" · ")));

/** The buyer was asked by mail; who stands here can say so too. @param {import("../till.js").Till} till @param {HTMLElement} node @param {Pickup} pickup */
function asked(till, node, pickup) {
  const { t } = till;
  const { lines, fetch, stores } = /** @type {import("../pickups.js").Question} */ (pickup.question);
  const problem = h("p.field-error", { role: "alert" });
  const say = (/** @type {"wait"|"elsewhere"|"refund"|"found"} */ what, /** @type {string|null} */ place = null) =>
    () => till.once(() => settle(till, node, problem, () => answerFor(till, pickup.id, what, place)));
  const back = () => till.once(async () => {
    if (await ask(t("Pay it back?"), t("It is taken off the order and what was paid goes back the way it came."), t("Pay it back"), t("Cancel"), "danger")) await settle(till, node, problem, () => answerFor(till, pickup.id, "refund"));
  });
  return [h("p", {}, t("Not found. The buyer was asked by mail what to do; if they say so here, choose for them.")),
    h("ul.refund-lines", {}, ...lines.map((line) => h("li.refund-line", {}, words(till, line)))), problem,
    h("div.actions.start", {}, button(t("Found after all"), say("found"), { kind: "primary", key: "found" }),
      fetch ? button(t("Wait: {place} sends it here", { place: fetch.name }), say("wait"), { key: "wait" }) : null,
      ...stores.map((store) => button(t("Pick it up at {place}", { place: store.km === null ? store.name : `${store.name} (${store.km} km)` }), say("elsewhere", store.id), { key: `at-${store.id}` })),
      button(t("Pay it back"), back, { kind: "danger", key: "pay-back" }))];
}

/**
 * Do it, and say on the list what came of it.
 * @param {import("../till.js").Till} till @param {HTMLElement} node @param {HTMLElement} problem
 * @param {() => Promise<import("../pickups.js").Outcome>} deed
 */
async function settle(till, node, problem, deed) {
  const { t } = till;
  try {
    const outcome = await deed();
    const said = {
      asked: t("The buyer is asked by mail, with a link to choose another way."), fetched: t("Another place sends it here; it waits until then."),
      moved: t("The order waits at the other store now."), sent: t("It is sent to the buyer."),
      refunded: t("No other place has it: it was taken off the order, paid back, and the buyer is told."), found: t("It waits here again."),
    }[outcome];
    await list(till, node, said);
  } catch (error) {
    fill(problem, error instanceof Refused ? error.message : t("Pickups need the network. Try again when the till is online."));
  }
}
