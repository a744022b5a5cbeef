// @ts-check
/** Finding an article: search, categories, quick keys. A tap on a picture sells it. */

import { add } from "../selling.js";
import { button, dialog, fill, h, icon } from "../dom.js";
import { cameraButton } from "./camera.js";
import { cardButton } from "./gift_card.js";
import { shelfPrice } from "../quote.js";

/** @type {import("./frame.js").View} */
export function findPane(till, signal) {
  const { t } = till;
  let text = "";
  let category = /** @type {string|null} */ (null);
  const tiles = h("div.tiles", { "data-scroll": "tiles" });
  const chips = h("div.chips", { role: "group", "aria-label": t("Categories") });
  const heading = h("p.find-heading", { role: "status", "aria-live": "polite" });
  const search = h("input.field.search-field", {
    type: "search", id: "search", placeholder: t("Search or scan"), "aria-label": t("Search articles"), autocomplete: "off",
    oninput: () => {
      text = search.value;
      show();
    },
  });
  const show = () => {
    fill(chips, ...chipButtons(till, category, (next) => {
      category = next;
      show();
    }));
    const hits = text || category ? till.state.catalog.find({ text, category }) : quickKeys(till);
    fill(heading, headingText(till, text, category, hits.length));
    fill(tiles, ...hits.map((/** @type {import("../search.js").Hit} */ hit) => tile(till, hit)));
  };
  till.store.watch(["catalog", "setup"], show, signal);
  let line = till.state.sync.line;
  till.store.watch(["sync"], ({ sync }) => {
    if (sync.line === line) return;
    line = sync.line;
    show();
  }, signal);
  till.store.watch(["lookup"], ({ lookup }) => {
    if (!lookup) return;
    search.value = text = lookup;
    till.set({ lookup: "" });
    show();
    search.focus();
    search.select();
  }, signal);
  return h("section.find", { "aria-label": t("Find articles") },
    h("div.search-row", {}, icon("search"), search, cameraButton(till), cardButton(till)), chips, heading, tiles);
}

/** @param {import("../till.js").Till} till @param {string} text @param {string|null} category @param {number} count */
function headingText(till, text, category, count) {
  const { t } = till;
  if (till.state.catalog.size === 0) return t("The catalogue is still empty on this till.");
  if (!text && !category) return "";
  return count === 0 ? t("Nothing found for “{text}”", { text }) : t("{n} article|{n} articles", { n: count });
}

/** @param {import("../till.js").Till} till @param {string|null} chosen @param {(slug: string|null) => void} choose */
function chipButtons(till, chosen, choose) {
  const categories = till.state.setup?.categories ?? [];
  const chip = (/** @type {string|null} */ slug, /** @type {string} */ name) =>
    button(name, () => choose(slug), { kind: "chip", key: `chip-${slug}`, pressed: slug === chosen });
  return [chip(null, till.t("Quick keys")), ...categories.map((/** @type {{slug: string, name: string}} */ { slug, name }) => chip(slug, name))];
}

/** @param {import("../till.js").Till} till */
function quickKeys(till) {
  const { catalog, setup } = till.state;
  const products = new Map();
  for (const sku of setup?.quick_keys ?? []) {
    const item = catalog.bySku.get(sku);
    if (item && !products.has(item.product)) products.set(item.product, { ...item, items: catalog.variantsOf(item.product) });
  }
  return products.size > 0 ? [...products.values()] : catalog.find({ limit: 24 });
}

/** @param {import("../till.js").Till} till @param {{title: string, image: string|null, items: any[]}} hit */
function tile(till, { title, image, items }) {
  const { t } = till;
  const prices = items.map((item) => shelfPrice(item.sku, till.state.catalog, till.state.setup));
  const cheapest = prices.reduce((least, each) => (each.price < least.price ? each : least));
  const one = prices.every(({ price }) => price === cheapest.price);
  const choose = async () => {
    const sku = items.length === 1 ? items[0].sku : await chooseVariant(till, title, items);
    if (sku) add(till, sku);
  };
  const picture = image ? h("img", { src: image, alt: "", loading: "lazy", decoding: "async" }) : h("span.tile-blank", {}, icon("package"));
  return h("button.tile", { type: "button", onclick: choose, "data-key": `tile-${items[0].product}` },
    h("span.tile-picture", {}, picture), h("span.tile-title", {}, title),
    h("span.tile-facts", {}, priceWord(till, cheapest, one), stockWord(till, items)));
}

/** @param {import("../till.js").Till} till @param {{price: number, former: number|null}} told @param {boolean} [one] the same for all variants */
function priceWord(till, { price, former }, one = true) {
  const now = till.money(price);
  return h("span.num", {}, one ? now : till.t("from {price}", { price: now }),
    ...(former === null ? [] : [" ", h("span.sr-only", {}, till.t("instead of")), h("s.soft", {}, till.money(former))]));
}

/** @param {import("../till.js").Till} till @param {any[]} items */
function stockWord(till, items) {
  if (items.some((item) => item.gift_card)) return till.state.sync.line === "online" ? null : h("span.is-out", {}, till.t("needs the network"));
  if (items.some((item) => item.available === null)) return null;
  const here = items.reduce((total, item) => total + Math.max(0, item.available), 0);
  return here > 0 ? h("span.soft.num", {}, till.t("{n} here", { n: here })) : h("span.is-out", {}, till.t("none here"));
}

/** @param {import("../till.js").Till} till @param {string} title @param {any[]} items @returns {Promise<string|null>} a SKU */
function chooseVariant(till, title, items) {
  return dialog(title, (close) => [
    h("div.variants", {}, ...items.map((item) =>
      h("button.button.option.variant", { type: "button", onclick: () => close(item.sku) },
        h("span", {}, item.option || item.sku), priceWord(till, shelfPrice(item.sku, till.state.catalog, till.state.setup)), stockWord(till, [item])))),
    h("div.actions", {}, button(till.t("Cancel"), () => close(null))),
  ]);
}
