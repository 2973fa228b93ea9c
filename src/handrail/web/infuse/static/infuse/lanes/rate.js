/* The rate as it was set, as bars; ahead: how it goes on, as ordered, and what is in the hand. A bar's height is its drug in
   mg/h, so that it means the same from every bag; a bag of another strength has a double line where it begins. */

import { attribute, each, svg, text } from "../dom.js";
import { px, valueScale } from "../scale.js";
import { axisFigures, levels } from "./frame.js";
import { room, widthOf } from "./labels.js";
import { rateWords } from "../doses.js";
import { say } from "../words.js";

/** Two strengths that differ by less than this share are the same bag, told with fewer digits. */
const SAME_STRENGTH = 0.002;

export function drawRate(lane, { view, scale, clock, now, hand, orderedEnd }) {
  const segments = view.infusion?.segments ?? [];
  const strength = strengthOf(segments.at(-1)) ?? strengthOf({ ml_per_h: view.order?.rate_ml_per_h, mg_per_h: view.order?.rate_mg_per_h }) ?? 0;
  const ahead = [...handAhead(hand, now, clock, scale, strength)];
  const highest = Math.max(1, Number(view.order?.rate_mg_per_h ?? 0), ...segments.map(drug), ...ahead.map(({ mg_per_h }) => mg_per_h));
  const y = valueScale(0, highest * 1.2, 4, lane.height - 4);
  axisFigures(lane, y, []);
  levels(lane, y, [[0, "level"]]);
  drawBars(lane, segments, scale, y, now);
  drawNewBags(lane, segments.filter(isNewBag), scale);
  const free = room(scale.x(now) + 4, scale.x(scale.to(now)) - 2, lane.height);
  drawAhead(ahead, y, "hand", lane.hand, scale, lane.height, free);
  drawAhead(planAhead(view, now, orderedEnd, clock, hand), y, "plan", lane.ahead, scale, lane.height, free);
}

const drug = (segment) => Number(segment.mg_per_h);

/** The bag's strength in mg/mL, or null where nothing flowed. */
const strengthOf = (segment) => (Number(segment?.ml_per_h) > 0 ? Number(segment.mg_per_h) / Number(segment.ml_per_h) : null);

/** Whether this stretch was given from a bag of another strength than the one before. */
function isNewBag(segment, index, segments) {
  const [before, own] = [strengthOf(segments[index - 1]), strengthOf(segment)];
  return before !== null && own !== null && Math.abs(own - before) > before * SAME_STRENGTH;
}

function drawNewBags(lane, segments, scale) {
  lane.newBags ??= lane.slide.insertBefore(svg("g", { class: "new-bags" }), lane.gaps);
  each(lane.newBags, segments, (segment) => segment.from, () => svg("path", { class: "new-bag" }), (node, segment) => {
    const x = scale.x(Date.parse(segment.from));
    attribute(node, "d", `M${px(x - 2)} 0V${lane.height}M${px(x + 2)} 0V${lane.height}`);
  });
}

function drawBars(lane, segments, scale, y, now) {
  each(lane.past, segments, (segment) => segment.from, barNode, (node, segment) => {
    const index = segments.indexOf(segment);
    const x = scale.x(Date.parse(segment.from));
    const end = scale.x(segment.to ? Date.parse(segment.to) : now);
    const [bar, label, title] = node.children;
    text(title, barWords(segment, isNewBag(segment, index, segments))[0]);
    const top = y(drug(segment));
    place(bar, x, top, Math.max(0, end - x), y(0) - top);
    const left = Math.max(x, scale.x(scale.from(now)));
    const words = fitting(barWords(segment, isNewBag(segment, index, segments)), end - left - 14);
    attribute(label, "x", px(left + 7));
    attribute(label, "y", px(y(0) - top < 20 ? top - 5 : (y(0) + top) / 2 + 6));
    if (label.textContent !== words) label.textContent = words;
  });
}

