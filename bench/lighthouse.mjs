// Prints Lighthouse's figures for home, listing and product of a running shop; ends with 1 where a median is below 95.
import http from "node:http";
import https from "node:https";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const load = createRequire(new URL("../build/lighthouse/package.json", import.meta.url));
const { default: lighthouse } = await import(pathToFileURL(load.resolve("lighthouse")));
const { launch } = await import(pathToFileURL(load.resolve("chrome-launcher")));

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const LEAST = 95;
const FLAGS = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-quic",
  "--disable-background-networking"];
const [origin, runs] = [process.argv[2].replace(/\/$/, ""), Number(process.argv[3] ?? 3)];

/** JSON of the shop; names below localhost, which Node does not resolve, are this machine. */
function ask(path) {
  const { protocol, hostname, port, host } = new URL(origin);
  const local = hostname === "localhost" || hostname.endsWith(".localhost");
  const there = { host: local ? "127.0.0.1" : hostname, port, path, headers: { host } };
  return new Promise((done, fail) => {
    (protocol === "https:" ? https : http).get(there, async (answer) => {
      let body = "";
      for await (const part of answer) body += part;
      done(JSON.parse(body));
    }).on("error", fail);
  });
}

/** The addresses to look at: the first department and the first product of the shop. */
async function pages() {
  const shelf = await ask("/api/v1/products?limit=1");
  const rooms = await ask("/api/v1/categories");
  const room = rooms.items.filter((each) => each.products > 0).sort((a, b) => b.products - a.products)[0];
  return { home: "/", listing: `/c/${room.slug}`, product: `/p/${shelf.items[0].slug}` };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** A look that came to an end: on a busy machine Chromium sometimes draws nothing in time. */
async function surely(address) {
  for (let tries = 0; tries < 3; tries += 1) {
    const seen = await look(address).catch(() => null);
    if (seen && !seen.failed) return seen;
  }
  throw new Error(`${address} cannot be measured`);
}

/** One look: scores by category, and the audits that are not full. */
async function look(address) {
  const chrome = await launch({ chromeFlags: FLAGS });
  try {
    const { lhr } = await lighthouse(address, { port: chrome.port, onlyCategories: CATEGORIES, logLevel: "error" });
    const short = CATEGORIES.flatMap((name) => lhr.categories[name].auditRefs
      .filter((ref) => ref.weight > 0 && lhr.audits[ref.id].score !== null && lhr.audits[ref.id].score < 0.9)
      .map((ref) => `${ref.id} ${lhr.audits[ref.id].displayValue ?? ""}`.trim()));
    const scores = CATEGORIES.map((name) => Math.round(lhr.categories[name].score * 100));
    return { failed: Boolean(lhr.runtimeError), scores, short, figures: ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time",
      "cumulative-layout-shift"].map((id) => lhr.audits[id].displayValue) };
  } finally {
    await chrome.kill();
  }
}

let low = false;
for (const [name, path] of Object.entries(await pages())) {
  const looks = [];
  for (let run = 0; run < runs; run += 1) looks.push(await surely(origin + path));
  const scores = CATEGORIES.map((_each, place) => median(looks.map((each) => each.scores[place])));
  low ||= scores.some((score) => score < LEAST);
  const told = CATEGORIES.map((each, place) => `${each} ${scores[place]}`).join("  ");
  console.log(`${name.padEnd(8)} ${told}  (FCP, LCP, TBT, CLS: ${looks[0].figures.join(", ")})  ${path}`);
  for (const audit of new Set(looks.flatMap((each) => each.short))) console.log(`         below: ${audit}`);
}
process.exitCode = low ? 1 : 0;
