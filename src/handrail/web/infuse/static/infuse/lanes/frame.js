/* What every lane has: its own axis at the left, a sheet that slides under the now line, the hours drawn through it. */

import { attribute, each, svg } from "../dom.js";
import { px, steps } from "../scale.js";
import { length } from "../clock.js";
import { say } from "../words.js";

/** Room for the axis figures at the left of each lane. */
export const AXIS_WIDTH = 48;

const FIVE_MINUTES = 300_000;
const QUARTER = 900_000;

/** A lane's drawing inside `host`; `sheet.past` and `sheet.ahead` slide, `axis` and the now line stand. */
export function frame(host, name) {
  const root = svg("svg", { class: "drawing", role: "img", "aria-label": host.dataset.label ?? "" });
  const axis = svg("g", { class: "axis" });
  const window = svg("svg", { class: "window", x: AXIS_WIDTH, y: 0 });
  const shade = svg("rect", { class: "ahead-shade", y: 0 });
  const slide = svg("g", {});
  const layers = Object.fromEntries(["hours", "blind", "limits", "past", "gaps", "ahead", "hand"].map((key) => [key, svg("g", { class: key })]));
  const nowLine = svg("path", { class: "now-line" });
  slide.append(...Object.values(layers));
  window.append(shade, slide, nowLine);
  root.append(axis, window);
  host.prepend(root);
  return { name, host, root, axis, window, shade, slide, nowLine, ...layers, width: 0, height: 0, hoursKey: "" };
}

/** Gives the frame its size; true where it changed, so that the lane draws anew. */
export function fit(lane, scale) {
  const { width, height } = lane.host.getBoundingClientRect();
  if (lane.width === width && lane.height === height) return false;
  Object.assign(lane, { width, height, hoursKey: "" });
  attribute(lane.window, "width", Math.max(0, width - AXIS_WIDTH));
  attribute(lane.window, "height", height);
  attribute(lane.shade, "x", scale.nowX);
  attribute(lane.shade, "width", Math.max(0, scale.width - scale.nowX));
  attribute(lane.shade, "height", height);
  attribute(lane.nowLine, "d", `M${px(scale.nowX)} 0V${height}`);
  return true;
}

/** Moves the sheet to this moment and keeps hours and blind times on it. */
export function slideTo(lane, scale, now, blind) {
  attribute(lane.slide, "transform", `translate(${px(scale.slide(now))} 0)`);
  drawHours(lane, scale, now);
  drawBlind(lane, scale, blind);
}

function drawHours(lane, scale, now) {
  const key = `${Math.floor(now / FIVE_MINUTES)} ${scale.width} ${lane.height}`;
  if (lane.hoursKey === key) return;
  lane.hoursKey = key;
  const times = steps(scale.from(now) - FIVE_MINUTES, scale.to(now) + FIVE_MINUTES, FIVE_MINUTES);
  each(lane.hours, times, (time) => time, () => svg("path", {}), (node, time) => {
    attribute(node, "class", time % QUARTER === 0 ? "hour heavy" : "hour");
    attribute(node, "d", `M${px(scale.x(time))} 0V${lane.height}`);
  });
}

function drawBlind(lane, scale, blind) {
  each(lane.blind, blind, (stretch) => stretch.from, blindBand, (node, stretch) => {
    const from = Date.parse(stretch.from);
    const to = Date.parse(stretch.to);
    const [hatch, label] = node.children;
    attribute(hatch, "x", px(scale.x(from)));
    attribute(hatch, "width", px(Math.max(2, scale.x(to) - scale.x(from))));
    attribute(hatch, "height", lane.height);
    attribute(label, "x", px(scale.x(from)));
    attribute(label, "y", 20);
    label.textContent = lane.name === "pressure" ? say("lane.blind", { length: length(to - from) }) : "";
  });
}

function blindBand(stretch) {
  const node = svg("g", { "data-blind": stretch.from });
  node.append(svg("rect", { class: "hatch", fill: "url(#hatch)", y: 0 }), svg("text", { class: "blind-words", dx: -6, "text-anchor": "end" }));
  return node;
}

/** The axis figures at the left: [[value, words], ...]. */
export function axisFigures(lane, y, figures) {
  each(lane.axis, figures, ([value]) => value, () => svg("text", { x: AXIS_WIDTH - 10, "text-anchor": "end" }), (node, [value, words]) => {
    attribute(node, "y", px(y(value) + 5));
    if (node.textContent !== words) node.textContent = words;
  });
}

/** Level lines through a lane: [[value, class], ...]. */
export function levels(lane, y, lines) {
  each(lane.limits, lines, ([value, kind]) => `${value} ${kind}`, () => svg("path", {}), (node, [value, kind]) => {
    attribute(node, "class", kind);
    // The sheet slides, a level line does not end: it is drawn longer than any day.
    attribute(node, "d", `M-100000 ${px(y(value))}H100000`);
  });
}
