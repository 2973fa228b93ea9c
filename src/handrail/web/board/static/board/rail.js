/* The rail of one chair over the clock that all chairs share. rail.py draws the same for the page as it is loaded. */

import { attribute, each, svg, text } from "../infuse/dom.js";

const MINUTE = 60_000;
const BEHIND = 60 * MINUTE;
const AHEAD = 120 * MINUTE;
const TICK = 15 * MINUTE;
const LABEL = 30 * MINUTE;
const CLEAR_OF_NOW = 25 * MINUTE;
const BESIDE_NOW = 7;
const FAR = 65;
const PILL = 4;
const ABOVE_AND_BELOW = [-8, 15];
const MIDDLE = "42%";
const BAR = 18;

/** Where a moment stands on the axis, 0 to 100, never outside. */
export const percent = (moment, now) => round(100 * Math.min(1, Math.max(0, (moment - (now - BEHIND)) / (BEHIND + AHEAD))), 2);

/** The times over the axis, but for those at its ends and in the way of "now". */
export const hours = (now, written) =>
  every(LABEL, now)
    .filter((at) => Math.abs(at - now) >= CLEAR_OF_NOW && percent(at, now) > 3 && percent(at, now) < 97)
    .map((at) => label(percent(at, now), written(at), { y: "100%", dy: -10 }));

/** Everything on one rail, from the back to the front. */
export function shapes(view, now, written, say) {
  const here = upright("now", percent(now, now));
  if (!view) return [...ticks(now), here];
  const times = Object.fromEntries(Object.entries(view.times).map(([name, at]) => [name, at ? Date.parse(at) : null]));
  const foreseen = [...ahead(view, times, now, written), ...leaving(view, now, written, say)];
  return [...ticks(now), ...blind(view, now), ...foreseen, ...bars(view, now), ...way(times, now), here];
}

/** Who comes next: a ring for each, at the time that was planned. */
export function coming(visits, now, written) {
  const rings = visits.flatMap((visit, place) => {
    const planned = Date.parse(visit.planned_at);
    const at = percent(planned, now);
    return [
      shape("circle", "ring", { cx: p(at), cy: "50%", r: 5 }),
      shape("text", at > FAR ? "label first far" : "label first", { x: p(at), y: "50%", dx: 10, dy: ABOVE_AND_BELOW[place % 2] }, `${written(planned)} ${visit.name}`),
    ];
  });
  return [...ticks(now), ...rings, upright("now", percent(now, now))];
}

/** Brings an <svg> to these shapes. */
export function draw(parent, list) {
  let number = 0;
  each(parent, list, ({ tag }) => `${number++} ${tag}`, ({ tag }) => svg(tag), (node, { kind, attributes, words }) => {
    attribute(node, "class", kind);
    for (const [name, value] of Object.entries(attributes)) attribute(node, name, value);
    text(node, words);
  });
}

function ticks(now) {
  return every(TICK, now).map((at) => upright(at % LABEL === 0 ? "quarter half" : "quarter", percent(at, now)));
}

/** What is behind: from the door until now. */
function way({ arrived_at: arrived, ended_at: ended, left_at: left }, now) {
  if (arrived === null) return [];
  const drawn = [level("past", percent(arrived, now), percent(left ?? now, now))];
  if (arrived >= now - BEHIND) drawn.push(shape("circle", "arrived", { cx: p(percent(arrived, now)), cy: MIDDLE, r: 5 }));
  if (ended !== null && ended >= now - BEHIND) drawn.push(shape("circle", "ended", { cx: p(percent(ended, now)), cy: MIDDLE, r: 5 }));
  return drawn;
}

/** Each stretch at one rate; the height is its drug in mg/h as a share of the most, the same from every bag. */
function bars(view, now) {
  const segments = view.infusion?.segments ?? [];
  return segments
    .map((part) => ({ part, from: Date.parse(part.from), to: part.to ? Date.parse(part.to) : now }))
    .filter(({ part, to }) => to > now - BEHIND && Number(part.ml_per_h) > 0)
    .map(({ part, from, to }) => bar("given", from, to, now, height(part, segments)));
}

/** While the software was down nobody watched here. */
function blind(view, now) {
  return view.blind
    .map(({ from, to }) => [Date.parse(from), Date.parse(to)])
    .filter(([, to]) => to > now - BEHIND)
    .map(([from, to]) => bar("blind", from, to, now, BAR + 6));
}

