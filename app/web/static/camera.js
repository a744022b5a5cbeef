// A button beside every field that takes codes ([data-scan], [data-item], [data-bin], [data-serials]): the camera reads
// them as a wedge scanner would type them. The words and the dialog are in the page's <template data-camera>.

import { canRead, readCodes, whyNot } from "./codes.js";

const FIELDS = "input[data-scan], input[data-item], input[data-bin], textarea[data-serials]";
const STAYS = "[data-scan], [data-serials]"; // many codes in a row

const enter = (field) => field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));

function take(field, code) {
  if (field.matches("textarea")) {
    const before = field.value.trimEnd();
    field.value = before ? `${before}\n${code}` : code;
  } else {
    field.value = code;
  }
  field.dispatchEvent(new Event("input", { bubbles: true }));
  if (field.matches("textarea")) field.dispatchEvent(new Event("change", { bubbles: true }));
  else enter(field);
}

async function open(field, parts) {
  const dialog = parts.querySelector("dialog").cloneNode(true);
  const said = dialog.querySelector("[role=status]");
  const done = new AbortController();
  document.body.append(dialog);
  dialog.addEventListener("close", () => { done.abort(); dialog.remove(); });
  dialog.querySelector("[data-camera-close]").addEventListener("click", () => dialog.close());
  dialog.showModal();
  said.textContent = said.dataset.aim;
  try {
    await readCodes(dialog.querySelector("video"), (code) => {
      said.textContent = code;
      if (!field.matches(STAYS)) dialog.close();
      take(field, code);
    }, done.signal);
  } catch (error) {
    dialog.classList.add("is-refused");
    said.textContent = said.dataset[whyNot(error)];
  }
}

const parts = document.querySelector("template[data-camera]")?.content;
if (parts && canRead()) {
  for (const field of document.querySelectorAll(FIELDS)) {
    const button = parts.querySelector("button[data-camera-open]").cloneNode(true);
    button.addEventListener("click", () => open(field, parts));
    (field.closest(".field") ?? field.parentElement).append(button);
  }
}
