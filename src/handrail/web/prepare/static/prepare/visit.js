/* A visit's page while it is looked at: how long ago its devices were heard, and whether somebody did something meanwhile.

   What changed is shown at once where nobody has begun to type or moved to a key; else a line says so, and nothing moves. */

import "./keys.js";

const LOOK_EVERY_MS = 3000;
const live = JSON.parse(document.getElementById("live").textContent);
let touched = false;
let gone = false;

// After a form was sent in vain the address is the form's; the page's own can be loaded again.
history.replaceState(null, "", live.page + location.hash);

// The field to mend has the focus; the browser has gone to the step itself before, and would take it away again sooner.
const told = document.querySelector("[data-told]") !== null;
addEventListener("load", () => requestAnimationFrame(() => document.querySelector("[aria-invalid]")?.focus()));

addEventListener("input", () => (touched = true));
addEventListener("submit", () => (gone = true));
addEventListener("pageshow", () => (gone = false));

const two = (number) => String(number).padStart(2, "0");
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** How long ago, as the page itself says it. */
function ago(seconds) {
  if (seconds < 60) return fill(live.words.seconds, { number: Math.floor(seconds) });
  if (seconds < 3600) return fill(live.words.minutes, { number: Math.floor(seconds / 60) });
  return fill(live.words.hours, { hours: Math.floor(seconds / 3600), minutes: two(Math.floor((seconds % 3600) / 60)) });
}

function showAges({ now, heard }) {
  for (const place of document.querySelectorAll("[data-heard]")) {
    const at = heard[place.dataset.heard];
    if (at) place.textContent = fill(live.words.heard, { ago: ago(Math.max(0, (Date.parse(now) - Date.parse(at)) / 1000)) });
  }
}

/** Whether loading the page anew would take something out of a person's hands. */
const inUse = () => touched || told || document.activeElement?.closest("main .step") != null;

function tell() {
  const line = document.getElementById("changed");
  line.querySelector("[data-part=words]").textContent = live.words.changed;
  line.hidden = false;
}

async function look() {
  if (document.visibilityState !== "visible" || gone) return;
  const response = await fetch(live.state, { headers: { Accept: "application/json" } }).catch(() => null);
  if (response?.status === 401) return location.reload();
  if (!response?.ok || gone) return;
  const state = await response.json();
  showAges(state);
  if (!state.changed) return;
  if (inUse()) tell();
  else location.replace(live.page);
}

setInterval(look, LOOK_EVERY_MS);
document.addEventListener("visibilitychange", look);
