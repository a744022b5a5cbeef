// A series of pictures taken all round a product, seen as one that turns: by dragging, by the slider, by its keys.
// Without this file they are a row of pictures.

const DRAG = 0.8; // of the picture's width for a whole turn

function begin(view) {
  if (view.classList.contains("is-live")) return;
  const frames = [...view.querySelectorAll("figure")];
  const slider = view.querySelector("input");
  const stage = view.querySelector(".turn-frames");
  for (const image of view.querySelectorAll("img")) { image.loading = "eager"; image.draggable = false; }
  const show = (place) => {
    const to = (place % frames.length + frames.length) % frames.length;
    frames.forEach((each, at) => each.classList.toggle("is-seen", at === to));
    slider.value = String(to + 1);
    slider.setAttribute("aria-valuetext", slider.dataset.words.replace("{n}", String(to + 1)));
  };
  slider.addEventListener("input", () => show(Number(slider.value) - 1));
  let from = null;
  stage.addEventListener("pointerdown", (e) => {
    if (e.button) return;
    from = { x: e.clientX, place: Number(slider.value) - 1 };
    stage.setPointerCapture(e.pointerId);
  });
  stage.addEventListener("pointermove", (e) => {
    if (from) show(from.place + Math.round((from.x - e.clientX) / (stage.clientWidth * DRAG) * frames.length));
  });
  for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, () => { from = null; });
  view.classList.add("is-live");
  view.querySelector(".turn-bar").hidden = false;
  show(0);
}

const all = () => document.querySelectorAll("[data-turn]").forEach(begin);
all();
document.addEventListener("htmx:afterSettle", all);
