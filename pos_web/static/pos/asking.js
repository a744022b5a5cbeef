// @ts-check
/** What buyers say when they order an article: how it is checked, priced and shown. The server checks alike. */

/**
 * @typedef {object} Input
 * @property {string} code
 * @property {Record<string, string>} labels by language, the shop's own first
 * @property {"text"|"choice"|"date"} kind
 * @property {boolean} required
 * @property {number} surcharge minor units for each unit
 * @property {number} longest characters of a text
 * @property {"any"|"letters"|"letters_digits"|"digits"} allowed
 * @property {string[]} choices
 */
/** @typedef {Record<string, string>} Said by the input's code */

const LETTERS = "\\p{L}\\p{M} .,'&!?\\-";
const ALLOWED = {
  any: /^[^\p{C}]*$/u,
  letters: new RegExp(`^[${LETTERS}]*$`, "u"),
  letters_digits: new RegExp(`^[${LETTERS}0-9]*$`, "u"),
  digits: /^[0-9 ]*$/,
};

/** @param {Input} input @param {string} language */
export const labelOf = (input, language) =>
  input.labels[language.slice(0, 2)] ?? Object.values(input.labels)[0] ?? input.code;

/** @param {string} text as it is sent: no blanks around, one between */
export const tidy = (text) => text.normalize("NFC").trim().split(/\s+/).join(" ");

/**
 * @param {Input} input @param {string} value tidied
 * @param {(text: string, facts?: Record<string, string|number>) => string} t
 * @param {string} [twice] what to say of a number that was chosen already
 * @returns {string} what to mend, or nothing
 */
export function problemOf(input, value, t) {
  if (!value) return input.required ? t("This is needed to make it") : "";
  if (input.kind === "choice") return input.choices.includes(value) ? "" : t("Choose one of them");
  if (input.kind === "date") return /^\d{4}-\d\d-\d\d$/.test(value) ? "" : t("Choose a date");
  if ([...value].length > input.longest) return t("Use at most {most} characters", { most: input.longest });
  if (ALLOWED[input.allowed].test(value)) return "";
  return { any: t("Use letters, digits and signs only"), letters: t("Use letters only"),
    letters_digits: t("Use letters and digits only"), digits: t("Use digits only") }[input.allowed];
}

/** What was said adds so much to a unit. @param {{inputs?: Input[]}} item @param {Said} said */
export const surchargeOf = (item, said) =>
  (item.inputs ?? []).reduce((sum, input) => sum + (said[input.code] ? input.surcharge : 0), 0);

/** "Engraving: Kim" of each. @param {{inputs?: Input[]}} item @param {Said} said @param {string} language */
export const wordsOf = (item, said, language) =>
  (item.inputs ?? []).filter(({ code }) => said[code]).map((input) => `${labelOf(input, language)}: ${said[input.code]}`);

/** @param {string} code as scanned or typed; capitals and single blanks, as the shop keeps it */
export const serialOf = (code) => tidy(code).toUpperCase();

/**
 * @param {string} code tidied @param {string[]} others numbers that are in the basket already
 * @param {(text: string, facts?: Record<string, string|number>) => string} t
 * @returns {string} what to mend, or nothing
 */
export function serialProblem(code, others, t, twice = t("This number is in the basket already")) {
  if (!code) return t("Scan or type the serial number");
  if (code.length > 80) return t("Use at most {most} characters", { most: 80 });
  return others.includes(code) ? twice : "";
}
