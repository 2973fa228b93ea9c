/* A signal as it came: values, silences, and never a line across a silence. */

/** Seconds of signal that one drawn column stands for; its lowest and highest value are kept, nothing is averaged. */
const COLUMN_S = 5;

/** Longer than any window drawn; what is older is let go, so that a long day does not fill the memory. */
const KEEP_S = 90 * 60;

/** A series of [epoch_s, number | null] that grows at its end. `gapAfter_s`: a longer pause between values is a gap. */
export function series(points, gapAfter_s) {
  let kept = points.slice();
  return {
    /** Adds what came; what is not newer than the last is already here. */
    append(more) {
      const last = kept.length ? kept[kept.length - 1][0] : -Infinity;
      for (const point of more) if (point[0] > last) kept.push(point);
      this.forget();
    },
    /** Takes the server's account in place of ours, and keeps what came after it was written. */
    replace(points) {
      const last = points.length ? points[points.length - 1][0] : -Infinity;
      kept = [...points, ...kept.filter(([at]) => at > last)];
    },
    forget() {
      const last = kept.length ? kept[kept.length - 1][0] : 0;
      const first = kept.findIndex(([at]) => at >= last - KEEP_S);
      if (first > 600) kept.splice(0, first);
    },
    points: () => kept,
    lastValueAt() {
      for (let index = kept.length - 1; index >= 0; index--) if (kept[index][1] !== null) return kept[index][0];
      return null;
    },
    /** The unbroken stretches. */
    segments: () => split(kept, gapAfter_s),
    gapAfter_s,
  };
}

function split(points, gapAfter_s) {
  const found = [];
  let open = null;
  for (const point of points) {
    const [at, value] = point;
    const broken = value === null || (open && at - open[open.length - 1][0] > gapAfter_s);
    if (broken) open = null;
    if (value === null) continue;
    if (!open) found.push((open = []));
    open.push(point);
  }
  return found;
}

/** One stretch thinned to columns: first, lowest, highest, last of each, in the order in which they came. */
export function columns(segment) {
  const thin = [];
  let start = 0;
  while (start < segment.length) {
    const column = Math.floor(segment[start][0] / COLUMN_S);
    let end = start;
    let low = start;
    let high = start;
    while (end < segment.length && Math.floor(segment[end][0] / COLUMN_S) === column) {
      if (segment[end][1] < segment[low][1]) low = end;
      if (segment[end][1] > segment[high][1]) high = end;
      end++;
    }
    for (const index of [...new Set([start, low, high, end - 1])].sort((one, other) => one - other)) thin.push(segment[index]);
    start = end;
  }
  return thin;
}

/** One real value for each `every_s`: the first that came in it. */
export function dots(segment, every_s) {
  const chosen = [];
  let last = null;
  for (const point of segment) {
    const step = Math.floor(point[0] / every_s);
    if (step !== last) chosen.push(point);
    last = step;
  }
  return chosen;
}

/**
 * The silences: the server's own list, and the open one at the end that it has not closed yet.
 * Seconds since 1970: [from, to | null]; null is still silent.
 */
export function silences(listed, signal, now_s) {
  const found = (listed ?? []).map(([from, to]) => [from, to]);
  const last = signal.lastValueAt();
  const open = found.find(([, to]) => to === null);
  if (open && last !== null && last > open[0]) open[1] = last;
  const silent = last !== null && now_s - last > signal.gapAfter_s && !found.some(([, to]) => to === null);
  if (silent) found.push([last, null]);
  return found;
}
