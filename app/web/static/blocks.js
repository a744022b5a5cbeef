// Blocks are dragged by their grip; the order is kept when one is let go. Without this the arrows do the same.
const list = document.querySelector("[data-blocks]");
let held = null;
list?.addEventListener("pointerdown", (e) => { const item = e.target.closest("[data-block]"); if (item) item.draggable = Boolean(e.target.closest("[data-grip]")); });
list?.addEventListener("dragstart", (e) => { held = e.target.closest("[data-block]"); held.classList.add("is-held"); e.dataTransfer.effectAllowed = "move"; });
list?.addEventListener("dragover", (e) => {
  const over = e.target.closest("[data-block]");
  if (!held || !over || over === held) return;
  e.preventDefault();
  const box = over.getBoundingClientRect();
  over[e.clientY < box.top + box.height / 2 ? "before" : "after"](held);
});
list?.addEventListener("drop", (e) => e.preventDefault());
list?.addEventListener("dragend", () => {
  held.classList.remove("is-held");
  held.draggable = false;
  held = null;
  const block = [...list.querySelectorAll("[data-block]")].map((item) => item.dataset.block);
  htmx.ajax("POST", list.dataset.blocks, { values: { block }, swap: "none", source: list });
});
