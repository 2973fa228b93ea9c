/* One time axis for all lanes, and the small scales of each. Time is drawn at fixed places and the whole sheet slides. */

/** Minutes shown before and after now, by the width of the lanes. */
const windowFor = (width) => (width < 520 ? { before: 27, after: 22 } : { before: 40, after: 33 });

/**
 * The time axis. `x` places a moment on a sheet that starts at `origin`; `slide` is how far the sheet has moved so that
 * now stands at `nowX`. Only the slide changes from second to second.
 */
export function timeScale(width, origin) {
  const { before, after } = windowFor(width);
  const perMillisecond = width / ((before + after) * 60_000);
  const nowX = before * 60_000 * perMillisecond;
  return {
    width,
    nowX,
    perMillisecond,
    before: before * 60_000,
    after: after * 60_000,
    x: (milliseconds) => (milliseconds - origin) * perMillisecond,
    slide: (now) => nowX - (now - origin) * perMillisecond,
    from: (now) => now - before * 60_000,
    to: (now) => now + after * 60_000,
  };
}

/** A straight scale from values to pixels; `high` is drawn at `top`. */
export function valueScale(low, high, top, bottom) {
  const per = (bottom - top) / (high - low || 1);
  return (value) => bottom - (value - low) * per;
}

/** The full steps between two values. */
export function steps(low, high, step) {
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) found.push(value);
  return found;
}

/** A number for a path, short. */
export const px = (number) => number.toFixed(1);

/** The path through points [[x, y], ...]. */
export const line = (points) => (points.length ? "M" + points.map(([x, y]) => `${px(x)} ${px(y)}`).join("L") : "");

/**
 * A smooth path through points that rises and falls only where they do (monotone cubic): it never swings past a value, so
 * that a band is never drawn wider than it is.
 */
export const smooth = (points) => (points.length < 3 ? line(points) : `M${pair(points[0])}${bends(points)}`);

/** The closed area between two edges given as points, both smooth. */
export const area = (upper, lower) => (upper.length ? `${smooth(upper)}L${smooth([...lower].reverse()).slice(1)}Z` : "");

const pair = ([x, y]) => `${px(x)} ${px(y)}`;

function bends(points) {
  const rise = points.slice(1).map(([x, y], index) => (y - points[index][1]) / (x - points[index][0] || 1));
  const slope = points.map((_, index) => tangent(rise[index - 1], rise[index]));
  return points.slice(1).map(([x, y], index) => {
    const [fromX, fromY] = points[index];
    const third = (x - fromX) / 3;
    return `C${pair([fromX + third, fromY + third * slope[index]])} ${pair([x - third, y - third * slope[index + 1]])} ${pair([x, y])}`;
  }).join("");
}

/** Flat at a peak, else the harmonic mean of both sides, which is never steeper than either allows. */
function tangent(before, after) {
  if (before === undefined || after === undefined) return before ?? after;
  return before * after <= 0 ? 0 : (2 * before * after) / (before + after);
}
