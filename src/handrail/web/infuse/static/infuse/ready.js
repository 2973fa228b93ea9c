/* When she may be ready to leave: two nested brass pills on the rail, with both ends in words, because whoever plans the way
   home needs the late one. A forecast of time, for staff. */

import { untouched } from "./curves.js";
import { attribute, svg, text } from "./dom.js";
import { px } from "./scale.js";
import { STEP_MIN } from "./steps.js";
import { say } from "./words.js";

const MINUTE = 60_000;
const LINE_Y = 25;
const [OUTER, INNER] = [16, 16];
const LEAST = 14;
const LETTER = 10.3;

/**
 * { now, low, middle, high, until } in milliseconds since 1970, or null: nine of ten are ready between low and high. Null as an end
 * is later than was looked, which is `until`. While it is paused nobody knows: what is still to be given has no end.
 */
export function readyTimes(forecast) {
  const prospect = forecast?.choices.resume ? null : untouched(forecast);
  if (!prospect) return null;
  const [low, middle, high] = prospect.leaving_min.map((minutes) => (minutes === null ? null : prospect.at + minutes * MINUTE));
  return { now: prospect.at, low, middle, high, until: prospect.t.at(-1) * 1000 };
}

/** "Ready 15:20–15:45"; with an open end "Ready from 15:20, late end unknown". */
export function readyWords(ready, clock) {
  if (!ready) return "";
  const [name, span] = twoLines(ready, clock);
  return name === say("stop.ready") ? `${name} ${span}` : `${name}, ${span}`;
}

/** The same in two lines, rounded up as the steps under a choice are. */
function twoLines({ now, low, high, until }, clock) {
  const written = (moment) => (moment <= now ? say("line.now") : clock.minute(Math.ceil(moment / (STEP_MIN * MINUTE)) * STEP_MIN * MINUTE));
  if (low === null || low >= until) return [say("stop.ready"), say("ready.after", { time: written(until) })];
  const from = written(low);
  if (high === null) return [say("ready.from", { time: from }), say("ready.open")];
  return [say("stop.ready"), high <= low || from === written(high) ? from : say("line.span", { from, to: written(high) })];
}

export function readyPills() {
  const root = svg("g", { class: "ready" });
  const [outer, inner] = [svg("rect", { class: "outer" }), svg("rect", { class: "inner" })];
  const [name, time] = [49, 68].map((y) => svg("text", { y, "text-anchor": "middle" }));
  attribute(name, "class", "name");
  attribute(time, "class", "time");
  root.append(outer, inner, name, time);
  return {
    root,
    /** Between the end's place and the right edge, by the time from the end to the last that is looked at; gives where its words begin. */
    draw(ready, { from, to, after, clock }) {
      attribute(root, "visibility", ready ? null : "hidden");
      if (!ready) return Infinity;
      const last = Math.max(ready.high ?? ready.until, after + MINUTE);
      const x = (moment) => from + ((Math.min(Math.max(moment ?? last, after), last) - after) / (last - after)) * (to - from);
      const [above, below] = twoLines(ready, clock);
      const half = (Math.max(above.length, below.length) * LETTER) / 2;
      const [left, right] = widened(Math.min(x(ready.low), to - 2 * LEAST), x(ready.high), 2 * LEAST);
      const middle = Math.min(Math.max(x(ready.middle), left + LEAST / 2), right - LEAST / 2);
      place(outer, left, right, OUTER);
      place(inner, ...widened((left + middle) / 2, (middle + right) / 2, LEAST), INNER);
      const at = Math.min(Math.max((left + right) / 2, from + half), to - half);
      for (const node of [name, time]) attribute(node, "x", px(at));
      text(name, above);
      text(time, below);
      return at - half;
    },
  };
}

/** A pill is never thinner than it is tall. */
const widened = (left, right, least) => (right - left >= least ? [left, right] : [left, left + least]);

function place(rect, left, right, height) {
  attribute(rect, "x", px(left));
  attribute(rect, "y", px(LINE_Y - height / 2));
  attribute(rect, "width", px(right - left));
  attribute(rect, "height", height);
  attribute(rect, "rx", height / 2);
}
