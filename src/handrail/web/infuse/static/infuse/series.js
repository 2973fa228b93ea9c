/* A signal as it came: values, silences, and never a line across a silence. */

/** Seconds of signal that one drawn column stands for; its lowest and highest value are kept, nothing is averaged. */
const COLUMN_S = 5;

/** Longer than any window drawn; what is older is let go, so that a long day does not fill the memory. */
const KEEP_S = 90 * 60;

/**
 * A series of [epoch_s, number | null] that grows at its end. What the server drew at first is thinned and its silences
 * are listed; from the last of those points on every value is here, and silences are found by the same rule.
 */
export function series() {
  let kept = [];
  let wholeFrom_s = -Infinity;
  return {
    /** Adds what came; what is not newer than the last is already here. */
    append(more) {
      const last = lastOf(kept);
      for (const point of more) if (point[0] > last) kept.push(point);
      const first = kept.findIndex(([at]) => at >= lastOf(kept) - KEEP_S);
      if (first > 600) kept.splice(0, first);
    },
    /** Takes the server's account in place of ours, and keeps what came after it was written. */
    replace(points) {
      wholeFrom_s = lastOf(points);
      kept = [...points, ...kept.filter(([at]) => at > wholeFrom_s)];
    },
    values: () => kept.filter(([, value]) => value !== null),
    wholeFrom_s: () => wholeFrom_s,
  };
}

const lastOf = (points) => (points.length ? points[points.length - 1][0] : -Infinity);

/** The unbroken stretches since a moment: a new one begins after each silence. */
export function segments(signal, silences, since_s) {
  const ends = silences.map(([from]) => from).sort((one, other) => one - other);
  const found = [];
  let open = null;
  let next = 0;
  for (const point of signal.values().filter(([at]) => at >= since_s)) {
    const before = next;
    while (next < ends.length && ends[next] < point[0]) next++;
    if (!open || next > before) found.push((open = []));
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
 * The silences, in seconds since 1970, [from, to | null]; null is still silent. The server's list, and what came after it
 * by the server's rule: values at least `gap_s` apart have a gap, from one interval after the first, when the next was due.
 */
export function silences(listed, signal, { interval_s, gap_s }, now_s) {
  const late = (from, to) => to - from >= gap_s && (to - from) * 2 > interval_s * 3;
  const whole = signal.values().filter(([at]) => at >= signal.wholeFrom_s()).map(([at]) => at);
  const closed = (listed ?? []).filter(([, to]) => to !== null);
  const after = whole.slice(1).map((at, index) => [whole[index], at]).filter(([from, to]) => late(from, to));
  const found = [...closed, ...after.map(([from, to]) => [from + interval_s, to])];
  const open = (listed ?? []).find(([, to]) => to === null);
  const last = whole.at(-1);
  if (last !== undefined && late(last, now_s)) found.push([last + interval_s, null]);
  else if (last === undefined && open) found.push(open);
  return found;
}
