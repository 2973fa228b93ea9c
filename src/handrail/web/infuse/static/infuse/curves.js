/* Reading the forecast: each choice is a prospect with its own times `t` (epoch seconds) and bands of five lists. */

/** Places in a band: of a hundred twins 5, 25, 50, 75, 95 lie below. */
export const LOWEST = 0;
export const LOW = 1;
export const MIDDLE = 2;
export const HIGH = 3;
export const HIGHEST = 4;

/** The server's forecast with moments in place of minutes. */
export function read(told) {
  const at = Date.parse(told.at);
  const moments = (minutes) => minutes.map((minute) => at / 1000 + minute * 60);
  const t = moments(told.minutes);
  const shared = { at, t, without_pressure: told.without_pressure, within_min: told.within_min, severe: told.severe };
  const choices = Object.fromEntries(Object.entries(told.choices).map(([key, choice]) => [key, { ...choice, ...shared }]));
  return { ...told, at, choices, past: { ...told.past, t: moments(told.past.minutes) } };
}

/** The prospect of one more rate; what it has in common with all others is theirs. */
export const withRate = (told, { within_min, severe, past }) => read({ ...told, within_min, severe, past }).choices.other;

/** What comes if nobody touches anything: it goes on, or stays as it stands. */
export const untouched = (forecast) => forecast?.choices.go_on ?? forecast?.choices.stop ?? null;

/** What comes when it is stopped, where that is something else. */
export const stopped = (forecast) => (forecast?.choices.go_on ? (forecast.choices.stop ?? null) : null);

/** One line of a prospect: { t, values }, or null where that quantity is not forecast. */
export function lineOf(prospect, quantity, level = MIDDLE) {
  const values = prospect?.bands?.[quantity]?.[level];
  return values ? { t: prospect.t, values } : null;
}

/** The points of the modelled past, to this moment: as it was when it was forecast, and as it went on since. */
export function soFar(forecast, quantity, now_s) {
  if (!forecast) return [];
  const base = untouched(forecast);
  const since = quantity === "plasma" ? { t: base?.t, values: base?.plasma } : lineOf(base, quantity);
  return [...between(pastOf(forecast, quantity), -Infinity, Infinity), ...between(since, forecast.at / 1000, now_s).slice(1)];
}

/** One line of the modelled past. */
export const pastOf = (forecast, quantity) => (forecast?.past?.[quantity] ? { t: forecast.past.t, values: forecast.past[quantity] } : null);

/** The value of a line at a moment in seconds, or null outside it. */
export function valueAt(curve, at_s) {
  const { t, values } = curve ?? {};
  if (!t?.length || at_s < t[0] || at_s > t[t.length - 1]) return null;
  let low = 0;
  let high = t.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (t[middle] <= at_s) low = middle;
    else high = middle;
  }
  const share = t[high] === t[low] ? 0 : (at_s - t[low]) / (t[high] - t[low]);
  return values[low] + (values[high] - values[low]) * share;
}

/** The points [epoch_s, value] of a line between two moments; the ends are on it. */
export function between(curve, from_s, to_s) {
  const { t, values } = curve ?? {};
  if (!t?.length) return [];
  const start = Math.max(from_s, t[0]);
  const end = Math.min(to_s, t[t.length - 1]);
  if (end <= start) return [];
  const points = [[start, valueAt(curve, start)]];
  t.forEach((at, index) => at > start && at < end && points.push([at, values[index]]));
  points.push([end, valueAt(curve, end)]);
  return points;
}

/** The highest and the lowest value of one level of all choices until a moment: the span that holds whatever is taken. */
export function reach(forecast, quantity, level, until_s, pick) {
  const values = Object.values(forecast?.choices ?? {}).flatMap((prospect) => {
    const curve = lineOf(prospect, quantity, level);
    return curve ? curve.values.filter((_, index) => curve.t[index] <= until_s) : [];
  });
  return values.length ? pick(...values) : null;
}

/** { at_s, value } of the highest point from a moment on, or null. */
export function peakFrom(curve, from_s) {
  const points = between(curve, from_s, Infinity);
  if (!points.length) return null;
  const [at_s, value] = points.reduce((best, point) => (point[1] > best[1] ? point : best));
  return { at_s, value };
}

const highestOf = (curve) => (curve?.values ?? []).reduce((best, value) => Math.max(best, value), 0);

/** Looking this far ahead for the direction, and calling less than this share of the highest "steady" or "none". Once nothing runs it is never steady. */
const AHEAD_S = 120;
const STEADY_SHARE = 0.01;
const NONE_SHARE = 0.02;

/** "none", "rising", "steady", "falling", or null where there is no forecast: the direction of the modelled effect. */
export function direction(forecast, now_s, { runs }) {
  const ahead = lineOf(untouched(forecast), "effect_site");
  const here = valueAt(ahead, now_s);
  const soon = valueAt(ahead, now_s + AHEAD_S);
  if (here === null || soon === null) return null;
  const highest = Math.max(highestOf(pastOf(forecast, "effect_site")), highestOf(ahead));
  if (highest <= 0 || Math.max(here, soon) < highest * NONE_SHARE) return "none";
  const change = (soon - here) / highest;
  if (Math.abs(change) < STEADY_SHARE && (runs || change === 0)) return "steady";
  return change > 0 ? "rising" : "falling";
}
