// Reading barcodes with the device's camera, where the browser can (BarcodeDetector); elsewhere codes are typed, or
// come from a scanner that types them.

const LOOK_EVERY_MS = 120;
const SAME_AGAIN_MS = 1500;
const FORMATS = ["ean_13", "ean_8", "upc_a", "upc_e", "code_128", "code_39", "itf", "qr_code", "data_matrix"];

export const canRead = () => "BarcodeDetector" in globalThis && Boolean(navigator.mediaDevices?.getUserMedia);

/** Which words say why the camera cannot be used: refused, none, or busy. */
export const whyNot = (error) => ({ NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "none", OverconstrainedError: "none" }[error?.name] ?? "busy");

/** Lets a code through once, and again only after it was out of sight for a moment. Time is passed in, for tests. */
export function once() {
  let last = "";
  let seen = -Infinity;
  return (code, at) => {
    const fresh = code !== last || at - seen > SAME_AGAIN_MS;
    [last, seen] = [code, at];
    return fresh;
  };
}

async function detector() {
  const known = (await globalThis.BarcodeDetector.getSupportedFormats?.()) ?? FORMATS;
  return new globalThis.BarcodeDetector({ formats: FORMATS.filter((format) => known.includes(format)) });
}

/**
 * Shows the camera in `video` and hands on each code until `signal` ends it; the camera goes off then.
 * Throws what getUserMedia throws where it is refused or missing.
 */
export async function readCodes(video, onCode, signal) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  const off = () => stream.getTracks().forEach((track) => track.stop());
  if (signal.aborted) return off();
  signal.addEventListener("abort", off, { once: true });
  video.srcObject = stream;
  video.play().catch(() => undefined); // not awaited: nothing is seen before the first picture anyway
  const [eye, fresh] = [await detector(), once()];
  while (!signal.aborted) {
    const found = await eye.detect(video).catch(() => []);
    const code = found[0]?.rawValue?.trim();
    if (code && !signal.aborted && fresh(code, performance.now())) onCode(code);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
