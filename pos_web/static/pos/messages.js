// @ts-check
/** The till speaks English; other languages are tables from the English text. Facts stand in {braces}. */

import { german } from "./messages_de.js";

const TABLES = /** @type {Record<string, Record<string, string>>} */ ({ de: german });

export const LANGUAGES = { en: "English", de: "Deutsch" };

/**
 * @param {string} locale "de-AT"
 * @returns {(text: string, facts?: Record<string, string|number>) => string} a text may hold both its forms,
 *   "{n} sale|{n} sales": the first is for n = 1
 */
export function translator(locale) {
  const table = TABLES[locale.slice(0, 2).toLowerCase()] ?? {};
  return (text, facts = {}) => {
    const forms = (table[text] ?? text).split("|");
    const form = forms.length > 1 && facts.n !== 1 ? forms[1] : forms[0];
    return form.replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? String(facts[name]) : whole));
  };
}