/** What is expected: the rest at the rate that runs, or the infusion as planned where it has not begun. */
function ahead(view, { planned_at: planned, end_expected_at: end }, now, written) {
  if (!view.infusion && view.order && planned > now) {
    const until = planned + Number(view.order.minutes) * MINUTE;
    return [
      level("ahead", percent(now, now), percent(planned, now)),
      bar("planned", planned, until, now, BAR),
      below(percent(planned, now), written(planned), now),
    ];
  }
  if (!view.infusion || end === null || end <= now) return [];
  const segments = view.infusion.segments;
  return [
    level("ahead", percent(now, now), percent(end, now)),
    bar("expected", now, end, now, height(segments.at(-1), segments)),
    below(percent(end, now), written(end), now),
  ];
}

/** When somebody who recovers may be ready to leave: nine of ten in the outer pill, the middle in the inner one. */
function leaving(view, now, written, say) {
  const [low, middle, high] = ["low", "middle", "high"].map((name) => (view.leaving?.[name] ? Date.parse(view.leaving[name]) : null));
  if (low === null || low > now + AHEAD || (high !== null && high <= now)) return [];
  const outer = widened(percent(Math.max(low, now), now), percent(high ?? now + AHEAD, now), PILL);
  const inside = Math.min(outer[1], Math.max(outer[0], percent(middle ?? now + AHEAD, now)));
  const inner = widened((outer[0] + inside) / 2, (inside + outer[1]) / 2, PILL / 2);
  const one = high === null || high <= low || written(low) === written(high); // One moment is no range: it is the earliest.
  const words = one ? say("rail.leaves_from", { low: written(low) }) : say("rail.leaves", { low: written(low), high: written(high) });
  const [end, at] = outer[0] > FAR ? ["last", outer[1]] : ["first", outer[0]];
  return [
    level("ahead", percent(now, now), outer[0]),
    pill("pill outer", ...outer),
    pill("pill inner", ...inner),
    shape("text", `label ${end}`, { x: p(round(at, 2)), y: MIDDLE, dy: 27 }, words),
  ];
}

/** A pill is never thinner than this, and stays on the axis. */
function widened(from, to, least) {
  const left = Math.min(from, 100 - least);
  return [left, Math.max(to, left + least)];
}

const pill = (kind, left, right) => shape("rect", kind, { x: p(round(left, 2)), width: p(round(right - left, 2)), y: MIDDLE, height: BAR, rx: 9 });

function height(part, segments) {
  const highest = Math.max(...segments.map((one) => Number(one.mg_per_h)));
  return highest ? round((BAR * Number(part.mg_per_h)) / highest, 1) : 0;
}

/** A time under the rail; one that is due soon stands beside the line of now and not across it. */
function below(at, words, now) {
  const here = percent(now, now);
  const beside = at - here < BESIDE_NOW;
  return label(beside ? here : at, words, { y: MIDDLE, dy: 27, dx: beside ? 5 : 0 });
}

/** Words at a place of the axis; at its ends they stay inside. */
function label(at, words, { y, dy, dx = 0 }) {
  const end = dx || at < 4 ? "first" : at > 96 ? "last" : "amid";
  return shape("text", `label ${end}`, { x: p(at), y, dy, ...(dx ? { dx } : {}) }, words);
}

const shape = (tag, kind, attributes, words = "") => ({ tag, kind, attributes, words });
const upright = (kind, at) => shape("line", kind, { x1: p(at), x2: p(at), y1: 0, y2: "100%" });
const level = (kind, from, to) => shape("line", kind, { x1: p(from), x2: p(to), y1: MIDDLE, y2: MIDDLE });

function bar(kind, from, to, now, high) {
  const [left, right] = [percent(from, now), percent(to, now)];
  return shape("rect", kind, { x: p(left), width: p(round(Math.max(0, right - left), 2)), y: MIDDLE, height: high });
}

function every(step, now) {
  const found = [];
  for (let at = Math.ceil((now - BEHIND) / step) * step; at <= now + AHEAD; at += step) found.push(at);
  return found;
}

const p = (share) => `${share}%`;
const round = (number, places) => Number(number.toFixed(places));
