// @ts-check
/** Starts the till: one tab, its database, the line to the shop, the scanner, the frame. */

import { refresh } from "./cache.js";
import { keepData, openDatabase } from "./database.js";
import { adoptShift } from "./session.js";
import { translator } from "./messages.js";
import { listenForScans } from "./scanner.js";
import { onScan } from "./scans.js";
import { beep } from "./sound.js";
import { Sync } from "./sync.js";
import { holdTill } from "./tabs.js";
import { Till } from "./till.js";
import { mountFrame } from "./views/frame.js";
import { otherTabView } from "./views/other_tab.js";
import { watchForUpdates } from "./updates.js";

const IDLE_LOCK_MS = 10 * 60_000;
const STOCK_LASTS_MS = 5 * 60_000;
const root = /** @type {HTMLElement} */ (document.getElementById("till"));
const t = translator(navigator.language);

holdTill({
  onGained: start,
  onWaiting: (takeOver) => root.replaceChildren(otherTabView(t, takeOver)),
  onLost: () => location.reload(),
});

async function start() {
  const till = new Till(await openDatabase());
  await till.load();
  await till.journal.prune();
  till.sync = new Sync(till.journal, {
    onState: (sync) => {
      till.set({ sync });
      if (sync.line !== "online") till.stopWaiting();
    },
    onVerdicts: (ids) => {
      till.heardVerdicts(ids);
      showVerdicts(till, ids);
    },
    onBeat: (answer) => followShop(till, answer),
  });
  till.store.watch(["settings"], ({ settings }) => look(settings.theme));
  mountFrame(till, root);
  listenForScans(document, (code) => {
    document.dispatchEvent(new CustomEvent("till:scan", { detail: code }));
    beep(till, onScan(till, code));
  });
  lockWhenIdle(till);
  watchForUpdates(till);
  keepData();
  if (till.state.device) await till.sync.start(till.state.device);
  document.documentElement.dataset.ready = "true";
}

/** @param {Till} till @param {string[]} ids of the operations that were answered */
async function showVerdicts(till, ids) {
  await joinOpenShift(till, ids);
  till.set({ attention: await till.journal.needingAttention() });
  const { last } = till.state;
  const fresh = last ? await till.journal.get(last.seq) : null;
  if (fresh && till.state.last === last) till.set({ last: fresh });
}

/**
 * Opened here without network while another tablet had the register open: go on in that shift.
 * @param {Till} till @param {string[]} ids
 */
async function joinOpenShift(till, ids) {
  const { shift } = till.state;
  const answered = await Promise.all(ids.map((id) => till.journal.byId(id)));
  const refused = answered.some((record) => record?.kind === "shift_opened" && record.status === "refused" && record.payload.shift === shift?.id);
  if (!refused) return;
  await till.keep("shift", null);
  await refresh(till);
  await adoptShift(till);
  if (!till.state.shift && till.state.cashier) till.go("open");
}

/**
 * What the shop says at each heartbeat: newer prices or another set-up are fetched, an open shift is taken on.
 * @param {Till} till @param {{setup_version: string, catalog_version: string}} answer
 */
async function followShop(till, answer) {
  const { catalogMark, catalogAt, setup } = till.state;
  const stale = catalogAt === null || Date.now() - Date.parse(catalogAt) > STOCK_LASTS_MS;
  if (stale || answer.catalog_version !== catalogMark || answer.setup_version !== setup?.version) {
    await refresh(till);
    till.set({ catalogMark: answer.catalog_version });
  }
  if (!till.state.shift && till.state.screen === "open") {
    await adoptShift(till);
    if (till.state.shift) till.go("sell");
  }
}

/** @param {string} theme */
function look(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

/** Nobody touched it for a while: the next person shows who they are. @param {Till} till */
function lockWhenIdle(till) {
  let timer = /** @type {ReturnType<typeof setTimeout>|undefined} */ (undefined);
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(() => till.state.cashier && till.state.screen !== "pay" && till.lock(), IDLE_LOCK_MS);
  };
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, again, { passive: true });
  again();
}
