// @ts-check
/// <reference lib="webworker" />
/**
 * The till's service worker. The server puts `self.TILL = {version, shell, assets}` in front of it, so every release
 * is another file: the browser installs it beside the old one and it takes over when the till says so.
 * Assets come from the cache, the shell from the network while that answers in time, pictures from both.
 */

const { version, shell, assets } = /** @type {any} */ (self).TILL;
const CACHE = `till-${version}`;
const PICTURES = "till-pictures";
const MOST_PICTURES = 600;
const SHELL_WAIT_MS = 3000;
const worker = /** @type {any} */ (self);
const known = new Set(assets);

worker.addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil(install());
});

worker.addEventListener("activate", (/** @type {any} */ event) => {
  event.waitUntil(dropOld().then(() => worker.clients.claim()));
});

worker.addEventListener("message", (/** @type {any} */ event) => {
  if (event.data === "activate") worker.skipWaiting();
});

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (known.has(url.pathname)) event.respondWith(fromCache(url.pathname, request));
  else if (request.mode === "navigate") event.respondWith(freshShell(request));
  else if (request.destination === "image") event.respondWith(picture(request));
});

async function install() {
  const cache = await caches.open(CACHE);
  await cache.addAll([shell, ...assets].map((path) => new Request(path, { cache: "reload" })));
}

async function dropOld() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("till-") && name !== CACHE && name !== PICTURES);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** @param {string} path @param {Request} request */
async function fromCache(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}

/** A server that is unwell must not stop the till: then the kept shell answers. @param {Request} request */
async function freshShell(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(SHELL_WAIT_MS) });
    if (answer.ok && new URL(request.url).pathname === shell) await cache.put(shell, answer.clone());
    if (answer.status < 500) return answer;
  } catch {
    // No network: the kept shell is the answer.
  }
  return (await cache.match(shell)) ?? Response.error();
}

/** @param {Request} request */
async function picture(request) {
  const cache = await caches.open(PICTURES);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    await cache.put(request, answer.clone());
    const keys = await cache.keys();
    await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST_PICTURES)).map((key) => cache.delete(key)));
  }
  return answer;
}
