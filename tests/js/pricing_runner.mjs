// Answers pricing questions, one JSON a line on standard input, with one JSON a line: the till's twin on trial.
import { createInterface } from "node:readline";

import { allocate, roundDiv } from "../../pos_web/static/pos/money.js";
import { price, refundShare } from "../../pos_web/static/pos/pricing.js";

const ONE = 1_000_000n;
const answers = {
  price: ({ context }) => price(context),
  refund: ({ line, quantity, refunded }) => refundShare(line, quantity, refunded),
  allocate: ({ total, weights }) => allocate(BigInt(total), weights.map(BigInt)).map(Number),
  tax_in_gross: ({ gross, rate_micro }) => Number(roundDiv(BigInt(gross * rate_micro), ONE + BigInt(rate_micro))),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { ask, ...question } = JSON.parse(line);
  let answer;
  try {
    answer = { answer: answers[ask](question) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    answer = { refused: error.message };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
