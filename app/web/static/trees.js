// Rows of a tree are dragged by their grip: onto another to stand below it, to its edge to stand beside it.
// The server says where everything is then, or why not. Without this the arrows do the same.
const MARKS = ["drop-before", "drop-after", "drop-under"];
let held = null;
const row = (e) => e.target.closest?.("[data-node]");
const clear = () => document.querySelectorAll(MARKS.map((mark) => `.${mark}`).join(",")).forEach((each) => each.classList.remove(...MARKS));
const where = (e, over) => {
  const box = over.getBoundingClientRect();
  const part = (e.clientY - box.top) / box.height;
  return part < 0.3 ? "before" : part > 0.7 ? "after" : "under";
};
document.addEventListener("pointerdown", (e) => { const item = row(e); if (item) item.draggable = Boolean(e.target.closest("[data-grip]")); });
document.addEventListener("dragstart", (e) => {
  held = row(e);
  if (!held) return;
  held.classList.add("is-held");
  e.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragover", (e) => {
  const over = row(e);
  clear();
  if (!held || !over || over === held) return;
  e.preventDefault();
  over.classList.add(`drop-${where(e, over)}`);
});
document.addEventListener("drop", (e) => {
  const over = row(e);
  if (!held || !over || over === held) return;
  e.preventDefault();
  const values = { to: where(e, over), of: over.dataset.node };
  htmx.ajax("POST", held.dataset.move, { values, target: "#tree", swap: "outerHTML", source: held });
});
document.addEventListener("dragend", () => {
  clear();
  held?.classList.remove("is-held");
  if (held) held.draggable = false;
  held = null;
});
