// @ts-check
/**
 * What is still to pay, what goes back, and which notes to offer. Amounts are BigInt minor units.
 *
 * Some countries have no small coins: then what is paid in cash is rounded to an interval ({interval, mode}),
 * the sale's total stays exact and the difference is recorded with the sale.
 */

import { max, roundDiv, sum } from "./money.js";

/** @typedef {{interval: bigint, mode: "half_up"|"up"|"down"}|null} CashRounding */
/**
 * @typedef {object} Tender
 * @property {"cash"|"card_external"|"gift_card"|"store_credit"|"original"} method original: only of refunds, through the shop
 * @property {bigint} amount what counts towards the sale
 * @property {bigint} [given] cash handed over
 * @property {bigint} [change] cash handed back
 * @property {string} [reference] what the card terminal printed
 * @property {string} [hold] under which the shop took a gift card's share
 * @property {string} [last4] how the gift card's code ends
 * @property {{name: string, rate_micro: number, net: any, tax: any}} [taxed] what its sale was taxed with, not due again
 */

/**
 * @param {bigint} amount @param {CashRounding} rounding
 * @returns {bigint} the amount as it can be paid in coins
 */
export function roundCash(amount, rounding) {
  if (!rounding) return amount;
  const size = amount < 0n ? -amount : amount;
  const { interval, mode } = rounding;
  const steps =
    mode === "half_up" ? roundDiv(size, interval) : (size + (mode === "up" ? interval - 1n : 0n)) / interval;
  return amount < 0n ? -steps * interval : steps * interval;
}

/**
 * @param {bigint} total @param {Tender[]} tenders @param {CashRounding} rounding
 * @returns {{paid: bigint, open: bigint, cashOpen: bigint, settled: boolean, rounding: bigint}}
 *   open: exact rest; cashOpen: the rest if paid in cash; rounding: paid minus total once settled, else 0
 */
export function balance(total, tenders, rounding) {
  const paid = sum(tenders.map((tender) => tender.amount));
  const open = max(total - paid, 0n);
  const cashOpen = roundCash(open, rounding);
  const byCash = tenders.some((tender) => tender.method === "cash");
  const settled = open === 0n || (byCash && cashOpen === 0n);
  return { paid, open, cashOpen, settled, rounding: settled ? paid - total : 0n };
}

/**
 * @param {bigint} due what is open in cash @param {bigint} given what the customer hands over
 * @returns {Tender}
 */
export function cashTender(due, given) {
  return { method: "cash", amount: given < due ? given : due, given, change: max(given - due, 0n) };
}

/**
 * The exact amount and the next round amounts people really hand over, at most `count`, smallest first.
 * @param {bigint} due above 0 @param {number} digits of the currency @param {number} [count]
 * @returns {bigint[]}
 */
export function quickNotes(due, digits, count = 5) {
  const offers = new Set([due]);
  for (let power = 10n ** BigInt(digits); offers.size < count; power *= 10n) {
    for (const note of [power, 2n * power, 5n * power]) {
      const tooSmallToMatter = note * 20n < due;
      if (!tooSmallToMatter) offers.add(((due + note - 1n) / note) * note);
    }
  }
  return [...offers].sort((a, b) => (a < b ? -1 : 1)).slice(0, count);
}

/**
 * A keying mistake, most likely: ten times the bill or more.
 * @param {bigint} due @param {bigint} given
 */
export function implausible(due, given) {
  return due > 0n && given >= due * 10n;
}
