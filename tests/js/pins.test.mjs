import assert from "node:assert/strict";
import { test } from "node:test";

const { checkPin, makeVerifier } = await import("../../pos_web/static/pos/pins.js");

const NOW = 1_700_000_000_000;
const made = () => makeVerifier("2580", NOW, 1000);

test("the right PIN fits, another does not, and the verifier holds no PIN", async () => {
  const verifier = await made();
  assert.equal((await checkPin(verifier, "2580", NOW)).answer, "ok");
  assert.equal((await checkPin(verifier, "2581", NOW)).answer, "wrong");
  assert.notDeepEqual((await made()).hash, verifier.hash);
});

test("after four wrong ones the device waits, longer each time, and then forgets the person", async () => {
  let verifier = await made();
  let now = NOW;
  const answers = [];
  while (verifier) {
    const checked = await checkPin(verifier, "0000", now);
    answers.push(checked.answer);
    if (checked.verifier && checked.verifier.waitUntil > now) {
      assert.equal((await checkPin(checked.verifier, "2580", now)).answer, "wait");
      now = checked.verifier.waitUntil;
    }
    verifier = checked.verifier;
  }
  assert.equal(answers.length, 10);
  assert.equal(answers.at(-1), "unknown");
  assert.ok(now - NOW > 15 * 60_000);
});

test("without a fresh sign-in online nobody comes in", async () => {
  assert.equal((await checkPin(undefined, "2580", NOW)).answer, "unknown");
  assert.equal((await checkPin(await made(), "2580", NOW + 31 * 86_400_000)).answer, "unknown");
});
