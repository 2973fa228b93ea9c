/* Reading the forecast's curves: { t: [epoch_s], effect_site: [...], ... }. */

/** The value of one quantity of a curve at a moment in seconds, or null outside it. */
export function valueAt(curve, quantity, at_s) {
  const { t } = curve ?? {};
  if (!t?.length || at_s < t[0] || at_s > t[t.length - 1]) return null;
  let low = 0;
  let high = t.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (t[middle] <= at_s) low = middle;
    else high = middle;
  }
  const values = curve[quantity];
  const share = t[high] === t[low] ? 0 : (at_s - t[low]) / (t[high] - t[low]);
  return values[low] + (values[high] - values[low]) * share;
}

/** The points [epoch_s, value] of one quantity between two moments; the ends are on the curve. */
export function between(curve, quantity, from_s, to_s) {
  const { t } = curve ?? {};
  if (!t?.length) return [];
  const points = [];
  const start = Math.max(from_s, t[0]);
  const end = Math.min(to_s, t[t.length - 1]);
  if (end <= start) return [];
  points.push([start, valueAt(curve, quantity, start)]);
  t.forEach((at, index) => at > start && at < end && points.push([at, curve[quantity][index]]));
  points.push([end, valueAt(curve, quantity, end)]);
  return points;
}

/** { at_s, value } of the highest point from a moment on, or null. */
export function peakFrom(curve, quantity, from_s) {
  const points = between(curve, quantity, from_s, Infinity);
  if (!points.length) return null;
  const [at_s, value] = points.reduce((best, point) => (point[1] > best[1] ? point : best));
  return { at_s, value };
}

export const highestOf = (curve, quantity) => (curve?.[quantity] ?? []).reduce((best, value) => Math.max(best, value), 0);

/** Looking this far ahead for the direction, and calling less than this share of the highest "steady" or "none". */
const AHEAD_S = 120;
const STEADY_SHARE = 0.01;
const NONE_SHARE = 0.02;

/** "none", "rising", "steady", "falling", or null where there is no forecast: the direction of the modelled effect. */
export function direction(forecast, now_s) {
  const here = valueAt(forecast?.go_on, "effect_site", now_s);
  const soon = valueAt(forecast?.go_on, "effect_site", now_s + AHEAD_S);
  if (here === null || soon === null) return null;
  const highest = Math.max(highestOf(forecast.past, "effect_site"), highestOf(forecast.go_on, "effect_site"));
  if (highest <= 0 || Math.max(here, soon) < highest * NONE_SHARE) return "none";
  const change = (soon - here) / highest;
  if (Math.abs(change) < STEADY_SHARE) return "steady";
  return change > 0 ? "rising" : "falling";
}
