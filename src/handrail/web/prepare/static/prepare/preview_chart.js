/* Two small curves over the same minutes: what is felt, and pressure. The order has its band, less and slower a line each. */

const WIDTH = 600;
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

function scales(quantity, found) {
  const values = found.options.flatMap((one) => one.bands[quantity].flat());
  const [low, high] = quantity === "felt" ? [0, 10] : [Math.floor(Math.min(...values) / 20) * 20, Math.ceil(Math.max(...values) / 20) * 20];
  const last = found.minutes.at(-1);
  return {
    low,
    high,
    x: (minute) => LEFT + (minute / last) * (WIDTH - LEFT),
    y: (value) => HEIGHT - ((value - low) / (high - low)) * (HEIGHT - 8),
  };
}

function lane(quantity, found, say) {
  const to = scales(quantity, found);
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

function minutes(found, top, say) {
  const group = svg("g", { class: "minutes" });
  const last = found.minutes.at(-1);
  for (let minute = 0; minute <= last; minute += EVERY) {
    const x = LEFT + (minute / last) * (WIDTH - LEFT);
    const words = minute + EVERY > last ? say("minutes", { value: minute }) : minute;
    group.append(svg("text", { x, y: top + 14, "text-anchor": minute ? "middle" : "start" }, words));
  }
  return group;
}

/** Both lanes, one above the other; the table says the same in figures. */
export function chart(found, say) {
  const whole = HEIGHT * 2 + FOOT * 2;
  const drawn = svg("svg", { class: "expected", viewBox: `0 0 ${WIDTH} ${whole}`, role: "img", "aria-label": say("curves", { minutes: found.minutes.at(-1) }) });
  const lower = lane("systolic", found, say);
  lower.setAttribute("transform", `translate(0 ${HEIGHT + FOOT})`);
  drawn.append(lane("felt", found, say), lower, minutes(found, HEIGHT * 2 + FOOT, say));
  return drawn;
}
