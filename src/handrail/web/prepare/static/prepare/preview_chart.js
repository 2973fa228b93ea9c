/* Two small curves over the same minutes: what is felt, and pressure. The order has its band, less and slower a line each. */

const WIDEST = 600; // of the drawing, in its own units; where there is less room it is drawn narrower, so that its letters stay whole
const HEIGHT = 120;
const LEFT = 40;
const FOOT = 20;
const MIDDLE = 2; // of the five levels
const EVERY = 30; // minutes, on the axis
const NAMES = { felt: "felt_curve", systolic: "pressure_curve" };

function svg(name, attributes, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

const path = (points) => points.map(([x, y], place) => `${place ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

function scales(quantity, found, width) {
  const values = found.options.flatMap((one) => one.bands[quantity].flat());
  const [low, high] = quantity === "felt" ? [0, 10] : [Math.floor(Math.min(...values) / 20) * 20, Math.ceil(Math.max(...values) / 20) * 20];
  const last = found.minutes.at(-1);
  return {
    low,
    high,
    x: (minute) => LEFT + (minute / last) * (width - LEFT),
    y: (value) => HEIGHT - ((value - low) / (high - low)) * (HEIGHT - 8),
  };
}

function lane(quantity, found, say, width) {
  const to = scales(quantity, found, width);
  const points = (values) => values.map((value, place) => [to.x(found.minutes[place]), to.y(value)]);
  const group = svg("g", { class: `lane ${quantity}` });
  const [asked, ...others] = found.options;
  const bands = asked.bands[quantity];
  group.append(svg("path", { class: "band", d: `${path([...points(bands.at(-1)), ...points(bands[0]).reverse()])}Z` }));
  for (const one of others) group.append(svg("path", { class: `middle ${one.key}`, d: path(points(one.bands[quantity][MIDDLE])) }));
  group.append(svg("path", { class: "middle asked", d: path(points(bands[MIDDLE])) }));
  for (const value of [to.low, to.high]) group.append(svg("text", { x: LEFT - 6, y: to.y(value) + (value === to.high ? 10 : 0), class: "value" }, value));
  group.append(svg("text", { x: LEFT + 6, y: 14, class: "name" }, say(NAMES[quantity])));
  return group;
}

function minutes(found, top, say, width) {
  const group = svg("g", { class: "minutes" });
  const last = found.minutes.at(-1);
  const every = width < WIDEST / 2 ? 2 * EVERY : EVERY;
  for (let minute = 0; minute <= last; minute += every) {
    const x = LEFT + (minute / last) * (width - LEFT);
    const words = minute + every > last ? say("minutes", { value: minute }) : minute;
    group.append(svg("text", { x, y: top + 14, "text-anchor": minute ? "middle" : "start" }, words));
  }
  return group;
}

/** The lanes of which something is said, one above the other, in so many pixels; the table says the same in figures. */
export function chart(found, say, room) {
  const width = Math.min(WIDEST, room);
  const names = Object.keys(NAMES).filter((name) => name in found.options[0].bands);
  const foot = names.length * (HEIGHT + FOOT) - FOOT;
  const words = say(names.length > 1 ? "curves" : "felt_alone", { minutes: found.minutes.at(-1) });
  const drawn = svg("svg", { class: "expected", viewBox: `0 0 ${width} ${foot + FOOT}`, role: "img", "aria-label": words });
  for (const [place, name] of names.entries()) {
    const drawnLane = lane(name, found, say, width);
    drawnLane.setAttribute("transform", `translate(0 ${place * (HEIGHT + FOOT)})`);
    drawn.append(drawnLane);
  }
  drawn.append(minutes(found, foot, say, width));
  return drawn;
}
