// @ts-check
/** Counting one delivery: by scanner, or line by line; then it is booked, once. */

import { Refused } from "../api.js";
import { bookDelivery, complete, counted, differences, named, unexpected, unnamed } from "../deliveries.js";
import { button, dialog, fill, h } from "../dom.js";
import { askInputs } from "./asking.js";

/** @type {import("./frame.js").View} */
export function deliveryView(till, signal) {
  const node = h("section.wide-screen");
  till.store.watch(["delivery"], () => till.state.delivery && fill(node, ...content(till)), signal);
  return node;
}

/** @param {import("../till.js").Till} till @param {import("../deliveries.js").Delivery} delivery */
const keep = (till, delivery) => till.keep("delivery", delivery);

/** @param {import("../till.js").Till} till */
function content(till) {
  const { t } = till;
  const delivery = /** @type {import("../deliveries.js").Delivery} */ (till.state.delivery);
  const sums = differences(delivery);
  const told = [
    sums.missing > 0 ? t("{n} missing", { n: sums.missing }) : "", sums.over > 0 ? t("{n} too many", { n: sums.over }) : "",
    sums.damaged > 0 ? t("{n} damaged", { n: sums.damaged }) : "", sums.unknown > 0 ? t("{n} unknown", { n: sums.unknown }) : "",
  ].filter(Boolean).join(" · ");
  return [
    h("header.page-head", {}, h("h1", {}, delivery.sender), button(t("All of it came"), () => keep(till, complete(delivery)), { key: "all" })),
    h("p.soft", {}, t("Scan what came, or count it here.")),
    h("ul.refund-lines", { "data-scroll": "lines" }, ...delivery.lines.map((line) => lineRow(till, delivery, line)),
      ...Object.entries(delivery.unknown).map(([code, many]) => unknownRow(till, delivery, code, many))),
    h("div.refund-foot", {},
      h("div.sum.grand", {}, h("span", {}, t("Counted")), h("output.num", { id: "counted" }, String(sums.came + sums.unknown))),
      h("p.soft", { id: "differences", role: "status" }, told || t("As expected")),
      h("div.actions", {}, button(t("Back"), () => till.go("deliveries"), { key: "back" }),
        button(t("Book the delivery"), () => till.once(() => finish(till)), { kind: "primary", key: "book", disabled: sums.came + sums.unknown === 0 }))),
  ];
}

/** @param {import("../till.js").Till} till @param {import("../deliveries.js").Delivery} delivery @param {import("../deliveries.js").Line} line */
function lineRow(till, delivery, line) {
  const { t } = till;
  const set = (/** @type {{came?: number, damaged?: number}} */ change) => () => keep(till, counted(delivery, line.line, change));
  const damagedToo = line.by_serial ? { damaged: line.damaged + 1 } : { damaged: line.damaged + 1, came: Math.max(0, line.came - 1) };
  const less = line.by_serial && line.came > 0 ? () => keep(till, unnamed(delivery, line.line))
    : set(line.came > 0 ? { came: line.came - 1 } : { damaged: Math.max(0, line.damaged - 1) });
  const more = line.by_serial ? () => till.once(() => nameUnit(till, line)) : set({ came: line.came + 1 });
  const broken = line.damaged > 0 ? ` · ${t("{n} damaged", { n: line.damaged })}` : "";
  return h("li.refund-line", { "data-sku": line.sku },
    h("span.line-text", {}, h("span.line-title", {}, line.title || line.sku), h("span.soft", {}, `${line.sku} · ${t("{n} expected", { n: line.expected })}${broken}`),
      line.serials?.length > 0 ? h("span.soft", { "data-serials": true }, line.serials.join(", ")) : ""),
    button(t("Damaged"), set(damagedToo), { key: `damaged-${line.line}`, label: `${t("One is damaged")}: ${line.title || line.sku}` }),
    h("div.stepper", { role: "group", "aria-label": line.title || line.sku },
      button("", less,
        { kind: "square", icon: "minus", key: `less-${line.line}`, label: t("One less"), disabled: line.came + line.damaged === 0 }),
      h("output.num", {}, String(line.came)),
      button("", more, { kind: "square", icon: "plus", key: `more-${line.line}`, label: t("One more") })));
}

/**
 * A unit with a number of its own came: scan or type the number. One that was named already is refused.
 * @param {import("../till.js").Till} till @param {import("../deliveries.js").Line} line
 */
export async function nameUnit(till, line) {
  const { t } = till;
  const now = () => /** @type {import("../deliveries.js").Delivery} */ (till.state.delivery);
  const taken = now().lines.filter((each) => each.sku === line.sku).flatMap((each) => each.serials ?? []);
  const told = await askInputs(till, { title: line.title || line.sku, serials: 1 }, taken, t("Count it"), t("This number is counted already"));
  if (told === null) return;
  await keep(till, named(now(), line.line, told.serials[0]));
  const { came = 0, damaged = 0 } = now().lines.find((each) => each.line === line.line) ?? {};
  till.say(t("{title}: {n} of {expected}", { title: line.title || line.sku, n: came, expected: line.expected }), came + damaged > line.expected ? "warn" : "done");
}

/** @param {import("../till.js").Till} till @param {import("../deliveries.js").Delivery} delivery @param {string} code @param {number} many */
function unknownRow(till, delivery, code, many) {
  const { t } = till;
  const set = (/** @type {number} */ quantity) => () => keep(till, unexpected(delivery, code, quantity));
  return h("li.refund-line", { "data-code": code },
    h("span.line-text", {}, h("span.line-title", {}, code), h("span.soft", {}, t("Not on this delivery: noted as a difference"))),
    h("div.stepper", { role: "group", "aria-label": code },
      button("", set(many - 1), { kind: "square", icon: "minus", key: `less-${code}`, label: t("One less") }),
      h("output.num", {}, String(many)),
      button("", set(many + 1), { kind: "square", icon: "plus", key: `more-${code}`, label: t("One more") })));
}

/** @param {import("../till.js").Till} till */
async function finish(till) {
  const { t } = till;
  const rest = await askAboutRest(till);
  if (rest === null) return;
  try {
    await bookDelivery(till, rest === "never");
  } catch (error) {
    till.say(error instanceof Refused ? error.message : t("Deliveries need the network. Try again when the till is online."), "warn");
    return;
  }
  till.go("deliveries");
  till.say(t("The delivery is booked"), "done");
}

/**
 * What becomes of what is missing; null: count on. @param {import("../till.js").Till} till
 * @returns {Promise<"comes"|"never"|null>}
 */
async function askAboutRest(till) {
  const { t } = till;
  const delivery = /** @type {import("../deliveries.js").Delivery} */ (till.state.delivery);
  const { missing } = differences(delivery);
  if (missing === 0) return "comes";
  const sent = delivery.kind === "transfer";
  const text = sent
    ? t("{n} piece was sent but did not come. It is listed as a difference.|{n} pieces were sent but did not come. They are listed as a difference.", { n: missing })
    : t("{n} piece is missing. Does it still come?|{n} pieces are missing. Do they still come?", { n: missing });
  return dialog(t("Something is missing"), (close) => [h("p", {}, text), h("div.actions", {},
    button(t("Count on"), () => close(null)),
    ...(sent ? [button(t("Book the delivery"), () => close("comes"), { kind: "primary" })]
      : [button(t("No more comes"), () => close("never")), button(t("The rest comes later"), () => close("comes"), { kind: "primary" })]))]);
}
