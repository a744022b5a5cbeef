// @ts-check
/** Times as the clocks of a zone show them, with their offset: what promotions read weekdays and hours off. */

/**
 * @param {Date} at @param {string} timeZone
 * @returns {string} ISO 8601: "2026-06-01T14:00:00.000+02:00"
 */
export function inZone(at, timeZone) {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
    second: "2-digit",
  }).formatToParts(at);
  const { year, month, day, hour, minute, second } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  const wall = `${year}-${month}-${day}T${hour}:${minute}:${second}.${String(at.getUTCMilliseconds()).padStart(3, "0")}`;
  const offset = Math.round((Date.parse(`${wall}Z`) - at.getTime()) / 60_000);
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${wall}${offset < 0 ? "-" : "+"}${two(hours)}:${two(minutes)}`;
}
