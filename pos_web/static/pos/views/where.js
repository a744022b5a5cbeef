// @ts-check
/** Where an article lies: the own store and the others, with when that was so. */

import { button, dialog, h, icon } from "../dom.js";
import { ageOf, stockOf } from "../stores.js";

/** @param {import("../till.js").Till} till @param {{sku: string, title: string}} item */
export async function showWhere(till, item) {
  const { t } = till;
  const stock = await stockOf(till, item.sku).catch(() => null);
  await dialog(item.title, (close) => [
    ...(stock ? figures(till, stock) : [h("p.help", {}, t("No network, and this article was not looked up before. Try again later."))]),
    h("div.actions", {}, button(t("Close"), () => close(null))),
  ]);
}

/** @param {import("../till.js").Till} till @param {import("../stores.js").StoreStock} stock */
function figures(till, stock) {
  const { t } = till;
  const at = new Intl.DateTimeFormat(till.state.setup.locale, { timeStyle: "short", dateStyle: "short", timeZone: till.state.setup.timezone }).format(new Date(stock.at));
  const heard = stock.old
    ? h("p.where-age.is-old", { role: "status" }, icon("wifi-off"), h("span", {}, t("No network: these figures are {age} ({at}).", { age: ageOf(t, stock.at, Date.now()), at })))
    : h("p.where-age.soft", {}, t("As of {at}", { at }));
  const rows = stock.places.map((place) => h(`li.where-place${place.own ? ".is-own" : ""}`, { "data-place": place.code },
    h("span", {}, place.name, place.own ? h("span.soft", {}, ` · ${t("this store")}`) : null),
    h("span.num", {}, place.available === null ? t("always") : String(place.available))));
  return [heard, h("ul.where", {}, ...rows)];
}
