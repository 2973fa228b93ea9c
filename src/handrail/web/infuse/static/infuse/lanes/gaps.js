/* Silences drawn as silences: an empty stretch with its two ends, and how long it lasted. */

import { attribute, each, svg } from "../dom.js";
import { length } from "../clock.js";
import { px } from "../scale.js";
import { widthOf } from "./labels.js";
import { say } from "../words.js";

/** Draws the silences of one channel ([from_s, to_s | null]) at height `level` of its lane; the newest are named first. */
export function drawGaps(lane, channel, { silences, blind, scale, now, level }) {
  const taken = [];
  const newestFirst = [...silences].sort(([one], [other]) => other - one);
  each(lane.gaps, newestFirst, ([from]) => `${channel} ${from}`, () => gapNode(channel), (node, [from, to]) => {
    const end = to === null ? now : to * 1000;
    const [x, endX] = [scale.x(from * 1000), scale.x(end)];
    const words = say("lane.gap", { length: length(end - from * 1000) });
    const place = isBlind(from, end / 1000, blind) ? null : placed(widthOf(words), x, endX, { first: scale.x(scale.from(now)), last: scale.x(now) }, taken);
    patch(node, { x, endX, level, words, place, seconds: Math.round(end / 1000 - from), open: to === null });
  });
}

function gapNode(channel) {
  const node = svg("g", { class: "gap", "data-channel": channel });
  node.append(svg("path", { class: "ends" }), svg("text", {}), svg("title", {}));
  return node;
}

/** Whether nobody watched for most of it: then the hatched band has said so. */
const isBlind = (from, to, blind) =>
  (blind ?? []).some((stretch) => Math.min(to, Date.parse(stretch.to) / 1000) - Math.max(from, Date.parse(stretch.from) / 1000) > (to - from) * 0.8);

/** Where the words stand: behind the silence, else before it, not past now, nowhere where they would lie on others. */
function placed(width, x, endX, { first, last }, taken) {
  const behind = { x: endX + 6, anchor: "start", left: x, right: endX + width + 10 };
  const before = { x: x - 6, anchor: "end", left: x - width - 10, right: endX };
  const free = (place) => place.left >= first && place.right <= last + 1 && taken.every(([left, right]) => place.right < left || place.left > right);
  const over = { ...behind, right: x }; // Where there is no room at all, over the time ahead: nothing stands there.
  const place = [behind, before].find(free) ?? ([over].find(free) ? behind : null);
  taken.push(place ? [place.left, place.right] : [x, endX]);
  return place;
}

function patch(node, { x, endX, level, words, place, seconds, open }) {
  const [ends, label, title] = node.children;
  attribute(node, "data-seconds", seconds);
  attribute(node, "data-open", open);
  attribute(ends, "d", `M${px(x)} ${px(level - 6)}v12M${px(x)} ${px(level)}H${px(endX)}` + (open ? "" : `M${px(endX)} ${px(level - 6)}v12`));
  if (place) {
    attribute(label, "x", px(place.x));
    attribute(label, "y", px(level + 5));
    attribute(label, "text-anchor", place.anchor);
  }
  const shown = place ? words : "";
  if (label.textContent !== shown) label.textContent = shown;
  if (title.textContent !== words) title.textContent = words;
}
