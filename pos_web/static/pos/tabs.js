// @ts-check
/** One writer over all tabs, by a Web Lock: the browser frees it even when a tab crashes. */

const NAME = "galleria-till-writer";

/**
 * Hold the till in this tab, as soon as no other does.
 * @param {{onGained: () => void, onWaiting: (takeOver: () => void) => void, onLost: () => void}} listeners
 *   onWaiting: another tab has it; takeOver takes it away from there
 */
export async function holdTill({ onGained, onWaiting, onLost }) {
  if (!navigator.locks) return onGained();
  const hold = () => {
    onGained();
    return new Promise(() => {});
  };
  const waiting = new AbortController();
  const { held = [] } = await navigator.locks.query();
  const takeOver = () => {
    waiting.abort();
    navigator.locks.request(NAME, { steal: true }, hold).catch(onLost);
  };
  if (held.some((lock) => lock.name === NAME)) onWaiting(takeOver);
  navigator.locks.request(NAME, { signal: waiting.signal }, hold).catch(() => waiting.signal.aborted || onLost());
  return undefined;
}
