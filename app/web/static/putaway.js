// Put away with a wedge scanner, which types a code and presses Enter: item, then bin, then it is kept. The bin in
// which the others lie is offered. Without this file the fields are filled by hand.

const form = document.getElementById("put-away");

// The row of the goods that a code means; letters' case does not matter to scanners.
export const rowOf = (rows, code) => rows.find((row) => row.dataset.codes.toLowerCase().split(" ").includes(code.trim().toLowerCase()));

function offer() {
  const row = rowOf([...document.querySelectorAll("[data-waits]")], form.elements.code.value);
  form.elements.bin.placeholder = row?.dataset.bin ?? "";
}

form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[data-item]")) return;
  event.preventDefault();
  offer();
  if (event.target.value.trim()) form.elements.bin.focus();
});
form?.addEventListener("input", offer);
if (form) offer();
