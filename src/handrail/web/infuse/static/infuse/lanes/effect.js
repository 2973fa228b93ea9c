/* The modelled effect: history solid, ahead dashed, what is in the hand with its band. No figures stand in this lane. */

import { attribute, each, svg } from "../dom.js";
import { area, line, px, valueScale } from "../scale.js";
import { between, highestOf, peakFrom, valueAt } from "../curves.js";
import { levels } from "./frame.js";
import { room, widthOf } from "./labels.js";
import { say } from "../words.js";

export function drawEffect(lane, { view, forecast, refused, hand, scale, now, clock }) {
  const runs = view.phase === "infusing";
  const y = effectScale(lane, forecast, hand);
  const now_s = now / 1000;
  levels(lane, y, [[0, "level"]]);
  drawCurves(lane.past, history(forecast, now_s), scale, y);
  drawCurves(lane.ahead, ahead(forecast, hand, runs, now_s), scale, y);
  drawBand(lane, hand?.curve, now_s, scale, y);
  const free = room(scale.x(now) + 6, scale.x(scale.to(now)) - 2, lane.height);
  drawNames(lane, forecast, hand, view.phase, now_s, scale, y, free);
  drawPeak(lane, forecast, hand, now_s, scale, y, clock, free);
  drawRefused(lane, refused, scale, now);
}

/** Only ever taller, so that taking a choice in the hand never makes history jump. */
function effectScale(lane, forecast, hand) {
  const highest = Math.max(1, highestOf(forecast?.past, "plasma"), highestOf(forecast?.go_on, "effect_site"), highestOf(hand?.curve, "high"));
  lane.highest = Math.max(lane.highest ?? 0, highest);
  return valueScale(0, lane.highest * 1.12, 8, lane.height - 5);
}

function history(forecast, now_s) {
  if (!forecast) return [];
  const until = forecast.past?.t?.at(-1) ?? now_s;
  return ["plasma", "effect_site"].map((quantity) => ({
    key: quantity,
    points: [...between(forecast.past, quantity, -Infinity, now_s), ...between(forecast.go_on, quantity, until, now_s).slice(1)],
  }));
}

/** While nothing runs, going on and stopping are one. */
function ahead(forecast, hand, runs, now_s) {
  if (!forecast) return [];
  const curves = [{ key: "go_on", curve: forecast.go_on }];
  if (runs) curves.push({ key: "if_stopped", curve: forecast.if_stopped });
  if (hand?.curve) curves.push({ key: "in_hand", curve: hand.curve });
  return curves.map(({ key, curve }) => ({ key, points: between(curve, "effect_site", now_s, Infinity) }));
}

function drawCurves(layer, curves, scale, y) {
  each(layer, curves, (curve) => curve.key, (curve) => svg("path", { class: `curve ${curve.key}`, "data-curve": curve.key }), (node, curve) => {
    attribute(node, "d", line(curve.points.map(([at, value]) => [scale.x(at * 1000), y(value)])));
  });
}

/** Between the published models: only the choice in the hand has a band. */
function drawBand(lane, curve, now_s, scale, y) {
  const bands = curve?.low?.length ? ["band"] : [];
  each(lane.hand, bands, (key) => key, () => svg("path", { class: "band", "data-curve": "band" }), (node) => {
    const edge = (quantity) => between(curve, quantity, now_s, Infinity).map(([at, value]) => [scale.x(at * 1000), y(value)]);
    attribute(node, "d", area(edge("high"), edge("low")));
  });
}

/** Below this width the names of the curves need all the room. */
const NARROW = 560;

