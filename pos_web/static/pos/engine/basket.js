// @ts-check
/** The workbench that stages share; the twin of app/domains/pricing/engine/basket.py. */

import { max, min, roundDiv, sum } from "../money.js";

/** @typedef {{source: string, name: string, amount: bigint, id: string}} DiscountShare */
/** @typedef {[Item, bigint][]} Shares */

/** One thing that costs money, a line or the delivery, on its way through the stages. */
export class Item {
  subtotal = 0n;
  left = 0n;
  /** Whole units that offers of groups used up, and what is left of their price. */
  spokenFor = 0n;
  spokenLeft = 0n;
  /** The unit price that the next sale starts from. */
  beforeSales = 0n;
  gift = false;
  /** @type {DiscountShare[]} */
  discounts = [];
  /** @type {import("./taxing.js").TaxShare[]} */
  taxShares = [];
  /** What the border takes of it, and whether that is paid with it. */
  duty = 0n;
  importTax = 0n;
  collected = false;

  /** @param {any} of a line or a delivery, as read @param {any} context */
  constructor(of, context) {
    this.sku = of.sku ?? of.name;
    this.milli = of.quantity ?? 1000n;
    this.unitPrice = of.unit_price ?? of.price;
    /** @type {import("./inputs.js").TaxRate[]} */
    this.taxes = of.taxes;
    /** @type {boolean} */
    this.taxIncluded = of.tax_included ?? context.prices_include_tax;
    this.discountable = Boolean(of.discountable && !of.fee);
    /** @type {Set<string>} */
    this.facts = of.facts ?? new Set();
    this.onSale = Boolean(of.on_sale || (of.compare_at ?? null) !== null);
    this.counts = !of.fee;
    this.minimum = of.minimum ?? 0n;
    this.dutyRate = of.duty ?? null;
  }

  /** Only before discounts. @param {bigint} price */
  setPrice(price) {
    this.unitPrice = this.beforeSales = price;
    this.subtotal = this.left = roundDiv(price * this.milli, 1000n);
  }

  /** What so many whole units cost now that no offer of groups has used up. @param {bigint} units */
  worth(units) {
    const free = this.milli - this.spokenFor * 1000n;
    return units ? roundDiv((this.left - this.spokenLeft) * units * 1000n, free) : 0n;
  }

  /** Take so much off it, or off whole units of it, which are then used up. @param {bigint} amount @param {bigint} units */
  take(amount, units) {
    const [before, worth] = [this.left, this.worth(units)];
    this.left -= amount;
    if (units) {
      this.spokenFor += units;
      this.spokenLeft += worth - amount;
    } else if (this.spokenLeft) this.spokenLeft = roundDiv(this.spokenLeft * this.left, before);
    this.spokenLeft = min(max(0n, this.spokenLeft), this.left);
  }

  /** @param {DiscountShare} share */
  note(share) {
    if (share.amount) this.discounts.push(share);
  }

  /** How much discounts may still take off. */
  get room() {
    return max(0n, this.left - roundDiv(this.minimum * this.milli, 1000n));
  }

  get units() {
    return this.milli / 1000n;
  }

  get tax() {
    return sum(this.taxShares.map((share) => share.amount));
  }

  get duties() {
    return this.collected ? this.duty + this.importTax : 0n;
  }

  get total() {
    return (this.taxIncluded ? this.left : this.left + this.tax) + this.duties;
  }
}

/** All items of one pricing and its trace. */
export class Basket {
  /** @type {Map<string, Item>} */
  lines = new Map();
  /** @type {Item[]} lines that conditions and offers look at: all but fees and gifts */
  counted = [];
  /** @type {any[]} */
  trace = [];
  /** @type {Map<Item, bigint>} which units the action at work uses up */
  used = new Map();

  /** @param {any} context */
  constructor(context) {
    this.shipping = context.shipping && new Item({ ...context.shipping, fee: true }, context);
    for (const line of context.lines) this.add(line.key, new Item(line, context));
  }

  /** @param {string} key @param {Item} item */
  add(key, item) {
    this.lines.set(key, item);
    if (item.counts) this.counted.push(item);
  }

  /** Let no later offer of groups have these units too. @param {Item} item @param {bigint} units */
  useUp(item, units) {
    this.used.set(item, units + (this.used.get(item) ?? 0n));
  }

  /** Everything that costs money: the lines, then the delivery. @returns {Item[]} */
  items() {
    return this.shipping ? [...this.lines.values(), this.shipping] : [...this.lines.values()];
  }

  /**
   * @param {string} stage @param {string} name @param {string} result @param {string} reason
   * @param {bigint} [amount] @param {string | null} [line] @param {string} [id]
   */
  note(stage, name, result, reason, amount = 0n, line = null, id = "") {
    this.trace.push({ stage, name, result, reason, amount, line, id });
  }
}

/** What is left of several. @param {Item[]} items */
export const totalOf = (items) => sum(items.map((item) => item.left));

/** @param {bigint} a @param {bigint} b */
export const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** The larger part first, then the lower taxed item, then the earlier. @param {Shares} shares @returns {Shares} */
export const ranked = (shares) => [...shares].sort((a, b) => compare(b[1], a[1]) || tie(a[0], b[0]));

/** By what a unit costs now; of equals the lower taxed first, then the earlier. @param {Item[]} items @param {boolean} dearest */
export function byPrice(items, dearest) {
  const sign = dearest ? -1 : 1;
  return [...items].sort((a, b) => sign * compareUnits(a, b) || tie(a, b));
}

/** @param {Item} a @param {Item} b */
function compareUnits(a, b) {
  const [x, y] = [a, b].map((item) => [item.left - item.spokenLeft, item.milli - item.spokenFor * 1000n]);
  if (!x[1] || !y[1]) return compare(x[1] ? x[0] : 0n, y[1] ? y[0] : 0n);
  return compare(x[0] * y[1], y[0] * x[1]);
}

/** @param {Item} a @param {Item} b */
function tie(a, b) {
  for (let at = 0; at < Math.min(a.taxes.length, b.taxes.length); at += 1) {
    const order =
      compare(a.taxes[at].rate_micro, b.taxes[at].rate_micro) ||
      Number(a.taxes[at].compound) - Number(b.taxes[at].compound);
    if (order) return order;
  }
  return (
    a.taxes.length - b.taxes.length ||
    Number(a.taxIncluded) - Number(b.taxIncluded) ||
    compare(a.milli, b.milli) ||
    compare(b.left, a.left) ||
    compare(a.spokenLeft, b.spokenLeft) ||
    compare(a.subtotal, b.subtotal) ||
    compare(a.minimum, b.minimum)
  );
}
