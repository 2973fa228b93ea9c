// The page that moves: adds and multiplies what the models' code wrote into the page, and knows no pharmacology.
// A model's answer is its ng/mL at each minute while 1 mg a minute runs without end. The systems are linear, so a dose
// over some minutes is its rate times the answer, less the answer begun when it ended.

const { weights_kg: weights, minutes: span, models } = JSON.parse(document.getElementById("steps").textContent);
const page = document.getElementById("moving");
const LATER_MIN = [0, 20, 40, 120];
const TICK_MIN = 40;
const LETTER_HIGH = 17;
const NAME_WIDE = 124;
const ROUND = [[1, 5], [1.5, 3], [2, 4], [3, 3], [4, 4], [5, 5], [6, 3], [8, 4], [10, 5]]; // the top of an axis, its steps
const EDGES = { left: 40, right: 8, top: 30, bottom: 28 };
const HEIGHT = 300;

const asked = { dose: "mg/kg", minutes: "min", weight: "kg" };
const sliders = Object.fromEntries(Object.keys(asked).map((name) => [name, document.getElementById(`asked-${name}`)]));

/** A number as a dose is written: a leading zero, none at the end. */
const plain = (value, digits = 2) => String(Number(value.toFixed(digits)));

/** A concentration as it is shown. */
const shown = (value) => value.toFixed(value < 9.95 ? 1 : 0);

/** The curve of one model and place, ng/mL at each minute. */
function curve(model, which, { dose, minutes, weight }) {
  const answers = model.answers.length === 1 ? model.answers[0] : model.answers[weights.indexOf(weight)];
  const answer = answers[which];
  const rate = (dose * weight) / minutes;
  return answer.map((value, minute) => rate * (value - (minute > minutes ? answer[minute - minutes] : 0)));
}

function svg(name, attributes, words) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (words !== undefined) element.textContent = words;
  return element;
}

/** The lowest round figure that is not below the value, and how far apart its ticks are. */
function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  const [factor, steps] = ROUND.find(([most]) => most * power >= value);
  return { most: factor * power, every: (factor * power) / steps };
}

/** Places near the wanted, ascending ones, none nearer to the next than a letter is high: blocks about their middles. */
function apart(wanted) {
  const blocks = [];
  for (const place of wanted) {
    let block = { total: place, count: 1 };
    while (blocks.length) {
      const above = blocks.at(-1);
      if (above.total / above.count + LETTER_HIGH * above.count <= block.total / block.count) break;
      blocks.pop();
      block = {
        total: above.total + block.total - block.count * above.count * LETTER_HIGH,
        count: above.count + block.count,
      };
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ total, count }) => Array.from({ length: count }, (_, n) => total / count + LETTER_HIGH * n));
}

function picture(title, curves, { minutes }, top) {
  const width = Math.max(300, Math.min(page.clientWidth, 760));
  const across = (width - EDGES.left - EDGES.right) / (span - 1);
  const high = HEIGHT - EDGES.top - EDGES.bottom;
  const x = (minute) => EDGES.left + across * minute;
  const y = (value) => EDGES.top + high * (1 - value / top.most);
  const heard = `${title}: the table below holds the figures`;
  const drawn = svg("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": heard });
  drawn.append(svg("rect", { class: "dripping", x: x(0), y: EDGES.top, width: across * minutes, height: high }));
  for (let value = 0; value <= top.most * 1.001; value += top.every) {
    drawn.append(svg("line", { class: "grid", x1: x(0), x2: x(span - 1), y1: y(value), y2: y(value) }));
    drawn.append(svg("text", { class: "tick", x: x(0) - 6, y: y(value) + 4.5, "text-anchor": "end" }, plain(value)));
  }
  for (let minute = 0; minute < span; minute += TICK_MIN) {
    const words = minute ? String(minute) : "0 min";
    drawn.append(svg("text", { class: "tick", x: x(minute), y: HEIGHT - 9, "text-anchor": "middle" }, words));
  }
  drawn.append(svg("text", { class: "title", x: x(0), y: 18 }, title));
  const ordered = [...curves].sort((one, other) => other.values[minutes] - one.values[minutes]);
  const places = apart(ordered.map(({ values }) => y(values[minutes])));
  const lowered = Math.max(0, places.at(-1) - (EDGES.top + high));
  ordered.forEach(({ model, values }, rank) => {
    const series = svg("g", { class: "series", style: hues(model) });
    const points = values.map((value, minute) => `${x(minute).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
    series.append(svg("polyline", { class: "line", points }));
    const place = Math.max(places[rank] - lowered, EDGES.top + LETTER_HIGH * rank);
    const from = x(minutes) + 3;
    const reach = Math.min(x(minutes) + 0.19 * width, width - NAME_WIDE);
    const lead = `${from},${y(values[minutes])} ${reach - 5},${place} ${reach},${place}`;
    series.append(svg("polyline", { class: "lead", points: lead }));
    series.append(svg("text", { class: "named", x: reach + 3, y: place + 4.5 }, model.name));
    drawn.append(series);
  });
  return drawn;
}

const hues = ({ hues: [day, night] }) => `--day: ${day}; --night: ${night}`;

function cell(row, name, words) {
  const made = document.createElement(name);
  made.textContent = words;
  if (name === "th") made.scope = row.parentElement?.tagName === "THEAD" ? "col" : "row";
  row.append(made);
}

function table(title, curves, { minutes }) {
  const made = document.createElement("table");
  made.createCaption().textContent = `${title}: the peak and its minute, at the end, and so many minutes later`;
  const heads = made.createTHead().insertRow();
  const titles = ["model", "peak", "end", ...LATER_MIN.slice(1).map((later) => `+${later}`)];
  for (const words of titles) cell(heads, "th", words);
  const body = made.createTBody();
  for (const { model, values } of curves) {
    const row = body.insertRow();
    row.className = "series";
    row.setAttribute("style", hues(model));
    row.dataset.model = model.name;
    cell(row, "th", model.name);
    const peak = values.indexOf(Math.max(...values));
    cell(row, "td", `${shown(values[peak])} at ${peak}`);
    for (const later of LATER_MIN) cell(row, "td", shown(values[minutes + later]));
  }
  return made;
}

function show() {
  const wanted = Object.fromEntries(Object.entries(sliders).map(([name, slider]) => [name, slider.valueAsNumber]));
  for (const [name, slider] of Object.entries(sliders)) {
    const words = `${plain(wanted[name])} ${asked[name]}`;
    slider.setAttribute("aria-valuetext", words);
    page.querySelector(`output[for="${slider.id}"]`).textContent = words;
  }
  const mg = wanted.dose * wanted.weight;
  page.querySelector(".moving-given").textContent =
    `${plain(mg)} mg over ${wanted.minutes} minutes: ${plain((60 * mg) / wanted.minutes, 1)} mg/h.`;
  const places = [...page.querySelectorAll(".moving-shown")].map((place) => ({
    place,
    curves: models.map((model) => ({ model, values: curve(model, place.dataset.which, wanted) })),
  }));
  const top = ceiling(Math.max(...places.flatMap(({ curves }) => curves.flatMap(({ values }) => values))));
  for (const { place, curves } of places) {
    const { title } = place.dataset;
    place.replaceChildren(picture(title, curves, wanted, top), table(title, curves, wanted));
  }
}

document.getElementById("still").hidden = true;
page.hidden = false;
page.querySelector("form").addEventListener("input", show);
page.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
new ResizeObserver(show).observe(page);
show();
