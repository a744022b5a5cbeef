// Lines that are counted with a wedge scanner, which types a code and presses Enter, or by hand.
// [data-scan] takes the code; a row of [data-lines] knows its codes; what no row knows becomes a line of its own.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

const table = () => $("[data-lines]");
const codesOf = (row) => {
  const typed = $("[data-code]", row)?.value.trim();
  return typed ? [typed] : (row.dataset.codes ?? "").split(" ").filter(Boolean);
};

function addLine() {
  const row = $("[data-new-line]").content.firstElementChild.cloneNode(true);
  const mark = String($$("[data-line]").length);
  $$("[id]", row).forEach((el) => { el.id = el.id.replace(/-n(?=-|$)/, `-${mark}`); });
  $$("[for]", row).forEach((el) => { el.htmlFor = el.htmlFor.replace(/-n$/, `-${mark}`); });
  $("tbody", table()).append(row);
  window.htmx?.process(row);
  return row;
}

function rowFor(code) {
  const rows = $$("[data-line]", table());
  const wanted = code.toLowerCase();
  const known = rows.find((row) => codesOf(row).some((each) => each.toLowerCase() === wanted));
  if (known) return known;
  const row = rows.find((each) => $("[data-code]", each) && !$("[data-code]", each).value.trim()) ?? addLine();
  $("[data-code]", row).value = code;
  return row;
}

function say(template, sku, n) {
  const said = $("[data-scan-said]");
  if (said) said.textContent = said.dataset[template].replace("{sku}", sku).replace("{n}", n);
}

function countOne(code) {
  const row = rowFor(code);
  const field = $("[data-count]", row);
  if (!field) return $("textarea", row)?.focus(); // kept by serial number: each unit is scanned by its own
  field.value = String(Number(field.value.replace(",", ".") || 0) + 1);
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  row.classList.remove("is-new");
  requestAnimationFrame(() => row.classList.add("is-new"));
  row.scrollIntoView({ block: "nearest" });
  say("extra" in row.dataset ? "new" : "one", code, field.value);
}

document.addEventListener("keydown", (e) => {
  if (e.key !== "Enter") return;
  if (e.target.matches("[data-scan]")) {
    e.preventDefault();
    const code = e.target.value.trim();
    e.target.value = "";
    if (code) countOne(code);
  } else if (e.target.matches("[data-lines] [data-code], [data-lines] [data-count]")) {
    e.preventDefault();
    const fields = $$("[data-lines] :is([data-code], [data-count])");
    (fields[fields.indexOf(e.target) + 1] ?? $("[data-scan]") ?? e.target).focus();
  }
});

document.addEventListener("click", (e) => {
  if (e.target.closest("[data-add-line]")) $("input", addLine())?.focus();
  if (e.target.closest("[data-fill-all]")) $$("[data-count][data-all]").forEach((field) => { field.value = field.dataset.all; });
});
