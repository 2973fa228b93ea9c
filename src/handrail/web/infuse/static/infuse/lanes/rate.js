/* The rate as it was set, as bars; ahead: how it goes on, as ordered, and what is in the hand. */

import { attribute, each, svg } from "../dom.js";
import { px, valueScale } from "../scale.js";
import { axisFigures, levels } from "./frame.js";
import { room, widthOf } from "./labels.js";
import { rateWords } from "../doses.js";
import { say } from "../words.js";

/** Rough width of a letter of the bars' own, strong text. */
const STRONG_LETTER = 10.8;

export function drawRate(lane, { view, scale, clock, now, hand, orderedEnd }) {
  const segments = view.infusion?.segments ?? [];
  const highest = Math.max(1, Number(view.order?.rate_ml_per_h ?? 0), ...segments.map((segment) => Number(segment.ml_per_h)), Number(hand?.ml_per_h ?? 0));
  const y = valueScale(0, highest * 1.2, 4, lane.height - 4);
  axisFigures(lane, y, []);
  levels(lane, y, [[0, "level"]]);
  drawBars(lane, segments, scale, y, now);
  const free = room(scale.x(now) + 4, scale.x(scale.to(now)) - 2, lane.height);
  drawAhead(handAhead(hand, now, clock, scale), y, "hand", lane.hand, scale, lane.height, free);
  drawAhead(planAhead(view, now, orderedEnd, clock, hand), y, "plan", lane.ahead, scale, lane.height, free);
}

function drawBars(lane, segments, scale, y, now) {
  each(lane.past, segments, (segment) => segment.from, barNode, (node, segment) => {
    const x = scale.x(Date.parse(segment.from));
    const end = scale.x(segment.to ? Date.parse(segment.to) : now);
    const [bar, label] = node.children;
    place(bar, x, y(Number(segment.ml_per_h)), Math.max(0, end - x), y(0) - y(Number(segment.ml_per_h)));
    const left = Math.max(x, scale.x(scale.from(now)));
    const words = fitting([say("lane.rate_both", { ml: rateWords(segment.ml_per_h), mg: rateWords(segment.mg_per_h) }), rateWords(segment.ml_per_h)], end - left - 12);
    attribute(label, "x", px(left + 8));
    attribute(label, "y", px((y(0) + y(Number(segment.ml_per_h))) / 2 + 6));
    if (label.textContent !== words) label.textContent = words;
  });
}

function barNode() {
  const node = svg("g", { class: "given" });
  node.append(svg("rect", {}), svg("text", {}));
  return node;
}

function place(rect, x, top, width, height) {
  attribute(rect, "x", px(x));
  attribute(rect, "y", px(top));
  attribute(rect, "width", px(width));
  attribute(rect, "height", px(Math.max(0, height)));
}

/** The longest of the words that fits into that many pixels. */
const fitting = (choices, width) => choices.find((words) => words.length * STRONG_LETTER <= width) ?? "";

/** How it goes on: at the rate that runs, to the end that is expected; as ordered where that was another end. */
function planAhead(view, now, orderedEnd, clock, hand) {
  const end = Date.parse(view.times.end_expected_at ?? "");
  const rate = Number(view.infusion?.rate_ml_per_h ?? 0);
  const plans = [];
  if (view.phase === "infusing" && end > now) {
    plans.push({ key: "go_on", rate, from: now, to: end, words: hand ? "" : say("lane.until", { rate: rateWords(rate), time: clock.minute(end) }) });
  }
  if (orderedEnd && orderedEnd > now && Math.abs(orderedEnd - end) > 60_000 && !hand) {
    plans.push({ key: "ordered", rate: Number(view.order.rate_ml_per_h), from: orderedEnd, to: orderedEnd, words: say("lane.ordered", { time: clock.minute(orderedEnd) }) });
  }
  return plans;
}

function handAhead(hand, now, clock, scale) {
  if (!hand?.ml_per_h || Number(hand.ml_per_h) <= 0) return [];
  const end = hand.end_expected_at ? Date.parse(hand.end_expected_at) : scale.to(now);
  const words = hand.end_expected_at ? say("lane.until", { rate: rateWords(hand.ml_per_h), time: clock.minute(end) }) : rateWords(hand.ml_per_h);
  return [{ key: "hand", rate: Number(hand.ml_per_h), from: now, to: end, words }];
}

/** Bars ahead with their words, the most important first; words without room are left out. */
function drawAhead(plans, y, kind, layer, scale, height, free) {
  each(layer, plans, (plan) => plan.key, (plan) => {
    const node = svg("g", { class: `${kind} ${plan.key}` });
    node.append(svg("rect", {}), svg("text", {}));
    return node;
  }, (node, plan) => {
    const [rect, label] = node.children;
    const [x, end, top] = [scale.x(plan.from), scale.x(plan.to), y(plan.rate)];
    place(rect, x, top, Math.max(plan.from === plan.to ? 0.5 : 0, end - x), y(0) - top);
    const feet = [y(0) - top < 22 ? top - 5 : (y(0) + top) / 2 + 6, 17, height - 7];
    const found = plan.words ? feet.flatMap((foot) => starts(plan.words, x, end).map((start) => [start, foot])).find(([start, foot]) => free.claim(plan.words, start, foot)) : null;
    attribute(label, "x", px(found?.[0] ?? 0));
    attribute(label, "y", px(found?.[1] ?? 0));
    const words = found ? plan.words : "";
    if (label.textContent !== words) label.textContent = words;
  });
}

/** Where words may begin: inside the bar where it is long enough, after its end, before its end. */
function starts(words, x, end) {
  const width = widthOf(words);
  return [...(end - x > width + 16 ? [x + 8] : []), end + 8, end - 8 - width, x + 8];
}
