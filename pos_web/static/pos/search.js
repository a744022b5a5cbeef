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
 * @property {number} tax_rate millionths
 * @property {string} tax_class
 * @property {number|null} available what this store had free when last asked; null: not counted
 */
/** @typedef {Item & {words: string}} IndexedItem */

/** @param {string} text */
export function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");
}

export class Catalog {
  /** @param {Iterable<Item>} items */
  constructor(items) {
    /** @type {Map<string, IndexedItem>} */
    this.bySku = new Map();
    /** @type {Map<string, string>} */
    this.byCode = new Map();
    for (const item of items) this.#add(item);
  }

  /** @param {Item} item */
  #add(item) {
    const words = fold([item.title, item.option, item.sku, ...item.barcodes].join(" "));
    this.bySku.set(item.sku, { ...item, words });
    this.byCode.set(fold(item.sku), item.sku);
    for (const code of item.barcodes) this.byCode.set(fold(code), item.sku);
  }

  /** @param {string} code a barcode or SKU @returns {IndexedItem|undefined} */
  scan(code) {
    const sku = this.byCode.get(fold(code.trim()));
    return sku === undefined ? undefined : this.bySku.get(sku);
  }

  /**
   * Products with their variants, best first: title starts with the words, then contains them.
   * @param {{text?: string, category?: string|null, limit?: number}} query
   * @returns {{product: string, title: string, image: string|null, items: IndexedItem[]}[]}
   */
  find({ text = "", category = null, limit = 60 }) {
    const words = fold(text).split(/\s+/).filter(Boolean);
    const hits = [...this.bySku.values()].filter(
      (item) =>
        (category === null || item.categories.includes(category)) && words.every((word) => item.words.includes(word)),
    );
    const first = words[0];
    if (first) hits.sort((a, b) => Number(b.words.startsWith(first)) - Number(a.words.startsWith(first)));
    return this.#grouped(hits, limit);
  }

  /** @param {IndexedItem[]} hits @param {number} limit */
  #grouped(hits, limit) {
    const products = new Map();
    for (const { product, title, image } of hits) {
      if (products.size === limit) break;
      if (!products.has(product)) products.set(product, { product, title, image, items: [] });
    }
    for (const item of this.bySku.values()) products.get(item.product)?.items.push(item);
    return [...products.values()];
  }

  get size() {
    return this.bySku.size;
  }
}
