// @ts-check
/** The till is open in another tab: only one may write the journal. */

import { button, h } from "../dom.js";

/** @param {(text: string) => string} t @param {() => void} takeOver */
export function otherTabView(t, takeOver) {
  return h("main.screen", { id: "main" }, h("section.narrow", {}, h("h1", {}, t("The till is open in another tab")),
    h("p.soft", {}, t("Only one tab sells at a time, so that no sale is sent twice. The basket moves along.")),
    button(t("Use this tab"), takeOver, { kind: "primary wide", key: "take-over" })));
}