function barNode() {
  const node = svg("g", { class: "given" });
  node.append(svg("rect", {}), svg("text", {}), svg("title", {}));
  return node;
}

function place(rect, x, top, width, height) {
  attribute(rect, "x", px(x));
  attribute(rect, "y", px(top));
  attribute(rect, "width", px(width));
  attribute(rect, "height", px(Math.max(0, height)));
}

/** A bar's words, the fullest first. */
function barWords(segment, newBag) {
  const rate = rateWords(segment.ml_per_h);
  const both = say("lane.rate_both", { ml: rate, mg: rateWords(segment.mg_per_h) });
  const bag = newBag ? [`${both}, ${say("lane.new_bag", { strength: threeDigits(strengthOf(segment)) })}`] : [];
  return [...bag, both, say("choice.rate", { rate }), rate];
}

const threeDigits = (number) => String(Number(number.toPrecision(3)));

/** The longest of the words that fits into that many pixels. */
const fitting = (choices, width) => choices.find((words) => widthOf(words) <= width) ?? "";

/** How it goes on: at the rate that runs, to the end that is expected; as ordered where that was another end. */
function planAhead(view, now, orderedEnd, clock, hand) {
  const end = Date.parse(view.times.end_expected_at ?? "");
  const rate = Number(view.infusion?.rate_ml_per_h ?? 0);
  const plans = [];
  if (view.phase === "infusing" && end > now) {
    plans.push({ key: "go_on", mg_per_h: Number(view.infusion.rate_mg_per_h), from: now, to: end, words: hand ? "" : say("lane.until", { rate: rateWords(rate), time: clock.minute(end) }) });
  }
  if (orderedEnd && orderedEnd > now && Math.abs(orderedEnd - end) > 60_000 && !hand) {
    plans.push({ key: "ordered", mg_per_h: Number(view.order.rate_mg_per_h), from: orderedEnd, to: orderedEnd, words: say("lane.ordered", { time: clock.minute(orderedEnd) }) });
  }
  return plans;
}

function handAhead(hand, now, clock, scale, strength) {
  if (!hand?.ml_per_h || Number(hand.ml_per_h) <= 0) return [];
  const end = hand.end_expected_at ? Date.parse(hand.end_expected_at) : scale.to(now);
  const words = hand.end_expected_at ? say("lane.until", { rate: rateWords(hand.ml_per_h), time: clock.minute(end) }) : rateWords(hand.ml_per_h);
  return [{ key: "hand", mg_per_h: Number(hand.ml_per_h) * strength, from: now, to: end, words }];
}

/** Bars ahead with their words, the most important first; words without room are left out. */
function drawAhead(plans, y, kind, layer, scale, height, free) {
  each(layer, plans, (plan) => plan.key, (plan) => {
    const node = svg("g", { class: `${kind} ${plan.key}` });
    node.append(svg("rect", {}), svg("text", {}));
    return node;
  }, (node, plan) => {
    const [rect, label] = node.children;
    const [x, end, top] = [scale.x(plan.from), scale.x(plan.to), y(plan.mg_per_h)];
    place(rect, x, top, Math.max(plan.from === plan.to ? 0.5 : 0, end - x), y(0) - top);
    const feet = [y(0) - top < 22 ? top - 5 : (y(0) + top) / 2 + 6, 17, height - 7];
    const found = plan.words ? feet.flatMap((foot) => starts(plan.words, x, end, kind === "hand").map((start) => [start, foot])).find(([start, foot]) => free.claim(plan.words, start, foot, kind === "hand")) : null;
    attribute(label, "x", px(found?.[0] ?? 0));
    attribute(label, "y", px(found?.[1] ?? 0));
    const words = found ? plan.words : "";
    if (label.textContent !== words) label.textContent = words;
  });
}

/** Where words may begin: inside the bar where it is long enough, after its end, before its end. */
function starts(words, x, end, strong) {
  const width = widthOf(words, strong);
  return [...(end - x > width + 16 ? [x + 8] : []), end + 8, end - 8 - width, x + 8];
}
