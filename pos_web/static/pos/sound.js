// @ts-check
/** A short tone: high when something was understood, low when not. */

const GOOD_HZ = 1400;
const BAD_HZ = 320;
const SECONDS = 0.09;

/** @type {AudioContext|null} */
let audio = null;

/** @param {import("./till.js").Till} till @param {boolean} good */
export function beep(till, good) {
  if (!till.state.settings.sound || !("AudioContext" in globalThis)) return;
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume().catch(() => {});
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = good ? GOOD_HZ : BAD_HZ;
  volume.gain.value = 0.08;
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + (good ? SECONDS : 3 * SECONDS));
}
