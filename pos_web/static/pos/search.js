// @ts-check
/** Finding articles in the cached catalogue: no accents, no case, every word must occur, codes match whole. */

/**
 * @typedef {object} Item one variant as the server sends it
 * @property {string} sku
 * @property {string} product id of the product it is a variant of
 * @property {string} title
 * @property {string} option "Blue / M", or empty
 * @property {string[]} barcodes
 * @property {string[]} categories slugs
 * @property {string|null} image
 * @property {number} price minor units in the shop's tax mode
 * @property {[number, number][]} [tiers] from how many on (thousandths) one costs what
 * @property {import("./prices.js").Plan[]} [later] prices that begin at a time to come
 * @property {number} tax_rate millionths
 * @property {string} tax_class
 * @property {string[]} [facts] what promotions ask about: "category:shirts"
 * @property {number} [compare_at] former, higher price
 * @property {number|null} available what this store had free when last asked; null: not counted
 * @property {import("./asking.js").Input[]} [inputs] what buyers are asked
 * @property {"multi"|"single"} [gift_card] each unit is a gift card; by when it is taxed
 * @property {boolean} [digital] buyers get files or licence keys
 * @property {number} [serials] how many serial numbers a unit takes
 * @property {{sku: string, title: string, quantity: number}[]} [parts] of a bundle
 */
/** @typedef {Item & {words: string}} IndexedItem */

const PLAIN = /^[\x20-\x7e]*$/;

/** @param {string} text without accents and case */
export function fold(text) {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");
}

/** @typedef {{product: string, title: string, image: string|null, items: IndexedItem[]}} Hit a product and its variants */

export class Catalog {
  /** @type {Map<string, IndexedItem>} */
  bySku = new Map();
  /** @type {Map<string, string>} */
  #byCode = new Map();
  /** @type {Map<string, IndexedItem[]>} */
  #byProduct = new Map();

  /** @param {Iterable<Item>} [items] */
  constructor(items = []) {
    for (const item of items) this.#add(item);
  }

  /**
   * The catalogue after a change: only what changed is indexed anew. It takes over the old one's tables, so the old
   * one is not to be asked again.
   * @param {Item[]} items @param {string[]} removed SKUs
   */
  changed(items, removed) {
    const next = new Catalog();
    next.bySku = this.bySku;
    next.#byCode = this.#byCode;
    next.#byProduct = this.#byProduct;
    for (const sku of [...removed, ...items.map((item) => item.sku)]) next.#drop(sku);
    for (const item of items) next.#add(item);
    return next;
  }

  /** @param {Item} item */
  #add(item) {
    const words = fold([item.title, item.option, item.sku, ...item.barcodes].join(" "));
    const indexed = { ...item, words };
    this.bySku.set(item.sku, indexed);
    for (const code of [item.sku, ...item.barcodes]) this.#byCode.set(fold(code), item.sku);
    const family = this.#byProduct.get(item.product);
    if (family) family.push(indexed);
    else this.#byProduct.set(item.product, [indexed]);
  }

  /** @param {string} sku */
  #drop(sku) {
    const item = this.bySku.get(sku);
    if (!item) return;
    for (const code of [sku, ...item.barcodes]) this.#byCode.delete(fold(code));
    this.bySku.delete(sku);
    const family = this.variantsOf(item.product).filter((other) => other.sku !== sku);
    if (family.length > 0) this.#byProduct.set(item.product, family);
    else this.#byProduct.delete(item.product);
  }

  /** @param {string} code a barcode or SKU @returns {IndexedItem|undefined} */
  scan(code) {
    const sku = this.#byCode.get(fold(code.trim()));
    return sku === undefined ? undefined : this.bySku.get(sku);
  }

  /** @param {string} product id @returns {IndexedItem[]} */
  variantsOf(product) {
    return this.#byProduct.get(product) ?? [];
  }

  /**
   * Products, those whose title begins with the first word before those that only contain it.
   * @param {{text?: string, category?: string|null, limit?: number}} query
   * @returns {Hit[]}
   */
  find({ text = "", category = null, limit = 60 }) {
    const words = fold(text).split(/\s+/).filter(Boolean);
    const first = /** @type {Map<string, Hit>} */ (new Map());
    const rest = /** @type {Map<string, Hit>} */ (new Map());
    for (const item of this.bySku.values()) {
      if (category !== null && !item.categories.includes(category)) continue;
      if (!words.every((word) => item.words.includes(word))) continue;
      const better = words.length > 0 && item.words.startsWith(words[0]);
      const hits = better ? first : rest;
      if (hits.size < limit) hits.set(item.product, this.#hit(item));
      else if (better || words.length === 0) break;
    }
    for (const product of first.keys()) rest.delete(product);
    return [...first.values(), ...rest.values()].slice(0, limit);
  }

  /** @param {IndexedItem} item @returns {Hit} */
  #hit({ product, title, image }) {
    return { product, title, image, items: this.variantsOf(product) };
  }

  get size() {
    return this.bySku.size;
  }
}
