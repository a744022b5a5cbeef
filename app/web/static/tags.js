// Loads what the visitor agreed to, and nothing before: the shop says which tags those are, each time.
const loaded = new Set();

function script(src) {
  const el = document.createElement("script");
  el.src = src;
  el.async = true;
  document.head.append(el);
}
const purchase = () => {
  const el = document.querySelector("[data-purchase]");
  return el && { id: el.dataset.purchase, value: Number(el.dataset.total) / 10 ** Number(el.dataset.digits), currency: el.dataset.currency };
};
const vendors = {
  google(id) {
    window.dataLayer ??= [];
    window.gtag ??= function gtag() { window.dataLayer.push(arguments); };
    if (![...loaded].some((each) => each.startsWith("google"))) window.gtag("js", new Date());
    window.gtag("config", id);
    const order = purchase();
    if (order) window.gtag("event", "purchase", { transaction_id: order.id, value: order.value, currency: order.currency, send_to: id });
    script(`https://www.googletagmanager.com/gtag/js?id=${encodeURIComponent(id)}`);
  },
  meta(id) {
    const fbq = (...said) => (fbq.callMethod ? fbq.callMethod(...said) : fbq.queue.push(said));
    Object.assign(fbq, { push: fbq, loaded: true, version: "2.0", queue: [] });
    window.fbq ??= fbq;
    window._fbq ??= window.fbq;
    window.fbq("init", id);
    window.fbq("track", "PageView");
    const order = purchase();
    if (order) window.fbq("track", "Purchase", { value: order.value, currency: order.currency });
    script("https://connect.facebook.net/en_US/fbevents.js");
  },
  custom(src) { script(src); },
};
async function load() {
  const answer = await fetch("/consent/tags", { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  for (const { vendor, id } of await answer.json()) {
    if (loaded.has(vendor + id)) continue;
    vendors[vendor]?.(id);
    loaded.add(vendor + id);
  }
}
document.addEventListener("consent", load);
load();
