// @ts-check
/** The service worker (it makes the till start without network), its updates, and the offer to install. */

/** @param {import("./till.js").Till} till */
export async function watchForUpdates(till) {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    till.set({ installPrompt: event });
  });
  addEventListener("appinstalled", () => till.set({ installPrompt: null }));
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register("/pos/sw.js", { scope: "/pos/" }).catch(() => null);
  if (!registration) return;
  const waits = () => till.set({ updateReady: registration.waiting !== null });
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", waits));
  waits();
  let asked = false;
  document.addEventListener("till:update", () => {
    asked = true;
    registration.waiting?.postMessage("activate");
  });
  navigator.serviceWorker.addEventListener("controllerchange", () => asked && location.reload());
}
