// @ts-check
/** This till's own choices: printer, look, language, sound, and how fresh its catalogue is. */

import { ask, button, fill, h } from "../dom.js";
import { choosePrinter, printerKinds } from "../printer.js";
import { refresh } from "../cache.js";
import { unpair } from "../session.js";
import { languageChoice } from "./pair.js";
import { print } from "./paper.js";

/** @type {import("./frame.js").View} */
export function settingsView(till, signal) {
  const node = h("section.wide-screen.settings");
  till.store.watch(["settings", "catalogAt", "installPrompt", "catalog", "sync"], () => fill(node, ...content(till)), signal);
  return node;
}

/** @param {import("../till.js").Till} till @param {Record<string, unknown>} change */
const keep = (till, change) => till.keep("settings", { ...till.state.settings, ...change });

/** @param {string} title @param {...any} rest */
const part = (title, ...rest) => h("section.setting", {}, h("h2", {}, title), ...rest);

/** @param {import("../till.js").Till} till */
function content(till) {
  const { t } = till;
  const { settings, installPrompt, updateReady, sync } = till.state;
  const themes = [["", t("Like the device")], ["light", t("Light")], ["dark", t("Dark")], ["contrast", t("High contrast")]];
  const toggle = (/** @type {string} */ key, /** @type {string} */ text) =>
    button(text, () => keep(till, { [key]: !settings[key] }), { kind: "option", key, pressed: settings[key] });
  return [
    h("h1", {}, t("Settings")),
    part(t("Receipt printer"), ...printerPart(till)),
    part(t("Appearance"), h("div.choice", {}, ...themes.map(([theme, text]) =>
      button(text, () => keep(till, { theme }), { kind: "option", key: `theme-${theme}`, pressed: settings.theme === theme })))),
    part(t("Language"), languageChoice(till)),
    part(t("Sound"), h("div.choice", {}, toggle("sound", t("Beep on scan")))),
    part(t("Catalogue"), h("p.soft", {}, freshness(till)), button(t("Refresh now"), () => till.once(() => refresh(till)), { icon: "refresh-cw", key: "refresh" })),
    part(t("This till"), h("div.actions.start", {},
      installPrompt ? button(t("Install as an app"), () => installPrompt.prompt(), { icon: "download", key: "install" }) : null,
      updateReady ? button(t("Install the update"), () => document.dispatchEvent(new Event("till:update")), { icon: "download", key: "update" }) : null,
      sync.line === "unpaired" ? button(t("Pair again"), () => till.go("pair"), { kind: "primary", key: "pair-again" }) : null,
      button(t("Unpair this till"), () => till.once(() => leave(till)), { kind: "danger", icon: "unplug", key: "unpair" }))),
  ];
}

/** @param {import("../till.js").Till} till */
function printerPart(till) {
  const { t } = till;
  const { printer, autoPrint } = till.state.settings;
  const kinds = printerKinds();
  if (kinds.length === 0) return [h("p.soft", {}, t("This browser cannot reach printers. Receipts stay on the screen."))];
  const name = { usb: t("USB printer"), serial: t("Serial printer") };
  const choose = (/** @type {"usb"|"serial"} */ kind) => async () => {
    try {
      const choice = await choosePrinter(kind);
      if (choice) await keep(till, { printer: choice });
    } catch {
      till.say(t("The printer could not be set up. Check the cable and the power."), "warn");
    }
  };
  const width = (/** @type {number} */ columns, /** @type {string} */ text) =>
    button(text, () => keep(till, { printer: { ...printer, columns } }), { kind: "option", key: `columns-${columns}`, pressed: printer.columns === columns });
  return [
    h("p.soft", {}, printer ? t("{name} is set up.", { name: name[/** @type {"usb"|"serial"} */ (printer.kind)] }) : t("No printer yet. Selling works without one.")),
    h("div.choice", {}, ...kinds.map((kind) => button(name[kind], choose(kind), { icon: kind === "usb" ? "usb" : "cable", key: `printer-${kind}` }))),
    printer ? h("div.choice", {}, width(42, t("Paper 80 mm")), width(32, t("Paper 58 mm")),
      button(t("Print by itself"), () => keep(till, { autoPrint: !autoPrint }), { kind: "option", key: "auto-print", pressed: autoPrint })) : null,
    printer ? h("div.actions.start", {}, button(t("Test print"), () => till.once(() => testPrint(till)), { icon: "printer", key: "test-print" }),
      button(t("Forget the printer"), () => keep(till, { printer: null }), { key: "forget-printer" })) : null,
  ];
}

/** @param {import("../till.js").Till} till */
async function testPrint(till) {
  const { t, state } = till;
  const worked = await print(till, [{ kind: "title", text: state.setup.store.name }, { kind: "center", text: t("The printer works.") }]);
  if (worked) till.say(t("Test receipt sent to the printer"), "done");
}

/** @param {import("../till.js").Till} till */
function freshness(till) {
  const { catalog, catalogAt } = till.state;
  if (!catalogAt) return till.t("The catalogue is still empty on this till.");
  const at = till.when(catalogAt);
  return till.t("{n} article, as of {time}|{n} articles, as of {time}", { n: catalog.size, time: at });
}

/** @param {import("../till.js").Till} till */
async function leave(till) {
  const { t } = till;
  if (till.state.sync.waiting > 0) return till.say(t("There are entries that were not sent yet. Connect the till first."), "warn");
  const yes = await ask(t("Unpair this till?"), t("It can sell again only after pairing with a new code. Nothing is lost: all entries were sent."), t("Unpair"), t("Keep"), "danger");
  if (yes) await unpair(till);
  return undefined;
}
