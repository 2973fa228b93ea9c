/* The strip never grows: an alarm that comes moves nothing. What does not fit is one tap away, cut between sentences. */

import { attribute, text } from "./dom.js";

const fitted = new WeakMap();

/** Writes an instruction into its lines: as many of its sentences as fit, the first always. Whether any was left out. */
export function fitDeed(node, words) {
  const lines = node.parentElement;
  const key = `${words} ${lines.clientWidth} ${lines.clientHeight}`;
  if (fitted.get(node)?.key !== key) fitted.set(node, { key, cut: fit(node, lines, sentences(words)) });
  return fitted.get(node).cut;
}

function fit(node, lines, all) {
  const key = lines.lastElementChild;
  const end = () => Math.max(...[node, key].flatMap((one) => [...one.getClientRects()].map((box) => box.bottom)));
  const over = () => end() > lines.getBoundingClientRect().bottom + 1;
  attribute(lines, "data-over", null);
  for (let count = all.length; count > 0; count--) {
    text(node, all.slice(0, count).join(" "));
    key.hidden = count === all.length;
    if (!over()) return count < all.length;
  }
  if (!all.length) text(node, ""); // The instruction of an alarm that is gone stands under no other.
  key.hidden = all.length === 0;
  attribute(lines, "data-over", all.length ? "yes" : null);
  return all.length > 0;
}

const sentences = (words) => words.split(/(?<=[.?!])\s+/).filter(Boolean);

/** A long name is written smaller, so that it stays on its line with its figures. */
export function fitName(strip) {
  const line = strip.querySelector(".what");
  const key = `${line.textContent} ${line.clientWidth}`;
  if (fitted.get(line) === key) return;
  fitted.set(line, key);
  attribute(line, "data-long", null);
  if (line.scrollWidth > line.clientWidth + 1 || line.scrollHeight > line.clientHeight + 2) attribute(line, "data-long", "yes");
}
