// @ts-check
/** What giving back a part of a sold line pays back; the twin of app/domains/pricing/engine/refund.py. */

import { roundDiv } from "../money.js";
import { quantity as readQuantity, whole as readWhole, write, writeQuantity } from "./reading.js";

/**
 * What a quantity of a sold line pays back, after `refunded` of it was given back earlier. All parts of a line,
 * however it is cut, add up to exactly what was paid.
 * @param {any} line {quantity, discount, tax, total} of a quoted or stored line
 * @param {string | number} quantity @param {string | number} [refunded]
 */
export function refundShare(line, quantity, refunded = "0") {
  const [whole, before, back] = [line.quantity, refunded, quantity].map(readQuantity);
  const after = before + back;
  if (!(before < after && after <= whole)) {
    throw new RangeError(`cannot give back ${quantity} of ${line.quantity} after ${refunded}`);
  }
  const [discount, tax, total] = [line.discount, line.tax, line.total].map(readWhole);
  const [paidBefore, paidAfter] = [before, after].map((part) => roundDiv(total * part, whole));
  const taxWithin = (/** @type {bigint} */ paid, /** @type {bigint} */ part) => {
    if (total === 0n) return roundDiv(tax * part, whole);
    return total > 0n ? roundDiv(tax * paid, total) : roundDiv(-tax * paid, -total);
  };
  return write({
    quantity: writeQuantity(back),
    discount: roundDiv(discount * after, whole) - roundDiv(discount * before, whole),
    tax: taxWithin(paidAfter, after) - taxWithin(paidBefore, before),
    total: paidAfter - paidBefore,
  });
}
