// @ts-check
/** Choosing the customer of a sale: find one, or add one; or nobody. */

import { attach, findCustomers, isEmail } from "../customers.js";
import { lookUp } from "../offers.js";
import { button, dialog, fill, h } from "../dom.js";

const PAUSE_MS = 250;

/** The button above the basket. @param {import("../till.js").Till} till */
export function customerButton(till) {
  const { t } = till;
  const { customer } = till.state;
  const text = customer ? customer.name || customer.email : t("Customer");
  return button(text, () => till.once(() => choose(till)), { kind: "quiet", icon: "user", key: "customer" });
}

/** @param {import("../till.js").Till} till */
async function choose(till) {
  const { t } = till;
  const wish = { name: "", email: "", phone: "" };
  const chosen = await dialog(t("Customer"), (close) => {
    const list = h("div.stack", { role: "status", "aria-live": "polite" });
    const online = till.state.sync.line === "online";
    return [
      online ? searchField(till, list, close) : h("p.soft", {}, t("Offline nobody can be found. Add the customer; the shop puts the same e-mail together later.")),
      list,
      newForm(till, wish, close),
      h("div.actions", {}, button(t("Cancel"), () => close(null)),
        till.state.customer ? button(t("Sell without customer"), () => close("none"), { key: "no-customer" }) : null),
    ];
  });
  if (chosen === null) return;
  await attach(till, chosen === "none" ? null : chosen);
  lookUp(till, { points: 0 });
}

/** @param {import("../till.js").Till} till @param {HTMLElement} list @param {(answer: any) => void} close */
function searchField(till, list, close) {
  const { t } = till;
  let timer = /** @type {ReturnType<typeof setTimeout>|undefined} */ (undefined);
  const look = async () => {
    const text = input.value;
    try {
      const found = await findCustomers(till, text);
      if (input.value === text) fill(list, ...results(till, found, text, close));
    } catch {
      fill(list, h("p", { role: "alert" }, t("The shop cannot be reached. Check the network and try again.")));
    }
  };
  const input = h("input.field", {
    type: "search", id: "customer-search", autocomplete: "off", placeholder: t("E-mail, phone or name"), "aria-label": t("E-mail, phone or name"),
    oninput: () => { clearTimeout(timer); timer = setTimeout(look, PAUSE_MS); },
  });
  return input;
}

/** @param {import("../till.js").Till} till @param {import("../customers.js").Customer[]} found @param {string} text @param {(answer: any) => void} close */
function results(till, found, text, close) {
  if (found.length === 0) return text.trim().length < 2 ? [] : [h("p.soft", {}, till.t("Nobody found."))];
  return found.map((customer) =>
    h("button.button.option.variant", { type: "button", onclick: () => close(customer), "data-key": `customer-${customer.id}` },
      h("span", {}, customer.name || customer.email), h("span.soft", {}, [customer.email, customer.phone].filter(Boolean).join(" · "))));
}

/** @param {import("../till.js").Till} till @param {{name: string, email: string, phone: string}} wish @param {(answer: any) => void} close */
function newForm(till, wish, close) {
  const { t } = till;
  const problem = h("p.field-error", { role: "alert" });
  const field = (/** @type {"name"|"email"|"phone"} */ name, /** @type {string} */ label, /** @type {string} */ type) =>
    h("div", {}, h("label.label", { for: `customer-${name}` }, label),
      h("input.field", { id: `customer-${name}`, type, autocomplete: "off", maxlength: 200, oninput: (/** @type {any} */ event) => { wish[name] = event.target.value; } }));
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (isEmail(wish.email)) close({ ...wish });
    else fill(problem, t("Enter an e-mail address, such as kim@example.com"));
  };
  return h("form.stack", { onsubmit, novalidate: true }, h("p.label", {}, t("New customer")), field("name", t("Name"), "text"),
    field("email", t("E-mail"), "email"), field("phone", t("Phone (optional)"), "tel"), problem,
    h("button.button", { type: "submit" }, h("span", {}, t("Add to this sale"))));
}
