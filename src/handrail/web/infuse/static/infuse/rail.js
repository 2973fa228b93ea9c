/* The rail: arrived, prepared, start, now, end, ready. The one line that runs through the product; here from door to door. */

import { attribute, byId, each, svg, text } from "./dom.js";
import { readyPills, readyTimes, readyWords } from "./ready.js";
import { say } from "./words.js";
import { px } from "./scale.js";

/** Where each stop stands, as a share of the width; the run between start and end has most of the room. */
const STOPS = { arrived: 0, prepared: 0.24, start: 0.46, end: 1 };
const STOPS_FORESEEN = { arrived: 0, prepared: 0.13, start: 0.27, end: 0.52 };
const STOPS_AFTER = { arrived: 0, prepared: 0.25, start: 0.48, end: 0.76, left: 1 };
const STOPS_AFTER_FORESEEN = { arrived: 0, prepared: 0.12, start: 0.26, end: 0.44 };
const MARGIN = 42;
const LINE_Y = 25;
/** Rough width of a letter, with some air. */
const LETTER = 9.9;

export function rail() {
  const root = byId("rail");
  const [behind, ahead, stops, here] = ["behind", "ahead", "stops", "here"].map((name) => svg(name === "stops" || name === "here" ? "g" : "path", { class: name }));
  const pills = readyPills();
  here.append(svg("path", {}), svg("text", { y: 14, "text-anchor": "middle" }));
  root.append(behind, ahead, pills.root, stops, here);
  let width = root.clientWidth;
  new ResizeObserver(() => (width = root.clientWidth)).observe(root);

  return {
    paint({ view, clock, forecast }, now) {
      const ready = view.times.left_at ? null : readyTimes(forecast);
      const shares = sharesOf(view, ready);
      const x = (share) => MARGIN + share * Math.max(1, width - 2 * MARGIN);
      const list = stopList(view, shares, clock);
      const nowX = x(shareOfNow(list, now));
      attribute(behind, "d", `M${px(x(0))} ${LINE_Y}H${px(nowX)}`);
      attribute(ahead, "d", `M${px(nowX)} ${LINE_Y}H${px(x(1))}`);
      drawStops(stops, list, x);
      attribute(root, "data-crowded", crowding(list, x));
      const taken = pills.draw(ready, { from: x(shares.end), to: width - 4, after: list.at(-1).at ?? now, clock });
      attribute(root, "data-end", taken < x(shares.end) + 2.5 * LETTER ? "hidden" : null); // It stands beside the rail too.
      drawHere(here, nowX, nowWords(view, now), width);
      attribute(root, "aria-label", [spoken(view, list, now), readyWords(ready, clock)].filter(Boolean).join(". "));
    },
  };
}

function sharesOf(view, ready) {
  if (view.times.ended_at) return ready ? STOPS_AFTER_FORESEEN : STOPS_AFTER;
  return ready ? STOPS_FORESEEN : STOPS;
}

function stopList(view, shares, clock) {
  const { times } = view;
  const at = {
    arrived: times.arrived_at,
    prepared: times.prepared_at,
    start: times.started_at,
    end: times.ended_at ?? (view.phase === "paused" ? null : times.end_expected_at),
    left: times.left_at,
  };
  const done = { arrived: times.arrived_at, prepared: times.prepared_at, start: times.started_at, end: times.ended_at, left: times.left_at };
  return Object.keys(shares).map((name) => ({
    name,
    share: shares[name],
    at: at[name] ? Date.parse(at[name]) : null,
    done: Boolean(done[name]),
    words: say(`stop.${name}`),
    time: at[name] ? clock.minute(Date.parse(at[name])) : "",
  }));
}

/** Which names would lie on another: null none; "some" the second's, "most" the first two, "all" also the start's. */
function crowding([arrived, prepared, start, end], x) {
  const long = ({ words, time }) => Math.max(words.length, time.length);
  const clash = (one, other) => x(other.share) - x(one.share) < ((long(one) + long(other)) / 2) * LETTER;
  if (clash(start, end)) return "all";
  if (clash(arrived, start)) return "most";
  return clash(arrived, prepared) || clash(prepared, start) ? "some" : null;
}

/** Now stands between the last stop that is done and the next, by the clock where the next has a time. */
function shareOfNow(list, now) {
  const last = list.findLastIndex((stop) => stop.done);
  if (last < 0) return list[0].share;
  const next = list[last + 1];
  if (!next) return list[last].share;
  const part = next.at && list[last].at ? (now - list[last].at) / (next.at - list[last].at) : 0.5;
  return list[last].share + Math.min(0.98, Math.max(0.02, part)) * (next.share - list[last].share);
}

function drawStops(layer, list, x) {
  each(layer, list, (stop) => stop.name, () => {
    const node = svg("g", {});
    node.append(svg("circle", { r: 6, cy: LINE_Y }), svg("text", { y: 49, "text-anchor": "middle", class: "name" }), svg("text", { y: 68, "text-anchor": "middle", class: "time" }));
    return node;
  }, (node, stop) => {
    attribute(node, "class", stop.done ? "stop done" : "stop");
    attribute(node, "data-stop", stop.name);
    for (const child of node.children) attribute(child, child.tagName === "circle" ? "cx" : "x", px(x(stop.share)));
    text(node.children[1], stop.words);
    text(node.children[2], stop.time);
  });
}

function drawHere(node, x, words, width) {
  const half = words.length * 5.2;
  attribute(node.children[0], "d", `M${px(x)} ${LINE_Y - 8}V${LINE_Y + 8}`);
  attribute(node.children[1], "x", px(Math.min(Math.max(x, half), width - half)));
  text(node.children[1], words);
}

/** The words over the now mark. */
function nowWords(view, now) {
  if (view.phase === "infusing" && view.infusion) {
    const done = minutesDone(view, now);
    const whole = Number(view.infusion.minutes_done) + Number(view.infusion.minutes_left);
    return say("rail.minute", { done: Math.floor(done), whole: Math.round(whole) });
  }
  return say(`phase.${view.phase}`);
}

/** Minutes of infusion by now: the server's figure, carried on since it was made. */
export function minutesDone(view, now) {
  const since = view.phase === "infusing" ? (now - Date.parse(view.now)) / 60_000 : 0;
  return Number(view.infusion?.minutes_done ?? 0) + Math.max(0, since);
}

function spoken(view, list, now) {
  const stops = list.filter((stop) => stop.time).map((stop) => `${stop.words} ${stop.time}`);
  return [nowWords(view, now), ...stops].join(". ");
}
