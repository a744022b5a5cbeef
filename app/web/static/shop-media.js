// Films elsewhere are loaded when somebody presses play, never before; 3D is offered to devices that can show it.

document.addEventListener("click", (e) => {
  const play = e.target.closest("a[data-player]");
  if (!play || e.ctrlKey || e.metaKey || e.shiftKey) return;
  e.preventDefault();
  const frame = document.createElement("iframe");
  frame.src = play.dataset.player;
  frame.title = play.dataset.title;
  frame.allow = "autoplay; fullscreen; picture-in-picture";
  frame.allowFullscreen = true;
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  play.replaceWith(frame);
  frame.focus();
});

const quickLook = document.createElement("a").relList?.supports?.("ar");
const android = /Android/i.test(navigator.userAgent);
for (const link of document.querySelectorAll("a[data-ar]")) {
  if (link.dataset.ar === "quick-look") {
    link.hidden = !quickLook;
  } else if (android) {
    const words = new URLSearchParams({ file: link.href, mode: "ar_preferred", title: link.dataset.title });
    const back = encodeURIComponent(location.href);
    link.href = `intent://arvr.google.com/scene-viewer/1.0?${words}#Intent;scheme=https;package=com.google.android.googlequicksearchbox;action=android.intent.action.VIEW;S.browser_fallback_url=${back};end;`;
    link.hidden = false;
  }
}
