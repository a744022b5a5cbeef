// @ts-check
/** Selling: find on the left, basket on the right. */

import { h } from "../dom.js";
import { basketPane } from "./basket_pane.js";
import { findPane } from "./find.js";

/** @type {import("./frame.js").View} */
export function sellView(till, signal) {
  return h("div.counter", {}, findPane(till, signal), basketPane(till, signal, { editable: true }));
}
