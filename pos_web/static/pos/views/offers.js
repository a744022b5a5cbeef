// @ts-check
/** What lowers the price of the whole basket: a code, points of a member, a discount by hand. */

import { button, dialog, fill, h } from "../dom.js";
import { dropCode, enterCode, extrasOf, lookUp, stateOf } from "../offers.js";
import { currentQuote } from "../selling.js";
import { askPrice } from "./price.js";

/** @param {import("../till.js").Till} till */
export async function askOffers(till) {
  const { t } = till;
  if (till.state.customer?.id && till.state.sync.line === "online") await lookUp(till);
  const answer = await dialog(t("Discount or code"), (close) => {
    const codes = h("div.stack", {});
    const show = () => fill(codes, ...listed(till, show));
    show();
    return [codeForm(till, show), codes,
      button(t("Discount on everything"), () => close("discount"), { icon: "percent", kind: "wide", key: "discount-all" }),
      h("div.actions", {}, button(t("Done"), () => close(null), { kind: "primary" }))];
  });
  if (answer === "discount") await askPrice(till, null);
}

/** @param {import("../till.js").Till} till @param {() => void} shown */
function codeForm(till, shown) {
  const { t } = till;
  const fault = h("p.field-error", { role: "alert" });
  const code = h("input.field", { id: "coupon", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: 80, "data-takes-scan": true });
  const onsubmit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!code.value.trim()) return code.focus();
    const why = await enterCode(till, code.value);
    fill(fault, why);
    if (!why) code.value = "";
    shown();
  };
  const offline = till.state.sync.line === "online" ? null : h("p.soft", {}, t("Offline: points and codes that can be used up need the network."));
  return h("form.stack", { onsubmit, novalidate: true }, h("label.label", { for: "coupon" }, t("Code")), code, fault, offline,
    h("button.button", { type: "submit", "data-key": "take-code" }, h("span", {}, t("Take the code"))));
}

/** @param {import("../till.js").Till} till @param {() => void} again */
function listed(till, again) {
  const { t } = till;
  const { coupons, member, points } = extrasOf(till);
  const quote = currentQuote(till);
  const codes = coupons.map((each) => h("div.taken-code", { "data-code": each.code }, h("span", {}, h("strong", {}, each.code), " ", h("span.soft", {}, each.words || stateOf(t, quote, each.code))),
    button("", async () => { await dropCode(till, each.code); again(); }, { kind: "quiet square", icon: "x", label: t("Remove {title}", { title: each.code }) })));
  if (!member) return codes;
  const use = async (/** @type {number} */ wanted) => { await lookUp(till, { points: wanted }); again(); };
  const switch_ = points > 0 ? button(t("Keep the points"), () => use(0), { key: "keep-points" })
    : button(t("Use {n} points ({amount})", { n: member.most, amount: till.money(-member.worth) }), () => use(member.most), { key: "use-points", disabled: member.most === 0 || till.state.sync.line !== "online" });
  return [...codes, h("div.taken-code", {}, h("span", {}, t("{n} points. This basket earns {earns}.", { n: member.available, earns: member.earns })), switch_)];
}
