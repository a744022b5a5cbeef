// @ts-check
/**
 * Receipt printers over WebUSB and WebSerial. A fault is an error to show, never a reason to stop selling.
 * Bytes are ESC/POS, made by @point-of-sale/receipt-printer-encoder, loaded when the first receipt is printed.
 */

const ENCODER = "/static/vendor/receipt-printer-encoder.esm.js";
const USB_PRINTER_CLASS = 7;
const BAUD = 9600;

/** @typedef {{kind: "usb"|"serial", vendorId?: number, productId?: number, columns: number}} PrinterChoice */

export class PrinterError extends Error {
  /** @param {"absent"|"unsupported"|"failed"} reason @param {unknown} [cause] */
  constructor(reason, cause) {
    super(`printer ${reason}`, { cause });
    this.reason = reason;
  }
}

/** Which kinds of printer this browser can reach. */
export const printerKinds = () =>
  /** @type {("usb"|"serial")[]} */ (["usb", "serial"].filter((kind) => kind in navigator));

/**
 * Let the person choose a printer; must be called from a tap.
 * @param {"usb"|"serial"} kind @returns {Promise<PrinterChoice|null>} null when the person chose none
 */
export async function choosePrinter(kind) {
  const api = /** @type {any} */ (navigator);
  if (!(kind in navigator)) throw new PrinterError("unsupported");
  try {
    if (kind === "usb") {
      const device = await api.usb.requestDevice({ filters: [{ classCode: USB_PRINTER_CLASS }] });
      return { kind, vendorId: device.vendorId, productId: device.productId, columns: 42 };
    }
    const info = (await api.serial.requestPort()).getInfo();
    return { kind, vendorId: info.usbVendorId, productId: info.usbProductId, columns: 42 };
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotFoundError") return null;
    throw new PrinterError("failed", error);
  }
}

/**
 * @param {PrinterChoice} choice @param {Uint8Array} bytes
 * @throws {PrinterError} absent: not plugged in; failed: plugged in but not taking the bytes
 */
export async function send(choice, bytes) {
  try {
    await (choice.kind === "usb" ? sendUsb(choice, bytes) : sendSerial(choice, bytes));
  } catch (error) {
    throw error instanceof PrinterError ? error : new PrinterError("failed", error);
  }
}

/** @param {PrinterChoice} choice @param {Uint8Array} bytes */
async function sendUsb(choice, bytes) {
  const devices = await /** @type {any} */ (navigator).usb.getDevices();
  const device = devices.find(
    (/** @type {any} */ entry) => entry.vendorId === choice.vendorId && entry.productId === choice.productId,
  );
  if (!device) throw new PrinterError("absent");
  await device.open();
  try {
    if (device.configuration === null) await device.selectConfiguration(1);
    const { number, endpoint } = printerInterface(device);
    await device.claimInterface(number);
    await device.transferOut(endpoint, bytes);
    await device.releaseInterface(number);
  } finally {
    await device.close();
  }
}

/** @param {any} device */
function printerInterface(device) {
  for (const face of device.configuration.interfaces) {
    const out = face.alternate.endpoints.find(
      (/** @type {any} */ endpoint) => endpoint.direction === "out" && endpoint.type === "bulk",
    );
    if (out) return { number: face.interfaceNumber, endpoint: out.endpointNumber };
  }
  throw new PrinterError("unsupported");
}

/** @param {PrinterChoice} choice @param {Uint8Array} bytes */
async function sendSerial(choice, bytes) {
  const ports = await /** @type {any} */ (navigator).serial.getPorts();
  const port = ports.find((/** @type {any} */ entry) => {
    const info = entry.getInfo();
    return info.usbVendorId === choice.vendorId && info.usbProductId === choice.productId;
  });
  if (!port) throw new PrinterError("absent");
  await port.open({ baudRate: BAUD });
  try {
    const writer = port.writable.getWriter();
    await writer.write(bytes);
    writer.releaseLock();
  } finally {
    await port.close();
  }
}

/**
 * @param {import("./receipt.js").Row[]} rows
 * @param {{columns: number, drawer?: boolean}} options drawer: also kick the cash drawer open
 * @returns {Promise<Uint8Array>} ESC/POS
 */
export async function encodeReceipt(rows, { columns, drawer = false }) {
  const { default: Encoder } = await import(ENCODER);
  const encoder = new Encoder({ language: "esc-pos", columns, feedBeforeCut: 4 });
  encoder.initialize().codepage("auto");
  if (drawer) encoder.pulse();
  for (const row of rows) writeRow(encoder, printable(row), columns);
  return encoder.cut("partial").encode();
}

/** @param {any} encoder @param {import("./receipt.js").Row} row @param {number} columns */
function writeRow(encoder, row, columns) {
  if (row.kind === "title") encoder.align("center").bold(true).line(row.text).bold(false).align("left");
  else if (row.kind === "center") encoder.align("center").line(row.text).align("left");
  else if (row.kind === "note") encoder.line(`  ${row.text}`);
  else if (row.kind === "rule") encoder.rule();
  else if (row.kind === "space") encoder.newline();
  else if (row.kind === "secret") encoder.align("center").qrcode(row.text).bold(true).line(row.text).bold(false).align("left");
  else if (row.kind === "link") encoder.align("center").qrcode(row.text).align("left").line(row.text);
  else if (row.kind === "code") encoder.align("center").barcode(row.text, "code128", { height: 50, text: "below" }).align("left");
  else if (row.kind === "pair") for (const text of pairLines(row, columns)) encoder.bold(row.bold ?? false).line(text).bold(false);
}

/**
 * Locales write amounts with spaces and signs that no printer's code page has.
 * @template {import("./receipt.js").Row} R @param {R} row @returns {R}
 */
export function printable(row) {
  const plain = (/** @type {unknown} */ value) =>
    typeof value === "string" ? value.replace(/[\u00a0\u2009\u202f]/g, " ").replace(/[\u2010-\u2015\u2212]/g, "-") : value;
  return /** @type {R} */ (Object.fromEntries(Object.entries(row).map(([key, value]) => [key, plain(value)])));
}

/**
 * Text left, figure right; a long text goes over as many lines as it needs and the figure stays on the last.
 * @param {{left: string, right: string}} pair @param {number} columns
 */
export function pairLines({ left, right }, columns) {
  const room = columns - right.length - 1;
  const words = left.split(" ");
  const lines = [""];
  for (const word of words) {
    const current = lines[lines.length - 1];
    const next = current ? `${current} ${word}` : word;
    if (next.length <= room || !current) lines[lines.length - 1] = next.slice(0, room);
    else lines.push(word.slice(0, room));
  }
  const last = lines[lines.length - 1];
  lines[lines.length - 1] = last + " ".repeat(columns - last.length - right.length) + right;
  return lines;
}
