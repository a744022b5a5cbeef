// @ts-check
/** Pairing, signing in and out, opening and closing the register. */

import { call, Refused, Unreachable } from "./api.js";
import { emptyBasket } from "./basket.js";
import { refresh } from "./cache.js";
import { newId } from "./ids.js";
import { shiftClosedPayload, shiftOpenedPayload } from "./operations.js";
import { checkPin, makeVerifier } from "./pins.js";
import { toWire } from "./money.js";
import { shiftTotals } from "./shift.js";

/**
 * @param {import("./till.js").Till} till @param {string} code from the console
 * @throws {Refused|Unreachable}
 */
export async function pair(till, code) {
  const known = await till.db.get("meta", "device");
  const answer = await call("pairings", { body: { code: code.replace(/[^0-9a-z]/gi, ""), device: known?.id } });
  await till.keep("device", { id: answer.device, token: answer.token });
  till.set({ setup: answer.setup });
  await till.sync?.start(till.state.device);
  await refresh(till);
  till.go("signin");
}

/** Forget the pairing; only with an empty queue, so that no sale is left without a way home. @param {import("./till.js").Till} till */
export async function unpair(till) {
  if ((await till.journal.countWaiting()) > 0) return false;
  till.sync?.stop();
  const tx = till.db.transaction(["meta", "items"], "readwrite");
  for (const key of ["setup", "basket", "customer", "shift", "catalogAt", "catalogVersion", "pins"]) tx.objectStore("meta").delete(key);
  const device = await tx.objectStore("meta").get("device");
  tx.objectStore("meta").put({ ...device, token: null }, "device");
  tx.objectStore("items").clear();
  await tx.done;
  till.set({ device: null, setup: null, cashier: null, shift: null, basket: emptyBasket(), customer: null, screen: "pair" });
  return true;
}

/**
 * @param {import("./till.js").Till} till @param {import("./till.js").Cashier} cashier @param {string} pin
 * @returns {Promise<"ok"|"wrong"|"wait"|"unknown">}
 */
export async function signIn(till, cashier, pin) {
  const { answer: online, permissions } = till.state.sync.line === "online" ? await askServer(till, cashier, pin) : { answer: "unreachable", permissions: [] };
  const answer = online === "unreachable" ? await askDevice(till, cashier, pin) : online;
  if (answer === "ok") {
    till.set({ cashier: { ...cashier, permissions } });
    await afterSignIn(till);
  }
  return answer;
}

/**
 * @param {import("./till.js").Till} till @param {import("./till.js").Cashier} cashier @param {string} pin
 * @returns {Promise<{answer: "ok"|"wrong"|"wait"|"unreachable", permissions: string[]}>}
 */
async function askServer(till, cashier, pin) {
  let told;
  try {
    told = await call("sign-ins", { token: till.state.device.token, body: { cashier: cashier.id, pin } });
  } catch (error) {
    if (error instanceof Unreachable) {
      till.sync?.heard(false);
      return { answer: "unreachable", permissions: [] };
    }
    if (error instanceof Refused) return { answer: error.status === 429 ? "wait" : "wrong", permissions: [] };
    throw error;
  }
  await keepVerifier(till, cashier.id, pin);
  return { answer: "ok", permissions: told.permissions ?? [] };
}

/** The shop confirmed this PIN: from now on the device can check it alone. @param {import("./till.js").Till} till @param {string} person @param {string} pin */
export async function keepVerifier(till, person, pin) {
  const pins = (await till.db.get("meta", "pins")) ?? {};
  await till.db.put("meta", { ...pins, [person]: await makeVerifier(pin) }, "pins");
}

/** @param {import("./till.js").Till} till @param {{id: string}} cashier @param {string} pin */
export async function askDevice(till, cashier, pin) {
  const pins = (await till.db.get("meta", "pins")) ?? {};
  const { answer, verifier } = await checkPin(pins[cashier.id], pin);
  const { [cashier.id]: _old, ...others } = pins;
  await till.db.put("meta", verifier ? { ...others, [cashier.id]: verifier } : others, "pins");
  return answer;
}

/** @param {import("./till.js").Till} till */
async function afterSignIn(till) {
  if (!till.state.shift) await adoptShift(till);
  till.go(till.state.shift ? "sell" : "open");
}

/** The register may have been opened from another device: then its shift goes on here. @param {import("./till.js").Till} till */
export async function adoptShift(till) {
  const open = till.state.setup?.open_shift;
  if (!open) return;
  const closedHere = (await till.journal.ofShift(open.id)).some((record) => record.kind === "shift_closed");
  if (closedHere) return;
  await till.keep("shift", {
    id: open.id,
    openedAt: open.opened_at,
    openedBy: open.opened_by,
    float: open.float.amount,
    known: open.expected.amount,
    fromSeq: await till.journal.lastSeq(),
  });
}

/** @param {import("./till.js").Till} till @param {bigint} float counted before the first sale */
export async function openShift(till, float) {
  const amount = Number(float);
  const shift = {
    id: newId(),
    openedAt: new Date().toISOString(),
    openedBy: till.state.cashier.name,
    float: amount,
    known: amount,
    fromSeq: await till.journal.lastSeq(),
  };
  const payload = shiftOpenedPayload({ ...till.session, shift: shift.id }, float);
  await till.record("shift_opened", payload, { shift });
  till.set({ shift });
  till.go("sell");
}

/**
 * @param {import("./till.js").Till} till @param {bigint} count cash in the drawer, counted blind
 * @returns {Promise<{record: any, totals: import("./shift.js").ShiftTotals, shift: any}>}
 */
export async function closeShift(till, count) {
  const { shift, setup } = till.state;
  const totals = shiftTotals(shift, await till.journal.ofShift(shift.id));
  const lastSeq = await till.journal.lastSeq();
  const payload = shiftClosedPayload(till.session, { count, expected: totals.expected, lastSeq });
  const next = { ...setup, open_shift: null, last_count: toWire(count, setup.currency.code) };
  const record = await till.record("shift_closed", payload, { shift: null, setup: next });
  till.set({ shift: null, setup: next });
  return { record, totals, shift };
}
