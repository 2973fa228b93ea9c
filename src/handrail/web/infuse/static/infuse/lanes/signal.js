/* One continuous signal in its lane: oxygen saturation, breathing. */

import { attribute, each, svg } from "../dom.js";
import { line, valueScale } from "../scale.js";
import { columns } from "../series.js";
import { axisFigures, levels } from "./frame.js";
import { drawGaps } from "./gaps.js";

/** The span each lane shows at least; readings outside it widen the axis. */
const ORDINARY = { spo2: [90, 100], resp: [6, 26] };

export function drawSignal(lane, channel, { view, segments, silences, limits, scale, now }) {
  const y = axis(lane, channel, segments, limits);
  each(lane.past, segments, (segment) => segment[0][0], () => svg("path", { class: `signal ${channel}`, "data-segment": channel }), (node, segment) => {
    attribute(node, "d", line(columns(segment).map(([at, value]) => [scale.x(at * 1000), y(value)])));
  });
  drawGaps(lane, channel, { silences, blind: view.blind, scale, now, level: lane.height - 9 });
}

function axis(lane, channel, segments, limits) {
  let [low, high] = ORDINARY[channel];
  for (const segment of segments) {
    for (const [, value] of segment) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  const y = valueScale(low, high, 8, lane.height - 8);
  const shown = (limits ?? []).filter((limit) => limit !== null).map(Number).filter((limit) => limit >= low && limit <= high);
  const apart = shown.filter((limit, index) => index === 0 || Math.abs(y(limit) - y(shown[index - 1])) > 20);
  axisFigures(lane, y, apart.map((limit) => [limit, String(limit)]));
  levels(lane, y, shown.map((limit) => [limit, "limit"]));
  return y;
}
