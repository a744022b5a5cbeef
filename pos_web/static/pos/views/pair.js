// @ts-check
/** First start: which register is this? */

import { Refused } from "../api.js";
import { button, fill, h } from "../dom.js";
import { LANGUAGES } from "../messages.js";
import { pair } from "../session.js";

/** @type {import("./frame.js").View} */
export function pairView(till) {
  const { t } = till;
  const fault = h("p.field-error", { id: "pair-error", role: "alert" });
  const input = h("input.field.code-field", {
    id: "pair-code", name: "code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false",
    inputmode: "text", maxlength: 12, required: true, "aria-describedby": "pair-help pair-error",
  });
  const submit = h("button.button.primary.wide", { type: "submit" }, h("span", {}, t("Pair this till")));
  const onsubmit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    fill(fault);
    submit.disabled = true;
    await till.once(() => pair(till, input.value)).catch((error) => fill(fault, reason(error, t)));
    submit.disabled = false;
  };
  const form = h("form.stack", { onsubmit, novalidate: false },
    h("label.label", { for: "pair-code" }, t("Pairing code")), input,
    h("p.help", { id: "pair-help" }, t("In the console, open Stores, choose the register and press “Pair a till”. The code is valid for 15 minutes.")),
    fault, submit);
  return h("section.narrow", {}, h("h1", {}, t("Set up this till")), form, languageChoice(till));
}

/** @param {unknown} error @param {(text: string) => string} t */
function reason(error, t) {
  if (!(error instanceof Refused)) return t("The shop cannot be reached. Check the network and try again.");
  if (error.status === 429) return t("Too many tries. Wait a minute, then try again.");
  return t("This code is not valid, or its time is over. Make a new one in the console.");
}

/** @param {import("../till.js").Till} till */
export function languageChoice(till) {
  const choose = async (/** @type {string} */ code) => {
    await till.keep("settings", { ...till.state.settings, language: code });
    till.go(till.state.screen);
  };
  return h("div.choice", { role: "group", "aria-label": till.t("Language") },
    ...Object.entries(LANGUAGES).map(([code, name]) =>
      button(name, () => choose(code), { kind: "option", key: `language-${code}`, pressed: till.language.slice(0, 2) === code })));
}
