/* What to expect of the order that is being typed, or that stands: asked for a moment after the last key, drawn beside less
   and slower. The form needs none of it. */

import { chart } from "./preview_chart.js";

const ASK_AFTER_MS = 250;
const page = JSON.parse(document.getElementById("preview-page")?.textContent ?? "null");
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const say = (name, values = {}) => fill(page.words[name], values);

function element(name, text = "", attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** The middle, and in brackets where nine of ten lie; what is later than was looked says so. */
function range([low, middle, high], unit) {
  const value = (one) => (one === null ? say("later") : one === 0 && unit === "minutes" ? say("at_once") : String(one));
  const shown = middle === null ? say("later") : say(unit, { value: middle });
  return low === null ? shown : `${shown} (${say("range", { low: value(low), high: value(high) })})`;
}

/** When somebody can again what the drug takes away; who mostly keeps it stays able, and in brackets when the others can again. */
function again([low, middle, high], stays) {
  if (middle !== 0) return range([low, middle, high], "minutes");
  if (high === 0) return say(stays);
  return `${say(stays)} (${high === null ? say("again_later") : say("again_within", { value: high })})`;
}

/** A row says something of each option, or, where it can say nothing, why and what to do. */
const ROWS = [
  ["order", (one) => say("dose", { dose: one.dose_mg, minutes: one.minutes })],
  ["highest", (one) => range(one.highest_systolic, "mmhg"), (found) => found.without_pressure && cuffWords(found.without_pressure, found)],
  ["felt", (one) => range(one.felt_at_strongest, "of_ten")],
  ["talking", (one) => again(one.talking_min, "stays_talking")],
  ["standing", (one) => again(one.standing_min, "stays_standing")],
  ["leaving", (one) => range(one.leaving_min, "minutes")],
];

const cuffWords = (name, found) => say(name, { cuff: found.cuff, age: found.cuff_age_min });

function table(found) {
  const { options } = found;
  const made = element("table", "", { class: "expect" });
  const head = made.createTHead().insertRow();
  head.append(element("td"), ...options.map((one) => element("th", say(one.key), { scope: "col" })));
  const body = made.createTBody();
  for (const [name, cell, silent = () => null] of ROWS) {
    const why = silent(found);
    const cells = why ? [element("td", why, { colspan: options.length, class: "why" })] : options.map((one) => element("td", cell(one)));
    body.insertRow().append(element("th", say(name), { scope: "row" }), ...cells);
  }
  return made;
}

/** Where pressure begins, if anything is said of it; and whether a cuff comes first, because it is nobody's own. */
function beginning(found) {
  if (found.without_pressure) return { first: [], note: [] };
  if (found.cuff && !found.cuff_is_old) return { first: [], note: [cuffWords("todays_cuff", found)] };
  return { first: [element("p", found.cuff ? cuffWords("cuff_old", found) : say("typical"), { class: "first" })], note: [] };
}

/** How wide a drawing in it can be. */
function roomIn(place) {
  const { paddingLeft, paddingRight } = getComputedStyle(place);
  return place.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
}

function draw(place, found) {
  place.hidden = false; // A place that is hidden has no width.
  const [asked] = found.options ?? [];
  const parts = [element("h3", say("title"))];
  if (!asked) parts.push(element("p", found.refused));
  else {
    const { first, note } = beginning(found);
    const notes = [say("nine"), ...note, say(found.known ? "known" : "crowd")];
    parts.push(...first, table(found), chart(found, say, roomIn(place)), element("p", notes.join(" "), { class: "quiet" }));
  }
  parts.push(element("p", say("model"), { class: "model" }));
  place.replaceChildren(...parts);
}

/** One place on the page: what it asks about stands in its form's fields, or on the place itself. */
function preview(place) {
  const form = place.closest("form");
  let asked = "";
  let timer = 0;

  function question() {
    const typed = (name) => (form?.elements[name]?.value ?? place.dataset[name] ?? "").trim();
    const line = document.querySelector("#line [name=primed_with]:checked")?.value ?? place.dataset.line ?? "";
    const dose = typed("dose_mg_per_kg") || place.dataset.dose || "";
    return dose && typed("minutes") ? new URLSearchParams({ dose_mg_per_kg: dose, minutes: typed("minutes"), line }).toString() : "";
  }

  async function ask() {
    const now = question();
    if (now === asked) return;
    asked = now;
    if (!now) return void (place.hidden = true);
    const response = await fetch(`${page.from}?${now}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (asked !== now) return; // somebody typed on
    if (response?.status === 422) return void (place.hidden = true); // the form itself says what to mend
    if (response?.ok) return draw(place, await response.json());
    place.replaceChildren(element("p", say("away"), { class: "quiet" }));
    place.hidden = false;
  }

  document.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, ASK_AFTER_MS);
  });
  const folded = place.closest("details");
  folded?.addEventListener("toggle", () => folded.open && ask());
  if (!folded || folded.open) ask();
}

if (page) document.querySelectorAll("[data-preview]").forEach(preview);
