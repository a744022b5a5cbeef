// Looking closely at pictures: a dialog to leaf through by keys, buttons or swiping, each picture twice as large on
// demand. Without this file the pictures are links to their largest renditions.

const $ = (selector, root = document) => root.querySelector(selector);
const viewer = () => $("#viewer");
const stage = () => $("[data-look-stage]", viewer());
const figures = () => [...stage().children];
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const at = () => Math.round(stage().scrollLeft / Math.max(stage().clientWidth, 1));
const enlarged = () => viewer().classList.contains("is-large");

function show(place, smooth = false) {
  const number = figures().length;
  const to = (place + number) % number;
  enlarge(false);
  stage().scrollTo({ left: to * stage().clientWidth, behavior: smooth && !calm.matches ? "smooth" : "instant" });
  say(to);
}
function say(place) {
  const words = `${place + 1} / ${figures().length}`;
  const line = $("[data-look-at]", viewer());
  if (line.textContent !== words) line.textContent = words;
}
function enlarge(on, x = 0.5, y = 0.5) {
  const figure = figures()[at()];
  viewer().classList.toggle("is-large", on);
  figures().forEach((each) => each.classList.toggle("is-large", on && each === figure));
  $("[data-look-zoom]", viewer()).setAttribute("aria-pressed", String(on));
  if (!on) return;
  figure.tabIndex = 0;
  figure.focus({ preventScroll: true });
  figure.scrollTo({ left: (figure.scrollWidth - figure.clientWidth) * x, top: (figure.scrollHeight - figure.clientHeight) * y, behavior: "instant" });
}

document.addEventListener("click", (e) => {
  const opener = e.target.closest("[data-look]");
  if (opener && viewer()?.open) { show(Number(opener.dataset.look)); stage().focus({ preventScroll: true }); return; }
  if (!e.target.closest("#viewer")) return;
  const step = e.target.closest("[data-look-step]");
  if (step) show(at() + Number(step.dataset.lookStep), true);
  else if (e.target.closest("[data-look-zoom]")) enlarge(!enlarged());
  else if (e.target.matches("[data-look-stage] img")) {
    const box = e.target.getBoundingClientRect();
    enlarge(!enlarged(), (e.clientX - box.left) / box.width, (e.clientY - box.top) / box.height);
  } else if (e.target.matches("[data-look-stage] figure") && !enlarged()) viewer().close();
});
document.addEventListener("keydown", (e) => {
  if (!viewer()?.open) return;
  const step = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
  if (step && !enlarged()) { e.preventDefault(); show(at() + step, true); }
  if (["+", "=", "-", "Enter"].includes(e.key) && !e.target.closest("button")) { e.preventDefault(); enlarge(e.key === "Enter" ? !enlarged() : e.key !== "-"); }
  if (e.key === "Escape" && enlarged()) { e.preventDefault(); enlarge(false); stage().focus({ preventScroll: true }); }
});
document.addEventListener("scroll", (e) => { if (viewer()?.open && e.target === stage()) say(at()); }, true);
