/* The modelled effect: history solid, ahead dashed, with its bands. No figures stand in this lane. */

import { attribute, each, svg } from "../dom.js";
import { px, smooth, valueScale } from "../scale.js";
import { HIGHEST, lineOf, pastOf, peakFrom, reach, soFar, untouched } from "../curves.js";
import { drawAhead, drawNames } from "./ahead.js";
import { levels } from "./frame.js";
import { room, widthOf } from "./labels.js";
import { say } from "../words.js";

export function drawEffect(lane, { view, forecast, refused, hand, scale, now, clock }) {
  const y = effectScale(lane, forecast, scale, now);
  levels(lane, y, [[0, "level"]]);
  drawPast(lane, forecast, { scale, y, now });
  const lines = drawAhead(lane, "effect_site", { forecast, hand, scale, y, now });
  const free = room(scale.x(now) + 6, scale.x(scale.to(now)) - 2, lane.height);
  drawNames(lane, "effect_site", lines, { view, scale, y, now, free });
  drawPeak(lane, lineOf(hand?.prospect ?? untouched(forecast), "effect_site"), { scale, now, y, clock, free });
  drawRefused(lane, refused, scale, now);
}

/** Only ever taller, so that taking a choice in the hand never makes history jump. */
function effectScale(lane, forecast, scale, now) {
  const ahead = reach(forecast, "effect_site", HIGHEST, scale.to(now) / 1000 + 120, Math.max) ?? 1;
  lane.highest = Math.max(lane.highest ?? 1, ahead, ...(pastOf(forecast, "plasma")?.values ?? []));
  return valueScale(0, lane.highest * 1.03, 4, lane.height - 4);
}

function drawPast(lane, forecast, { scale, y, now }) {
  each(lane.past, forecast ? ["plasma", "effect_site"] : [], (key) => key, (key) => svg("path", { class: `curve ${key}`, "data-curve": key }), (node, key) => {
    attribute(node, "d", smooth(soFar(forecast, key, now / 1000).map(([at, value]) => [scale.x(at * 1000), y(value)])));
  });
}

/** Below this width the names of the curves need all the room. */
const NARROW = 560;

/** When it is highest, as a time: a forecast of time is a figure that may be shown. Its words give way to the curves' names. */
function drawPeak(lane, curve, { scale, now, y, clock, free }) {
  const peak = peakFrom(curve, now / 1000);
  const shown = peak && scale.width > NARROW && peak.at_s * 1000 > now + 90_000 && peak.at_s * 1000 < scale.to(now) ? [peak] : [];
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
  each(lane.refused, refused && !EXPECTED.has(refused) ? ["refused"] : [], (key) => key, () => svg("text", { class: "note", y: 24, "text-anchor": "end" }), (node) => {
    attribute(node, "x", px(scale.x(now) - 12));
    const words = say("effect.unknown");
    if (node.textContent !== words) node.textContent = words; // Why, stands in the line of words.
  });
}
