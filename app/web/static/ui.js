// Small behaviours that HTML has not got by itself. Everything is delegated from the document, so what htmx
// brings later needs no set-up. Without this file pages still work: links, forms and details elements remain.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const typing = (el) => el.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
const cookie = (name, value) => { document.cookie = `${name}=${value}; path=/; samesite=lax; max-age=${value ? 31536000 : 0}`; };

// ---- Dialogs: data-open="id", data-close, data-open-now, a click on the backdrop -------------------------
function openDialog(dialog) {
  if (!dialog?.showModal || dialog.open) return;
  dialog.showModal();
  $("[autofocus], .dialog-body input:not([type=hidden]), .dialog-body textarea, .dialog-body select", dialog)?.focus();
}
const openArrived = (root) => {
  if (root.matches?.("dialog[data-open-now]")) openDialog(root);
  $$("dialog[data-open-now]", root).forEach(openDialog);
};

// ---- Toasts: an HX-Trigger "toast" [{message, tone}], or what the server put into the page ------------------
export function toast(message, tone = "info") {
  const template = document.getElementById(`toast-${tone}`) ?? document.getElementById("toast-info");
  if (!template || !message) return;
  const el = template.content.firstElementChild.cloneNode(true);
  $("p", el).textContent = message;
  $("#toasts").append(el);
  letGo(el);
}
function letGo(el) {
  if (el.matches(".toast-refused")) return; // a refusal stays until it is read
  let timer = setTimeout(() => el.remove(), 6000);
  el.addEventListener("pointerenter", () => clearTimeout(timer));
  el.addEventListener("pointerleave", () => { timer = setTimeout(() => el.remove(), 3000); });
}
document.addEventListener("toast", (e) => [e.detail.value ?? e.detail].flat().forEach((t) => toast(t.message, t.tone)));

// ---- Clicks -----------------------------------------------------------------------------------------------
document.addEventListener("click", (e) => {
  const on = (selector) => e.target.closest(selector);
  for (const menu of $$("details[data-menu][open], details.hint[open]")) {
    if (!menu.contains(e.target) || (e.target.closest(".menu-item") && !e.target.closest("[data-theme-choice]"))) menu.open = false;
  }
  const opener = on("[data-open]");
  const dialog = opener && document.getElementById(opener.dataset.open);
  if (dialog) { e.preventDefault(); openDialog(dialog); }
  if (on("[data-print]")) print();
  if (on("[data-close]") || e.target.matches("dialog.dialog")) on("dialog")?.close();
  on("[data-dismiss]")?.closest("[data-toast]").remove();
  const link = document.body.dataset.carry && on("a[href^='/']");
  if (link && !link.search.includes(document.body.dataset.carry)) link.search += (link.search ? "&" : "?") + document.body.dataset.carry;
  const copy = on("[data-copy]");
  if (copy) navigator.clipboard.writeText(copy.dataset.copy).then(() => { copy.classList.add("is-copied"); toast(copy.dataset.copied, "done"); });
  const choice = on("[data-theme-choice]");
  if (choice) setTheme(choice.dataset.themeChoice);
  const reveal = on("[data-reveal]");
  if (reveal) {
    const field = document.getElementById(reveal.dataset.reveal);
    field.type = field.type === "password" ? "text" : "password";
    reveal.setAttribute("aria-pressed", String(field.type === "text"));
  }
  if (on("[data-fold]")) {
    const narrow = document.documentElement.dataset.nav !== "narrow";
    document.documentElement.dataset.nav = narrow ? "narrow" : "wide";
    cookie("nav", narrow ? "narrow" : "");
  }
  const step = on("[data-step]");
  if (step) e.preventDefault(); // without scripts it submits
  if (step) stepField($("input", step.closest("[data-stepper]")), Number(step.dataset.step));
  if (on("[data-select-none]")) select(on("[data-list]"), () => false);
});

function stepField(field, by) {
  const most = Number(field.dataset.max ?? Infinity);
  field.value = Math.min(Math.max((parseInt(field.value, 10) || 0) + by, 1), most);
  field.dispatchEvent(new Event("change", { bubbles: true }));
}
function setTheme(choice) {
  const value = choice === "auto" ? "" : choice;
  if (value) document.documentElement.dataset.theme = value;
  else delete document.documentElement.dataset.theme;
  cookie("theme", value);
  $$("[data-theme-choice]").forEach((el) => el.setAttribute("aria-pressed", String(el.dataset.themeChoice === choice)));
}

// ---- Selection in lists -----------------------------------------------------------------------------------
const boxes = (list) => $$("tbody .cell-check input", list);
function select(list, wanted) {
  boxes(list).forEach((box) => { box.checked = wanted(box); });
  countSelected(list);
}
function countSelected(list) {
  const all = boxes(list);
  const chosen = all.filter((box) => box.checked).length;
  $$("[data-selected]", list).forEach((el) => { el.textContent = chosen; });
  const head = $("[data-select-all]", list);
  if (head) { head.checked = chosen > 0 && chosen === all.length; head.indeterminate = chosen > 0 && chosen < all.length; }
}
document.addEventListener("change", (e) => {
  const list = e.target.closest("[data-list]");
  if (!list) return;
  if (e.target.matches("[data-select-all]")) select(list, () => e.target.checked);
  else if (e.target.matches(".cell-check input")) countSelected(list);
});

