// The spreadsheet of products: moves by keys, paste of cells from another spreadsheet, what has changed.
// Without this file the grid is a plain form with every field in it.

const form = document.getElementById("grid");
const rows = () => [...form.querySelectorAll("[data-grid-row]")];
const place = (cell) => [rows().indexOf(cell.closest("tr")), cell.closest("td").cellIndex];
const at = (row, column) => rows()[row]?.cells[column]?.querySelector("[data-cell]:not([disabled])");

function mark() {
  const changed = [...form.querySelectorAll("[data-cell]")].filter((cell) => {
    const is = cell.value !== cell.dataset.held;
    cell.classList.toggle("is-new", is);
    return is;
  }).length;
  const words = form.querySelector("[data-grid-changed]");
  words.textContent = changed === 0 ? "" : changed === 1 ? words.dataset.one : words.dataset.many.replace("{number}", changed);
}

// The next cell that can be written to, so that rows without a product's own cells are stepped over.
function step(cell, down, right) {
  let [row, column] = place(cell);
  const last = rows().length;
  const width = rows()[0].cells.length;
  do { row += down; column += right; } while (row >= 0 && row < last && column > 0 && column < width && !at(row, column));
  const next = at(row, column);
  next?.focus();
  next?.select?.();
  return Boolean(next);
}

function put(cell, text) {
  if (cell.tagName !== "SELECT") { cell.value = text.trim(); return; }
  const wanted = text.trim().toLowerCase();
  const option = [...cell.options].find((each) => [each.value, each.text].some((word) => word.toLowerCase() === wanted));
  if (option) cell.value = option.value;
}

// Rows of cells as spreadsheets copy them: tabs between, quotes around what holds a tab or a line end.
export function cellsOf(text) {
  const found = [[""]];
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    const row = found[found.length - 1];
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') { row[row.length - 1] += c; i += 1; }
      else if (c === '"') quoted = false;
      else row[row.length - 1] += c;
    } else if (c === '"' && row[row.length - 1] === "") quoted = true;
    else if (c === "\t") row.push("");
    else if (c === "\n") found.push([""]);
    else if (c !== "\r") row[row.length - 1] += c;
  }
  if (found.length > 1 && found[found.length - 1].join("") === "") found.pop();
  return found;
}

form?.addEventListener("paste", (e) => {
  const cell = e.target.closest("[data-cell]");
  const cells = cellsOf(e.clipboardData.getData("text/plain"));
  if (!cell || (cells.length === 1 && cells[0].length === 1)) return;
  e.preventDefault();
  const [row, column] = place(cell);
  cells.forEach((line, down) => line.forEach((text, right) => {
    const target = at(row + down, column + right);
    if (target) put(target, text);
  }));
  form.classList.add("is-changed");
  mark();
});

form?.addEventListener("keydown", (e) => {
  const cell = e.target.closest("[data-cell]");
  if (!cell || e.isComposing || e.ctrlKey || e.metaKey) return;
  const field = cell.tagName === "INPUT";
  const atStart = field && cell.selectionStart === 0 && cell.selectionEnd === 0;
  const atEnd = field && cell.selectionStart === cell.value.length && cell.selectionEnd === cell.value.length;
  const whole = field && cell.value !== "" && cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
  let moved = false;
  if (e.key === "Enter") { step(cell, e.shiftKey ? -1 : 1, 0); moved = true; }
  else if (e.key === "ArrowDown" && field) moved = step(cell, 1, 0);
  else if (e.key === "ArrowUp" && field) moved = step(cell, -1, 0);
  else if (e.key === "ArrowRight" && !e.shiftKey && (atEnd || whole)) moved = step(cell, 0, 1);
  else if (e.key === "ArrowLeft" && !e.shiftKey && (atStart || whole)) moved = step(cell, 0, -1);
  else if (e.key === "Escape") { cell.value = cell.dataset.held; mark(); moved = true; }
  if (moved) e.preventDefault();
});
form?.addEventListener("input", mark);
form?.addEventListener("change", mark);
if (form) mark();
