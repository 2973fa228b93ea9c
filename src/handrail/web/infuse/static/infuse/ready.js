/* When she may be ready to leave: two nested brass pills on the rail, with their times in words. A forecast of time, for staff. */

import { untouched } from "./curves.js";
import { attribute, svg, text } from "./dom.js";
import { px } from "./scale.js";
import { say } from "./words.js";

const MINUTE = 60_000;
const LINE_Y = 25;
const [OUTER, INNER] = [16, 16];
const LEAST = 14;
const LETTER = 9.4;

/**
 * { low, middle, high, until } in milliseconds since 1970, or null: nine of ten are ready between low and high. While it is
 * paused: when it is resumed. Null as an end is later than was looked, which is `until`.
 */
export function readyTimes(forecast) {
  const prospect = forecast?.choices.resume ?? untouched(forecast);
  if (!prospect) return null;
  const [low, middle, high] = prospect.leaving_min.map((minutes) => (minutes === null ? null : prospect.at + minutes * MINUTE));
  return { low, middle, high, until: prospect.t.at(-1) * 1000 };
}

/** "Ready 15:20 to 15:44"; with an open end "Ready 15:20 or later". */
export const readyWords = (ready, clock) => (ready ? `${say("stop.ready")} ${spanWords(ready, clock)}` : "");

function spanWords({ low, high, until }, clock) {
  if (low === null) return say("ready.after", { time: clock.minute(until) });
  const from = clock.minute(low);
  if (high === null) return say("ready.or_later", { time: from });
  return from === clock.minute(high) ? from : say("ready.between", { from, to: clock.minute(high) });
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
      const words = spanWords(ready, clock);
      const half = (words.length * LETTER) / 2;
      const [left, right] = widened(Math.min(x(ready.low), to - 2 * LEAST), x(ready.high), 2 * LEAST);
      const middle = Math.min(Math.max(x(ready.middle), left + LEAST / 2), right - LEAST / 2);
      place(outer, left, right, OUTER);
      place(inner, ...widened((left + middle) / 2, (middle + right) / 2, LEAST), INNER);
      const at = Math.min(Math.max((left + right) / 2, from + half), to - half);
      for (const node of [name, time]) attribute(node, "x", px(at));
      text(name, say("stop.ready"));
      text(time, words);
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
