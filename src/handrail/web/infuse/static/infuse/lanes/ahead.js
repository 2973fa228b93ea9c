/* The time ahead in a lane: the middle dashed, its 50 and 90% bands only for what is in the hand (else for going on), going on
   and stopping as thin dotted lines. One hue: that of what was. A model, not a measurement. */

import { attribute, each, svg } from "../dom.js";
import { area, px, smooth } from "../scale.js";
import { between, HIGH, HIGHEST, lineOf, LOW, LOWEST, stopped, untouched, valueAt } from "../curves.js";
import { widthOf } from "./labels.js";
import { say } from "../words.js";

const BANDS = { band_90: [LOWEST, HIGHEST], band_50: [LOW, HIGH] };
const NAME_HEIGHT = 20;
/** Drawn a little past the right edge, so that the sheet can slide until the next drawing. */
const MARGIN_MS = 120_000;

/** Draws what comes of `quantity`; without a forecast, or without that quantity, there is nothing. */
export function drawAhead(lane, quantity, { forecast, hand, scale, y, now }) {
  const layers = (lane.forecast ??= layersOf(lane));
  const to_s = (scale.to(now) + MARGIN_MS) / 1000;
  const points = (prospect, level) => between(lineOf(prospect, quantity, level), now / 1000, to_s).map(([at, value]) => [scale.x(at * 1000), y(value)]);
  const lines = linesOf(forecast, hand).filter(({ prospect }) => lineOf(prospect, quantity));
  const main = lines[0]?.prospect;
  each(layers.bands, main ? Object.keys(BANDS) : [], (key) => key, (key) => svg("path", { class: "band", "data-curve": key }), (node, key) => {
    const [low, high] = BANDS[key];
    attribute(node, "d", area(points(main, high), points(main, low)));
  });
  each(layers.lines, lines, (one) => one.key, (one) => svg("path", { "data-curve": one.key }), (node, one) => {
    attribute(node, "class", one === lines[0] ? "curve middle" : "curve beside");
    attribute(node, "d", smooth(points(one.prospect)));
  });
  return lines;
}

function layersOf(lane) {
  const bands = lane.slide.insertBefore(svg("g", { class: "bands" }), lane.past);
  const lines = lane.slide.insertBefore(svg("g", { class: "ahead" }), lane.ahead);
  return { bands, lines, names: lane.slide.appendChild(svg("g", { class: "names" })) };
}

/** The lines from the most important on: what is in the hand, going on, stopping; each course once. */
function linesOf(forecast, hand) {
  const [base, stop] = [untouched(forecast), stopped(forecast)];
  const lines = [];
  if (hand?.prospect) lines.push({ key: "in_hand", prospect: hand.prospect, words: hand.words });
  if (base && base !== hand?.prospect) lines.push({ key: "go_on", prospect: base, words: say(forecast.choices.go_on ? "lane.go_on" : "lane.if_paused") });
  if (stop && stop !== hand?.prospect) lines.push({ key: "if_stopped", prospect: stop, words: say("lane.if_stopped") });
  return lines;
}

/** The lines' names at the right edge: the first above its band, the others under it, as many as there is room for. */
export function drawNames(lane, quantity, lines, { view, scale, y, now, free }) {
  const edge_s = scale.to(now) / 1000;
  const right = scale.x(scale.to(now)) - 8;
  const level = (one, of) => valueAt(lineOf(one?.prospect, quantity, of), edge_s);
  const [top, bottom] = [HIGHEST, LOWEST].map((of) => y(level(lines[0], of) ?? 0));
  const feet = (one, value) => (one === lines[0] ? [top - 4, y(value) - 5, y(value) + 16] : [bottom + 14, bottom + 14 + NAME_HEIGHT, y(value) + 16, y(value) - 5]);
  /** Whether its own line would run through the words. */
  const struck = (one, start, foot) => [0, 0.25, 0.5, 0.75, 1].some((share) => {
    const at_s = (now + (start + share * (right - start) - scale.x(now)) / scale.perMillisecond) / 1000;
    const height = y(valueAt(lineOf(one.prospect, quantity), at_s) ?? -Infinity);
    return height > foot - 14 && height < foot + 3;
  });
  const placed = lines.filter(({ words }) => words && !view.times.ended_at).flatMap((one) => {
    const value = level(one);
    const start = right - widthOf(one.words, strong(one));
    const foot = value === null ? undefined : feet(one, value).find((place) => !struck(one, start, place) && free.claim(one.words, start, place, strong(one)));
    return foot === undefined ? [] : [{ ...one, foot }];
  });
  each(lane.forecast.names, placed, (name) => name.key, (name) => svg("text", { class: name.key, "text-anchor": "end" }), (node, name) => {
    attribute(node, "x", px(right));
    attribute(node, "y", px(name.foot));
    if (node.textContent !== name.words) node.textContent = name.words;
  });
}

/** What is in the hand is written stronger. */
const strong = ({ key }) => key === "in_hand";
