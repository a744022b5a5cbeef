// @ts-check
/** Asking what is made for the buyer before the article goes into the basket. */

import { labelOf, problemOf, serialOf, serialProblem, tidy } from "../asking.js";
import { button, dialog, fill, h } from "../dom.js";

/**
 * @param {import("../till.js").Till} till
 * @param {{title: string, inputs?: import("../asking.js").Input[], serials?: number}} item
 * @param {string[]} taken serial numbers that are chosen already
 * @param {string} [word] of the button
 * @param {string} [twice] what to say of a number that is chosen already
 * @returns {Promise<{said: import("../asking.js").Said, serials: string[]}|null>} null: the cashier left it
 */
export function askInputs(till, item, taken, word = till.t("Add to the basket"), twice) {
  const { t } = till;
  return dialog(item.title, (close) => {
    /** @type {any[]} */
    const numbers = [];
    for (let at = 0; at < (item.serials ?? 0); at += 1) numbers.push(serialField(till, at, () => [...taken, ...numbers.filter((_field, each) => each !== at).map((field) => field.code())], twice));
    const inputs = (item.inputs ?? []).map((input) => inputField(till, input));
    const fields = [...numbers, ...inputs];
    const onsubmit = (/** @type {Event} */ event) => {
      event.preventDefault();
      const wrong = fields.filter((field) => !field.check());
      if (wrong.length > 0) wrong[0].focus();
      else close({ said: Object.fromEntries(inputs.map((field) => field.said()).filter(([, value]) => value)), serials: numbers.map((field) => field.code()) });
    };
    return [h("form.stack", { onsubmit, novalidate: true, "data-asking": true }, ...fields.map((field) => field.node),
      h("div.actions", {}, button(t("Cancel"), () => close(null)),
        h("button.button.primary", { type: "submit" }, h("span", {}, word))))];
  });
}

/** A scan goes into the first one that is empty. @param {import("../till.js").Till} till @param {number} at @param {() => string[]} others @param {string} [twice] */
function serialField(till, at, others, twice) {
  const { t } = till;
  const id = `ask-serial-${at}`;
  const problem = h("p.field-error", { id: `${id}-problem`, role: "alert" });
  const control = h("input.field", { id, "aria-describedby": `${id}-problem`, autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: 80, "data-takes-scan": true });
  return {
    node: h("div", {}, h("label.label", { for: id }, t("Serial number")), control, problem),
    code: () => serialOf(control.value),
    focus: () => control.focus(),
    check: () => {
      const words = serialProblem(serialOf(control.value), others(), t, twice);
      fill(problem, words);
      control.setAttribute("aria-invalid", String(words !== ""));
      return words === "";
    },
  };
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
