// Wall clocks: a day ("2022-11-16") with minutes from its midnight; and the same instant on clocks of other zones.

const MINUTE = 60_000, DAY = 1440;
const two = number => String(number).padStart(2, "0");
const utc = day => Date.parse(`${day}T00:00Z`);

export const addDays = (day, days) => new Date(utc(day) + days * DAY * MINUTE).toISOString().slice(0, 10);
export const daysBetween = (from, to) => Math.round((utc(to) - utc(from)) / (DAY * MINUTE));
export const hour = minutes => `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;

/** A day and minutes beyond it, such as 25 hours, as the day that they are on. */
export function settled(day, minutes) {
  const days = Math.floor(minutes / DAY);
  return { day: addDays(day, days), minutes: minutes - days * DAY };
}

/** "2022-11-16T10:00", as edits write it. */
export function wall(day, minutes) {
  const at = settled(day, minutes);
  return `${at.day}T${hour(at.minutes)}`;
}

const formats = new Map();

/** What clocks of a zone show; in Swedish, for it is written as in ISO 8601. */
export function shown(instant, zone) {
  const options = { timeZone: zone, dateStyle: "short", timeStyle: "short" };
  if (!formats.has(zone)) formats.set(zone, new Intl.DateTimeFormat("sv-SE", options));
  const [day, time] = formats.get(zone).format(instant).split(" "), [hours, minutes] = time.split(":");
  return { day, minutes: 60 * hours + Number(minutes) };
}

/** The instant at which clocks of a zone show that; the first of two. */
export function instantOf(day, minutes, zone) {
  const wanted = utc(day) + minutes * MINUTE;
  const off = at => { const there = shown(at, zone); return utc(there.day) + there.minutes * MINUTE - at; };
  const first = wanted - off(wanted);
  const second = wanted - off(first);
  return off(second) === wanted - second ? second : first;
}

/** A stretch of one zone's clock on another's: `shift` is how many days its start differs. */
export function elsewhere({ day, first, last }, zone, other) {
  const start = instantOf(day, first, zone), end = instantOf(day, last, zone);
  const from = shown(start, other), to = shown(end, other);
  return {
    first: from.minutes, last: from.minutes + Math.round((end - start) / MINUTE), shift: daysBetween(day, from.day),
    isUnsocial: from.minutes < 420 || to.minutes > 1320 || to.day !== from.day,
  };
}

const NAMED = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC", numberingSystem: "latn" };

/** "Wed 16 Nov" in the language of the page, in the digits of all its other dates. */
export const dayName = (day, language) => new Intl.DateTimeFormat(language, NAMED).format(utc(day));
