// Counting a delivery: every scan adds one to the line whose code it is; of an article with serial numbers, what is scanned
// after its code are its units, one scan each. What was counted outlives a reload,
// with the receipt's id, so that sending it again books nothing twice. Without this file numbers are typed.

const form = document.getElementById("receiving");
const key = form && `receiving-${form.dataset.order}`;
const said = form?.querySelector("[data-said]");
let naming = null; // the line whose units are being scanned
const fields = () => [...form.elements].filter((each) => each.name && !["csrf_token", "code"].includes(each.name));

// The line that a code means; letters' case does not matter to scanners.
export function lineOf(lines, code) {
  const wanted = code.trim().toLowerCase();
  return lines.find((line) => JSON.parse(line.dataset.codes).some((each) => each.toLowerCase() === wanted));
}

// A code that is not on the order, once more: "CODE 2" where "CODE 1" stood.
export function noted(text, code) {
  const rows = text.split("\n").map((row) => row.trim()).filter(Boolean);
  const at = rows.findIndex((row) => row === code || row.startsWith(`${code} `));
  const before = at < 0 ? 0 : Number(rows[at].slice(code.length)) || 1;
  rows.splice(at < 0 ? rows.length : at, at < 0 ? 0 : 1, `${code} ${before + 1}`);
  return rows.join("\n");
}

// Serial numbers as scanned or pasted, each once.
export const codesIn = (text) => [...new Set(text.split(/[\n\r\t,;]+/).map((code) => code.trim().toUpperCase()).filter(Boolean))];

function say(words, facts, wrong) {
  said.textContent = Object.entries(facts).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words);
  said.classList.toggle("is-wrong", wrong);
}

function mark(line) {
  const came = [...line.querySelectorAll('[name^="sound-"], [name^="damaged-"]')].reduce((sum, each) => sum + (Number(each.value.replace(",", ".")) || 0), 0);
  const due = Number(line.dataset.open);
  line.classList.toggle("is-full", came > 0 && came === due);
  line.classList.toggle("is-over", came > due);
}

// The numbers with one unit more; null where it was scanned already.
export function nextSerial(text, code) {
  const known = codesIn(text);
  const more = codesIn(code).filter((each) => !known.includes(each));
  return more.length > 0 ? [...known, ...more].join("\n") : null;
}

// The number of one unit.
function name(code) {
  const area = naming.querySelector("[data-serials]");
  const numbers = nextSerial(area.value, code);
  if (numbers === null) return say(form.dataset.twice, { code }, true);
  area.value = numbers;
  const count = naming.querySelector("input");
  count.value = String(codesIn(area.value).length);
  mark(naming);
  say(form.dataset.found, { sku: naming.dataset.sku, n: count.value }, false);
}

function take(code) {
  const line = lineOf([...form.querySelectorAll("[data-line]")], code);
  if (!line && naming) return name(code);
  if (!line) {
    form.elements.unknown.value = noted(form.elements.unknown.value, code);
    say(form.dataset.unknown, { code }, true);
    return;
  }
  naming = line.querySelector("[data-serials]") ? line : null;
  if (naming) {
    line.scrollIntoView({ block: "nearest" });
    return say(form.dataset.name, { sku: line.dataset.sku }, false);
  }
  const count = line.querySelector("input");
  count.value = String((Number(count.value.replace(",", ".")) || 0) + 1);
  mark(line);
  line.scrollIntoView({ block: "nearest" });
  say(form.dataset.found, { sku: line.dataset.sku, n: count.value }, false);
}

function keep() {
  const held = fields().map((each) => [each.name, each.type === "radio" ? (each.checked ? each.value : null) : each.value]);
  localStorage.setItem(key, JSON.stringify(held.filter(([, value]) => value !== null)));
}

function restore() {
  const held = JSON.parse(localStorage.getItem(key) || "[]");
  const receipt = held.find(([name]) => name === "receipt")?.[1];
  if (!receipt || form.dataset.booked.split(" ").includes(receipt)) { localStorage.removeItem(key); return; }
  for (const [name, value] of held) {
    const field = form.elements[name];
    if (field) field.value = value;
  }
  form.querySelectorAll("[data-line]").forEach(mark);
}

if (form) {
  if (!form.querySelector("[aria-invalid], .notice")) restore();
  const scan = form.querySelector("[data-scan]");
  scan.addEventListener("keydown", (e) => {
    if (e.key !== "Enter") return;
    e.preventDefault();
    const code = scan.value.trim();
    scan.value = "";
    if (code) { take(code); keep(); }
  });
  form.addEventListener("input", (e) => {
    const line = e.target.closest("[data-line]");
    if (e.target.matches("[data-serials]")) line.querySelector("input").value = String(codesIn(e.target.value).length);
    if (line) mark(line);
    keep();
  });
}
