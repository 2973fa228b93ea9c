/* What the patient says it is like, 0 to 10: each rating a square with its number, the model thin through them and dashed ahead. */

import { attribute, each, svg, text } from "../dom.js";
import { px, smooth, valueScale } from "../scale.js";
import { soFar } from "../curves.js";
import { drawAhead } from "./ahead.js";
import { levels } from "./frame.js";

const SIDE = 11;
const FOOT = 6;

export function drawFelt(lane, { view, forecast, hand, scale, now }) {
  const y = valueScale(0, 10, SIDE / 2 + 2, lane.height - SIDE / 2 - 2);
  levels(lane, y, [[0, "level"]]);
  drawPast(lane, forecast, { scale, y, now });
  drawAhead(lane, "felt", { forecast, hand, scale, y, now });
  drawRatings(lane, (view.ratings ?? []).filter(({ scale: of }) => of === "felt"), scale, y);
}

function drawPast(lane, forecast, { scale, y, now }) {
  each(lane.past, forecast ? ["felt"] : [], (key) => key, () => svg("path", { class: "curve beside", "data-curve": "felt" }), (node) => {
    attribute(node, "d", smooth(soFar(forecast, "felt", now / 1000).map(([at, value]) => [scale.x(at * 1000), y(value)])));
  });
}

function drawRatings(lane, ratings, scale, y) {
  each(lane.hand, ratings, ({ seq }) => seq, ratingNode, (node, { of_ten, at }) => {
    const [square, number] = node.children;
    const [x, level] = [scale.x(Date.parse(at)), y(of_ten)];
    attribute(square, "x", px(x - SIDE / 2));
    attribute(square, "y", px(level - SIDE / 2));
    attribute(number, "x", px(x + SIDE / 2 + 5));
    attribute(number, "y", px(Math.min(Math.max(level + FOOT, 15), lane.height - 4)));
    attribute(node, "data-rating", of_ten);
    text(number, String(of_ten));
  });
}

function ratingNode() {
  const node = svg("g", { class: "rating" });
  node.append(svg("rect", { width: SIDE, height: SIDE, rx: 2 }), svg("text", {}));
  return node;
}
