/* Pressure and heart rate in one lane, as an anaesthesia record has them: facing carets, dots; ahead, the systolic forecast. */

import { attribute, each, svg, text } from "../dom.js";
import { line, px, steps, valueScale } from "../scale.js";
import { HIGHEST, LOWEST, reach } from "../curves.js";
import { columns, dots } from "../series.js";
import { drawAhead, drawNames } from "./ahead.js";
import { axisFigures, levels } from "./frame.js";
import { drawGaps } from "./gaps.js";
import { room, widthOf } from "./labels.js";
import { say } from "../words.js";

/** The span of an ordinary infusion; readings outside it widen the axis. */
const ORDINARY = [50, 180];
const STEP = 10;
const DOT_EVERY_S = 60;
const CARET = 8;

export function drawPressure(lane, { cuffs, possible, segments, silences, view, forecast, hand, scale, clock, now }) {
  const real = cuffs.filter((cuff) => isPossible(cuff, possible));
  const y = axis(lane, real, view.numerics.nibp?.limits, spanOf(forecast, scale, now));
  drawCuffs(lane, real, scale, y);
  drawImpossible(lane, cuffs.filter((cuff) => !isPossible(cuff, possible)), scale);
  drawHeartRate(lane, segments, scale, y);
  drawGaps(lane, "hr", { silences, blind: view.blind, scale, now, level: lane.height - 12 });
  drawEmpty(lane, cuffs.length === 0 && segments.length === 0, scale, now);
  const lines = drawAhead(lane, "systolic", { forecast, hand, scale, y, now });
  const free = room(scale.x(now) + 6, scale.x(scale.to(now)) - 2, lane.height);
  drawNextCuff(lane, view.numerics.nibp?.next_due_at, { scale, clock, now, free });
  drawNames(lane, "systolic", lines, { view, scale, y, now, free });
}

/** Whether it can be a living person's pressure: within the protocol's bounds, the systolic above the diastolic. */
const isPossible = ([, systolic, diastolic], [least, most]) => least <= diastolic && diastolic < systolic && systolic <= most;

/** The span of all choices' bands in steps, so that neither a tap nor the next minute moves the axis. */
function spanOf(forecast, scale, now) {
  const until_s = scale.to(now) / 1000 + 120;
  const high = reach(forecast, "systolic", HIGHEST, until_s, Math.max);
  const low = reach(forecast, "systolic", LOWEST, until_s, Math.min);
  return high === null ? ORDINARY : [Math.floor(low / STEP) * STEP, Math.ceil(high / STEP) * STEP];
}

function axis(lane, cuffs, limits, [least, most]) {
  const highest = Math.max(ORDINARY[1], most, ...cuffs.map(([, systolic]) => systolic + 12));
  const lowest = Math.min(ORDINARY[0], least, ...cuffs.map(([, , diastolic]) => diastolic - 12));
  const y = valueScale(lowest, highest, 12, lane.height - 12);
  const step = (y(0) - y(20)) < 22 ? 40 : 20;
  const limit = limits?.[0] ? Number(limits[0]) : null;
  const figures = steps(lowest, highest, step).filter((value) => limit === null || Math.abs(y(value) - y(limit)) > 18 || value === limit);
  if (limit !== null && !figures.includes(limit)) figures.push(limit);
  axisFigures(lane, y, figures.map((value) => [value, String(value)]));
  levels(lane, y, figures.map((value) => [value, value === limit ? "limit" : "level"]));
  return y;
}

function drawCuffs(lane, cuffs, scale, y) {
  each(cuffLayer(lane), cuffs, ([at]) => at, cuffNode, (node, [at, systolic, diastolic]) => {
    const [x, top, bottom] = [scale.x(at * 1000), y(systolic), y(diastolic)];
    const caret = (tip, away) => `M${px(x - CARET)} ${px(tip + away)}L${px(x)} ${px(tip)}L${px(x + CARET)} ${px(tip + away)}`;
    attribute(node.children[0], "d", `M${px(x)} ${px(top)}V${px(bottom)}`);
    attribute(node.children[1], "d", caret(top, -CARET - 2) + caret(bottom, CARET + 2));
    attribute(node, "data-reading", `${systolic}/${diastolic}`);
  });
}

/** A reading that cannot be is named where it came, at the lane's upper edge, and moves no axis. */
function drawImpossible(lane, cuffs, scale) {
  lane.impossible ??= lane.past.appendChild(svg("g", { "data-key": "impossible" }));
  each(lane.impossible, cuffs, ([at]) => at, () => {
    const node = svg("g", { class: "impossible" });
    node.append(svg("path", {}), svg("text", { "text-anchor": "end", y: 20 }));
    return node;
  }, (node, [at, systolic, diastolic]) => {
    const x = scale.x(at * 1000);
    attribute(node.children[0], "d", `M${px(x - 5)} 9L${px(x + 5)} 19M${px(x - 5)} 19L${px(x + 5)} 9`);
    attribute(node.children[1], "x", px(x - 10));
    text(node.children[1], say("lane.impossible", { reading: `${systolic}/${diastolic}` }));
    attribute(node, "data-reading", `${systolic}/${diastolic}`);
  });
}

function cuffLayer(lane) {
  lane.cuffs ??= lane.past.appendChild(svg("g", { class: "cuffs" }));
  return lane.cuffs;
}

function cuffNode() {
  const node = svg("g", { class: "cuff" });
  node.append(svg("path", { class: "bar" }), svg("path", { class: "carets" }));
  return node;
}

function drawHeartRate(lane, segments, scale, y) {
  lane.hr ??= lane.past.insertBefore(svg("g", { class: "heart-rate" }), lane.past.firstChild);
  const at = ([time, value]) => [scale.x(time * 1000), y(value)];
  each(lane.hr, segments, (segment) => segment[0][0], heartNode, (node, segment) => {
    attribute(node.children[0], "d", line(columns(segment).map(at)));
    attribute(node.children[1], "d", dots(segment, DOT_EVERY_S).map((point) => `M${at(point).map(px).join(" ")}h0`).join(""));
  });
}

function heartNode() {
  const node = svg("g", { "data-segment": "hr" });
  node.append(svg("path", { class: "thread" }), svg("path", { class: "dots" }));
  return node;
}

/** An empty lane says what will be in it. */
function drawEmpty(lane, empty, scale, now) {
  each(lane.hand, empty ? ["empty"] : [], (key) => key, () => svg("text", { class: "note", "text-anchor": "end" }, say("lane.empty")), (node) => {
    attribute(node, "x", px(scale.x(now) - 12));
    attribute(node, "y", px(lane.height / 2));
  });
}

/** When the cuff blows up next. */
function drawNextCuff(lane, due, { scale, clock, now, free }) {
  lane.due ??= lane.ahead.appendChild(svg("g", { "data-key": "due" }));
  each(lane.due, due && Date.parse(due) > now ? [Date.parse(due)] : [], () => "due", () => {
    const node = svg("g", { class: "due" });
    node.append(svg("path", {}), svg("text", {}));
    return node;
  }, (node, at) => {
    const words = say("lane.next_cuff", { time: clock.minute(at) });
    const x = Math.min(scale.x(at) + 6, free.right - widthOf(words));
    const foot = lane.height - 32; // Under it a silence may say how long it lasts.
    free.claim(words, x, foot);
    attribute(node.children[0], "d", `M${px(scale.x(at))} ${px(foot - 14)}V${lane.height}`);
    attribute(node.children[1], "x", px(x));
    attribute(node.children[1], "y", px(foot));
    text(node.children[1], words);
  });
}
