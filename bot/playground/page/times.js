// Owns how an instant reads in a person's zone, and which instant a local date and time is.
// Must not know whose zone it is, nor read the computer's own clock.

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const cache = new Map();

function formatter(zone, options) {
  const key = zone + JSON.stringify(options);
  let found = cache.get(key);
  if (!found) {
    try {
      found = new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options });
    } catch {
      found = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
    }
    cache.set(key, found);
  }
  return found;
}

/** The calendar parts of an instant in a zone, as numbers. */
export function parts(ms, zone) {
  const out = {};
  const shown = formatter(zone, {
    year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23",
  }).formatToParts(ms);
  for (const part of shown) if (part.type !== "literal") out[part.type] = Number(part.value);
  return out;
}

/** How far the zone is ahead of UTC at an instant, in milliseconds. */
export function offset(ms, zone) {
  const p = parts(ms, zone);
  return Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) - Math.floor(ms / 1000) * 1000;
}

/** The instant of a local date and time; a time that a clock change skips becomes the moment after the gap. */
export function instant(zone, year, month, day, hour = 0, minute = 0) {
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  const before = wall - offset(wall - DAY, zone);
  const after = wall - offset(wall + DAY, zone);
  if (offset(before, zone) === wall - before) return before;
  if (offset(after, zone) === wall - after) return after;
  return before;
}

/** The instant of the next Monday at nine in a zone, later than `ms`. */
export function nextMondayAtNine(ms, zone) {
  const p = parts(ms, zone);
  const weekday = new Date(Date.UTC(p.year, p.month - 1, p.day)).getUTCDay();
  for (const days of [(8 - weekday) % 7, ((8 - weekday) % 7) + 7]) {
    const date = new Date(Date.UTC(p.year, p.month - 1, p.day + days));
    const found = instant(zone, date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), 9, 0);
    if (found > ms) return found;
  }
  return ms;
}

export const hhmm = (ms, zone) => formatter(zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(ms);
export const hhmmss = (ms, zone) => formatter(zone, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).format(ms);
export const shortDay = (ms, zone) => formatter(zone, { weekday: "short", day: "numeric", month: "short" }).format(ms);
export const longDay = (ms, zone) => formatter(zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(ms);
export const city = (zone) => String(zone ?? "UTC").split("/").at(-1).replaceAll("_", " ");

/** The zone's distance from UTC, as people write it: UTC+5:30. */
export function offsetLabel(ms, zone) {
  const minutes = Math.round(offset(ms, zone) / MINUTE);
  if (!minutes) return "UTC";
  const whole = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `UTC${minutes < 0 ? "−" : "+"}${whole}${rest ? `:${String(rest).padStart(2, "0")}` : ""}`;
}

/** The local calendar date as YYYY-MM-DD. */
export function isoDate(ms, zone) {
  const p = parts(ms, zone);
  return `${String(p.year).padStart(4, "0")}-${String(p.month).padStart(2, "0")}-${String(p.day).padStart(2, "0")}`;
}

/** The value a datetime-local field shows for an instant. */
export function fieldValue(ms, zone) {
  return `${isoDate(ms, zone)}T${hhmm(ms, zone)}`;
}

/** The instant a datetime-local field's value names in a zone, or null. */
export function fromField(value, zone) {
  const match = /^(\d{4,6})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(value ?? "");
  return match ? instant(zone, ...match.slice(1).map(Number)) : null;
}

/** How many local calendar days `ms` lies after `now`. */
export function dayDistance(ms, now, zone) {
  return Math.round((Date.parse(isoDate(ms, zone)) - Date.parse(isoDate(now, zone))) / DAY);
}

/** Today, Yesterday, or the day in full: the line between two days of messages. */
export function dayName(ms, now, zone) {
  const distance = dayDistance(ms, now, zone);
  if (distance === 0) return "Today";
  if (distance === -1) return "Yesterday";
  if (distance === 1) return "Tomorrow";
  return longDay(ms, zone);
}

function ordinal(day) {
  const teen = day % 100 >= 11 && day % 100 <= 13;
  return `${day}${teen ? "th" : ["th", "st", "nd", "rd"][day % 10] ?? "th"}`;
}

function ago(ms, now) {
  const seconds = Math.round(Math.abs(ms - now) / 1000);
  const [count, unit] =
    seconds < 60 ? [seconds, "second"] : seconds < 3600 ? [Math.round(seconds / 60), "minute"]
      : seconds < 86400 ? [Math.round(seconds / 3600), "hour"] : [Math.round(seconds / 86400), "day"];
  const said = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return ms <= now ? `${said} ago` : `in ${said}`;
}

/** Slack's date token, filled in for one zone; null when the format has nothing to fill in. */
export function dateToken(epochSeconds, format, zone, now) {
  const ms = Number(epochSeconds) * 1000;
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return null;
  const p = parts(ms, zone);
  const name = (options) => formatter(zone, options).format(ms);
  const withYear = p.year !== parts(now, zone).year;
  const plain = {
    date_num: () => isoDate(ms, zone),
    date: () => `${name({ month: "long" })} ${ordinal(p.day)}, ${p.year}`,
    date_short: () => `${name({ month: "short" })} ${p.day}, ${p.year}`,
    date_long: () => `${name({ weekday: "long" })}, ${name({ month: "long" })} ${ordinal(p.day)}, ${p.year}`,
    time: () => hhmm(ms, zone),
    time_secs: () => hhmmss(ms, zone),
    ago: () => ago(ms, now),
  };
  const relative = { 0: "today", 1: "tomorrow", "-1": "yesterday" }[dayDistance(ms, now, zone)];
  const pretty = (kind) => () => relative ?? (withYear ? plain[kind]() : plain[kind]().replace(`, ${p.year}`, ""));
  for (const kind of ["date", "date_short", "date_long"]) plain[`${kind}_pretty`] = pretty(kind);
  plain.day_divider_pretty = pretty("date_long");
  let filled = 0;
  const text = format.replace(/\{([a-z_]+)\}/g, (whole, key) => {
    if (!plain[key]) return whole;
    filled += 1;
    return plain[key]();
  });
  if (!filled) return null;
  return text;
}
