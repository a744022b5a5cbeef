// Uploads of many files: each is sent alone, two at a time, with its own progress and its own refusal.
// Without this file the forms still send everything at once.

const AT_ONCE = 2;
const running = new Set();

function line(form, file) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.className = "upload-name";
  name.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  item.append(name, bar);
  form.querySelector(".upload-list").append(item);
  return item;
}

function refuse(form, item, file, words) {
  const said = document.createElement("span");
  said.className = "is-refused";
  said.textContent = words;
  const again = document.createElement("button");
  again.type = "button";
  again.className = "button button-quiet button-small";
  again.textContent = form.dataset.wordsAgain;
  again.addEventListener("click", () => { item.remove(); take(form, [file]); });
  said.append(" ", again);
  item.querySelector("progress").replaceWith(said);
}

// The server's own words for a refusal come as the toast that htmx would show.
function reason(xhr, fallback) {
  try {
    return JSON.parse(xhr.getResponseHeader("HX-Trigger")).toast[0].message;
  } catch {
    return fallback;
  }
}

function send(form, field, file, item) {
  return new Promise((done) => {
    const data = new FormData();
    data.append("csrf_token", form.elements.csrf_token?.value ?? "");
    data.append(field, file, file.name);
    const xhr = new XMLHttpRequest();
    xhr.open("POST", form.action);
    xhr.setRequestHeader("HX-Request", "true");
    xhr.setRequestHeader("X-CSRF-Token", form.elements.csrf_token?.value ?? "");
    xhr.upload.addEventListener("progress", (e) => { if (e.lengthComputable) item.querySelector("progress").value = (100 * e.loaded) / e.total; });
    xhr.addEventListener("loadend", () => {
      if (xhr.status >= 200 && xhr.status < 300) {
        const words = document.createElement("span");
        words.className = "soft";
        words.textContent = xhr.getResponseHeader("X-Asset") && xhr.responseText ? xhr.responseText : form.dataset.wordsSent;
        item.querySelector("progress").replaceWith(words);
      } else {
        refuse(form, item, file, reason(xhr, form.dataset.wordsFailed));
      }
      done();
    });
    xhr.send(data);
  });
}

async function take(form, files) {
  const field = form.querySelector("input[type=file]").name;
  const queue = [...files].map((file) => [file, line(form, file)]);
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await send(form, field, ...next);
  };
  running.add(form);
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  running.delete(form);
  const target = form.dataset.refresh && document.querySelector(form.dataset.refresh);
  if (target) target.dispatchEvent(new CustomEvent("uploaded", { bubbles: true }));
}

document.addEventListener("change", (e) => {
  const form = e.target.matches("input[type=file]") && e.target.closest("form[data-uploader]");
  if (!form || !e.target.files.length) return;
  const files = [...e.target.files];
  e.target.value = "";
  take(form, files);
});
addEventListener("beforeunload", (e) => { if (running.size) e.preventDefault(); });
