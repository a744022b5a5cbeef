// @ts-check
/** Scanning with the tablet's camera, where the browser can; a code means what a scanner's would. */

import { button, dialog, h } from "../dom.js";
import { onScan } from "../scans.js";
import { canRead, readCodes, whyNot } from "/static/codes.js";

/** @param {import("../till.js").Till} till @returns {any} nothing where the browser cannot read codes */
export const cameraButton = (till) =>
  canRead() ? button("", () => scan(till), { kind: "square", icon: "camera", key: "camera", label: till.t("Scan with the camera") }) : null;

/** One code, then the camera goes off. @param {import("../till.js").Till} till */
async function scan(till) {
  const { t } = till;
  const words = /** @type {Record<string, string>} */ ({
    refused: t("The camera is not allowed here. Allow it for this site in the browser's settings, or type the code."),
    none: t("This device has no camera. Type the code, or use a scanner."),
    busy: t("The camera cannot be used just now: another program may hold it. Type the code, or try again."),
  });
  const done = new AbortController();
  const code = await dialog(t("Scan with the camera"), (close) => {
    const video = h("video.camera-view", { playsinline: true, muted: true });
    const said = h("p", { role: "status" }, t("Hold the code before the camera."));
    readCodes(video, (/** @type {string} */ found) => close(found), done.signal).catch((/** @type {unknown} */ error) => {
      said.textContent = words[whyNot(error)];
      video.remove();
    });
    return [video, said, h("div.actions", {}, button(t("Close"), () => close(null), { key: "close-camera" }))];
  });
  done.abort();
  if (code) onScan(till, code);
}
