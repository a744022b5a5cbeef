// @ts-check
/** Asking what is made for the buyer before the article goes into the basket. */

import { labelOf, problemOf, tidy } from "../asking.js";
import { button, dialog, fill, h } from "../dom.js";

/**
 * @param {import("../till.js").Till} till @param {import("../search.js").IndexedItem} item
 * @returns {Promise<import("../asking.js").Said|null>} null: the cashier left it
 */
export function askInputs(till, item) {
  const { t } = till;
  return dialog(item.title, (close) => {
    const fields = (item.inputs ?? []).map((input) => inputField(till, input));
    const onsubmit = (/** @type {Event} */ event) => {
      event.preventDefault();
      const wrong = fields.filter((field) => !field.check());
      if (wrong.length > 0) wrong[0].focus();
      else close(Object.fromEntries(fields.map((field) => field.said()).filter(([, value]) => value)));
    };
    return [h("form.stack", { onsubmit, novalidate: true, "data-asking": true }, ...fields.map((field) => field.node),
      h("div.actions", {}, button(t("Cancel"), () => close(null)),
        h("button.button.primary", { type: "submit" }, h("span", {}, t("Add to the basket")))))];
  });
}

/** @param {import("../till.js").Till} till @param {import("../asking.js").Input} input */
function inputField(till, input) {
  const { t } = till;
  const id = `ask-${input.code}`;
  const problem = h("p.field-error", { id: `${id}-problem`, role: "alert" });
  const extra = input.surcharge ? ` (+ ${till.money(input.surcharge)})` : "";
  const label = labelOf(input, till.language) + extra + (input.required ? "" : ` ${t("(optional)")}`);
  const props = { id, "aria-describedby": `${id}-problem`, autocomplete: "off" };
  const control = input.kind === "choice"
    ? h("select.field", props, h("option", { value: "" }, t("Choose")), ...input.choices.map((word) => h("option", { value: word }, word)))
    : h("input.field", { ...props, type: input.kind === "date" ? "date" : "text", maxlength: input.kind === "date" ? null : input.longest,
      inputmode: input.allowed === "digits" ? "numeric" : null });
  const value = () => tidy(control.value);
  return {
    node: h("div", {}, h("label.label", { for: id }, label), control, problem),
    said: () => [input.code, value()],
    focus: () => control.focus(),
    check: () => {
      const words = problemOf(input, value(), t);
      fill(problem, words);
      control.setAttribute("aria-invalid", String(words !== ""));
      return words === "";
    },
  };
}
