// Rings up a sale as a till without network would: what it downloaded and the lines in, the payload of the sale out.
import { salePayload } from "../../pos_web/static/pos/operations.js";
import { quoteBasket } from "../../pos_web/static/pos/quote.js";
import { Catalog } from "../../pos_web/static/pos/search.js";

const { lines, items, setup, at, session, receipt, overrides = [], extras = null, customer = null } = JSON.parse(process.argv[2]);
const catalog = new Catalog(items.map((item) => ({ ...item, price: item.price.amount })));
const rung = lines.map(([sku, quantity], place) => ({ id: `l${place}`, sku, quantity: BigInt(quantity) * 1000n }));
const basket = { id: "b1", lines: rung, overrides, extras };
const quote = quoteBasket(basket, catalog, setup, new Date(at));
const tenders = [{ method: "cash", amount: quote.total }];
const sale = { receipt, basket, customer, quote, tenders, rounding: 0n, includesTax: setup.prices_include_tax, pricedAt: at };
process.stdout.write(JSON.stringify(salePayload(session, sale)));