/** When it is highest, as a time: a forecast of time is a figure that may be shown. Its words give way to the curves' names. */
function drawPeak(lane, forecast, hand, now_s, scale, y, clock, free) {
  const peak = peakFrom(hand?.curve ?? forecast?.go_on, "effect_site", now_s);
  const shown = peak && scale.width > NARROW && peak.at_s > now_s + 90 && peak.at_s * 1000 < scale.to(now_s * 1000) ? [peak] : [];
  lane.peak ??= lane.slide.appendChild(svg("g", {}));
  each(lane.peak, shown, () => "peak", () => {
    const node = svg("g", { class: "peak" });
    node.append(svg("path", {}), svg("text", {}));
    return node;
  }, (node, { at_s, value }) => {
    const x = scale.x(at_s * 1000);
    const words = say("lane.highest", { time: clock.minute(at_s * 1000 + 30_000) });
    const start = Math.max(free.left, Math.min(x - widthOf(words) / 2, free.right - widthOf(words)));
    const foot = [Math.min(y(value) + 30, lane.height - 8), lane.height - 8, y(value) - 8].find((place) => free.claim(words, start, place));
    attribute(node.children[1], "x", px(start));
    attribute(node.children[1], "y", px(foot ?? 0));
    const shownWords = foot === undefined ? "" : words;
    attribute(node.children[0], "d", shownWords ? `M${px(x)} ${px(y(value) + 4)}v10` : ""); // A tick without words says nothing.
    if (node.children[1].textContent !== shownWords) node.children[1].textContent = shownWords;
  });
}

/** Why nothing is drawn, where the models do not fit this person; before the start there is nothing to say. */
const EXPECTED = new Set(["not_started", "no_order"]);

function drawRefused(lane, refused, scale, now) {
  lane.refused ??= lane.slide.appendChild(svg("g", {}));
  each(lane.refused, refused && !EXPECTED.has(refused) ? [refused] : [], (code) => code, () => svg("text", { class: "note", y: 24, "text-anchor": "end" }), (node, code) => {
    attribute(node, "x", px(scale.x(now) - 12));
    if (!node.textContent) node.textContent = say("lane.no_model", { because: code });
  });
}

/** The curves' names beside them, at the right edge; where the lane is too low for all, the last of the list is left out. */
function drawNames(lane, forecast, hand, phase, now_s, scale, y, free) {
  lane.names ??= lane.slide.appendChild(svg("g", { class: "names" }));
  const all = forecast ? nameList(forecast, hand, phase, now_s, scale).slice(0, Math.max(1, Math.floor((lane.height - 5) / NAME_HEIGHT))) : [];
  spread(all.map((name) => Object.assign(name, { y: y(name.value) })), lane.height);
  const names = all.filter((name) => free.claim(name.words, scale.x(name.at_s * 1000) - 8 - widthOf(name.words, strong(name)), name.y, strong(name)));
  each(lane.names, names, (name) => name.key, (name) => svg("text", { class: name.key, "text-anchor": "end" }), (node, name) => {
    attribute(node, "x", px(scale.x(name.at_s * 1000) - 8));
    attribute(node, "y", px(name.y));
    if (node.textContent !== name.words) node.textContent = name.words;
  });
}

function nameList(forecast, hand, phase, now_s, scale) {
  const runs = phase === "infusing";
  const edge_s = Math.min(scale.to(now_s * 1000) / 1000, forecast.go_on?.t?.at(-1) ?? 0);
  const curves = hand?.curve && hand.words ? [{ key: "in_hand", curve: hand.curve, words: hand.words }] : [];
  if (runs) curves.push({ key: "go_on", curve: forecast.go_on, words: say("lane.go_on") }, { key: "if_stopped", curve: forecast.if_stopped, words: say("lane.if_stopped") });
  else if (phase === "paused") curves.push({ key: "go_on", curve: forecast.go_on, words: say("lane.if_paused") });
  return curves.map((name) => ({ ...name, at_s: edge_s, value: valueAt(name.curve, "effect_site", edge_s) })).filter((name) => name.value !== null);
}

const NAME_HEIGHT = 20;

/** What is in the hand is written stronger. */
const strong = ({ key }) => key === "in_hand";

/** Pushes names apart so that none lies on another; each stands a little above its curve's end. */
function spread(names, height) {
  names.sort((one, other) => one.y - other.y).forEach((name) => (name.y = Math.max(15, name.y - 5)));
  for (let index = 1; index < names.length; index++) names[index].y = Math.max(names[index].y, names[index - 1].y + NAME_HEIGHT);
  const over = (names.at(-1)?.y ?? 0) - (height - 5);
  if (over > 0) names.forEach((name) => (name.y -= over));
}
