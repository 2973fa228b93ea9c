/* The hours under the lanes, the end that is expected, and the marks as numbered circles at their moments. */

import { attribute, each, svg } from "../dom.js";
import { px, steps } from "../scale.js";
import { wordsOf } from "../marks.js";
import { widthOf } from "./labels.js";
import { say } from "../words.js";

const QUARTER = 900_000;
const BALL = 11;

export function drawAxis(lane, { view, events, scale, clock, now, handEnd }) {
  const end = view.phase === "infusing" ? Date.parse(view.times.end_expected_at ?? "") : NaN;
  const ends = [{ at: now, kind: "now", words: say("lane.now") }];
  if (end > now) ends.push({ at: end, kind: "end", words: say("lane.end", { time: clock.minute(end) }) });
  if (handEnd && Math.abs(handEnd - end) > 30_000) ends.push({ at: handEnd, kind: "new-end", words: say("lane.end", { time: clock.minute(handEnd) }) });
  drawTimes(lane, scale, clock, now, ends);
  drawMarks(lane, view.marks, scale, now);
  drawWords(lane, view.marks, events, scale, now);
}

function drawTimes(lane, scale, clock, now, ends) {
  const [first, last] = [scale.x(scale.from(now)), scale.x(scale.to(now))];
  const half = (words) => widthOf(words, true) / 2 + 4;
  const placed = ({ at, kind, words }) => ({ at, kind, words, half: half(words), x: Math.min(Math.max(scale.x(at), first + half(words)), last - half(words)) });
  const quarters = steps(scale.from(now), scale.to(now), QUARTER)
    .map((at) => placed({ at, kind: "quarter", words: clock.minute(at) }))
    .filter((label) => label.x === scale.x(label.at)); // At an edge it would be cut, or stand beside its line.
  const taken = [];
  const standing = [...ends.map(placed).sort((one) => (one.kind === "new-end" ? -1 : 0)), ...quarters].filter((label) => claim(taken, label));
  each(lane.past, standing, ({ at, kind }) => (kind === "quarter" ? at : kind), () => svg("text", { y: 16, "text-anchor": "middle" }), (node, { kind, words, x }) => {
    attribute(node, "class", `time ${kind}`);
    attribute(node, "x", px(x));
    if (node.textContent !== words) node.textContent = words;
  });
}

/** Takes room for a label, or says that another has it. */
function claim(taken, { x, half }) {
  const free = taken.every(([left, right]) => x + half < left || x - half > right);
  if (free) taken.push([x - half, x + half]);
  return free;
}

function drawMarks(lane, marks, scale, now) {
  const shown = [...(marks ?? [])].filter((mark) => Date.parse(mark.at) > scale.from(now)).sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  let free = -Infinity;
  each(lane.hand, shown, (mark) => mark.number, markNode, (node, mark) => {
    const x = scale.x(Date.parse(mark.at));
    const middle = Math.max(x, free);
    free = middle + 2 * BALL + 2;
    const [thread, ball, number] = node.children;
    attribute(thread, "d", `M${px(x)} 22L${px(middle)} ${lane.height - 2 * BALL - 2}`);
    attribute(ball, "cx", px(middle));
    attribute(ball, "cy", px(lane.height - BALL - 2));
    attribute(number, "x", px(middle));
    attribute(number, "y", px(lane.height - BALL + 3.5));
    attribute(node, "class", mark.said ? "mark" : "mark no-words");
  });
}

/** What the last marks were, after the now line, as far as there is room. */
function drawWords(lane, marks, events, scale, now) {
  const said = [...(marks ?? [])].sort((one, other) => other.number - one.number).map((mark) => [mark.number, wordsOf(mark, events)]);
  let room = scale.width - scale.nowX - 20;
  const fitting = said.filter(([number, words]) => words && (room -= widthOf(`${number} ${words}.  `)) > 0);
  each(lane.ahead, fitting.length ? ["words"] : [], (key) => key, () => svg("text", { class: "mark-words" }), (node) => {
    attribute(node, "x", px(scale.x(now) + 10));
    attribute(node, "y", px(lane.height - BALL + 3.5));
    const line = fitting.map(([number, words]) => `${number} ${words}`).join(".  ");
    if (node.textContent !== line) node.textContent = line;
  });
}

function markNode(mark) {
  const node = svg("g", { "data-mark": mark.number });
  node.append(svg("path", {}), svg("circle", { r: BALL }), svg("text", { "text-anchor": "middle" }, String(mark.number)));
  return node;
}
