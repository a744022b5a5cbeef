import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const folder = new URL("../../pos_web/static/pos/", import.meta.url);
const { translator } = await import(new URL("messages.js", folder));
const { german } = await import(new URL("messages_de.js", folder));

const files = [...readdirSync(folder), ...readdirSync(new URL("views/", folder)).map((name) => `views/${name}`)];
const sources = files.filter((name) => name.endsWith(".js")).map((name) => readFileSync(new URL(name, folder), "utf8"));
const used = new Set(sources.flatMap((text) => [...text.matchAll(/(?<![a-zA-Z])t\(\s*"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1])));

test("everything the till says can be said in German", () => {
  assert.deepEqual([...used].filter((text) => !(text in german)), []);
});

test("nothing is translated that nobody says", () => {
  assert.deepEqual(Object.keys(german).filter((text) => !used.has(text)), []);
});

test("translations keep their facts", () => {
  const facts = (text) => [...new Set([...text.matchAll(/\{\w+\}/g)].map(String))].sort();
  for (const [english, text] of Object.entries(german)) assert.deepEqual(facts(text), facts(english), english);
});

test("one is not many", () => {
  const t = translator("en");
  assert.equal(t("{n} entry waiting|{n} entries waiting", { n: 1 }), "1 entry waiting");
  assert.equal(t("{n} entry waiting|{n} entries waiting", { n: 20 }), "20 entries waiting");
  assert.equal(translator("de-AT")("Cash"), "Bar");
});