// ---- Keyboard ---------------------------------------------------------------------------------------------
function moveRow(step) {
  const rows = $$("[data-list] [data-row]");
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row.classList.contains("is-here"));
  rows[at]?.classList.remove("is-here");
  const row = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  row.classList.add("is-here");
  ($(".row-link", row) ?? row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  return true;
}
function moveInMenu(menu, step) {
  const items = $$(".menu-list :is(a, button, input)", menu);
  items[(items.indexOf(document.activeElement) + step + items.length) % items.length]?.focus();
}
const keys = {
  "/": () => { const field = $("[data-slash], [data-slash-local]"); field?.focus(); field?.select?.(); return field; },
  f: () => { const field = $("[data-slash-local]"); field?.focus(); return field; },
  "?": () => { const help = document.getElementById("keys"); openDialog(help); return help; },
  ArrowDown: () => moveRow(1),
  ArrowUp: () => moveRow(-1),
  j: () => moveRow(1),
  k: () => moveRow(-1),
  x: () => { const box = $(".is-here .cell-check input"); box?.click(); return box; },
};
document.addEventListener("keydown", (e) => {
  const menu = e.target.closest?.("details[data-menu], details.hint");
  if (menu?.open && e.key === "Escape") { menu.open = false; $("summary", menu).focus(); return; }
  if (menu?.matches("[data-menu]") && ["ArrowDown", "ArrowUp"].includes(e.key)) {
    menu.open = true; moveInMenu(menu, e.key === "ArrowDown" ? 1 : -1); e.preventDefault(); return;
  }
  if (e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || $("dialog[open]")) return;
  if (keys[e.key]?.()) e.preventDefault();
});

// ---- Forms: warn before losing changes, send once ----------------------------------------------------------
const changed = () => $("form[data-guard].is-changed");
document.addEventListener("input", (e) => e.target.closest("form[data-guard]")?.classList.add("is-changed"));
document.addEventListener("submit", (e) => {
  const form = e.target;
  if (form.dataset.sent) { e.preventDefault(); return; }
  form.classList.remove("is-changed");
  if (form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete], [data-hx-post]") || form.method === "get" || form.method === "dialog") return;
  form.dataset.sent = "1";
  (e.submitter ?? $("[type=submit]", form))?.classList.add("is-busy");
});
addEventListener("pageshow", () => $$("form[data-sent]").forEach((form) => { delete form.dataset.sent; $$(".is-busy", form).forEach((el) => el.classList.remove("is-busy")); }));
addEventListener("beforeunload", (e) => { if (changed()) e.preventDefault(); });
document.addEventListener("htmx:confirm", (e) => {
  const form = changed();
  if (form && e.detail.verb === "get" && e.target.closest("a") && !confirm(form.dataset.guard)) e.preventDefault();
});
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (e) => e.target.closest?.("[data-drop]")?.classList.toggle("is-over", kind === "dragover"));
}

// ---- htmx: a server that fails or does not answer is said, never silent -------------------------------------
document.addEventListener("htmx:load", (e) => { openArrived(e.target); $$("[data-autofocus]", e.target)[0]?.focus(); });
document.addEventListener("htmx:afterRequest", (e) => {
  const closes = e.detail.successful && !e.target.matches?.("[data-preview]") && e.target.closest?.("dialog[open]");
  if (closes && e.detail.requestConfig?.verb !== "get") closes.close();
});
// A list that asks for itself every few seconds holds still while nobody looks, or while somebody is at work in it.
const atWork = (el) => el.matches("form.is-changed, :has(form.is-changed, details[data-menu][open], .cell-check input:checked)") ||
  (el.contains(document.activeElement) && typing(document.activeElement));
document.addEventListener("htmx:beforeRequest", (e) => {
  const el = e.detail.elt;
  if (!el.getAttribute("hx-trigger")?.startsWith("every")) return;
  if (document.hidden || $("dialog[open]") || atWork(el.closest("[data-living]") ?? el)) e.preventDefault();
});
const offline = (is) => $$("[data-offline]").forEach((el) => { el.hidden = !is; });
document.addEventListener("htmx:sendError", () => offline(true));
document.addEventListener("htmx:beforeOnLoad", (e) => { offline(false); if (e.detail.xhr.status >= 500) toast($("#toasts")?.dataset.broken, "refused"); });
addEventListener("offline", () => offline(true));
addEventListener("online", () => offline(false));

// ---- At start ----------------------------------------------------------------------------------------------
openArrived(document);
$$("[data-reveal]").forEach((el) => { el.hidden = false; });
$$("[data-toast]").forEach(letGo);
$("[data-autofocus]")?.focus();
