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

/** The closed area between two edges given as points. */
export const area = (upper, lower) => (upper.length ? `${line(upper)}L${line([...lower].reverse()).slice(1)}Z` : "");
