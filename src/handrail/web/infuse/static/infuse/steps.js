/* When somebody talks, stands and leaves: always from when until when, since one figure alone would be taken for sure. */

import { text } from "./dom.js";
import { say } from "./words.js";

/** The steps of getting ready, in the order in which they come. */
const STEPS = ["talking", "standing", "leaving"];

/** As finely as the twins know it. Both ends go up: nobody is told of an earlier time than was worked out. */
export const STEP_MIN = 5;
const coarse = (minutes) => Math.ceil(minutes / STEP_MIN) * STEP_MIN;

/** Each step with its times under its own name; the last one has the unit of all. Without a prospect `instead` stands there, or nothing at all. */
export function patchSteps(row, prospect, instead) {
  for (const [place, name] of STEPS.entries()) {
    const [term, worth] = row.children[place].children;
    const words = prospect ? stepWords(prospect, name) : instead;
    const bare = !prospect || [say("line.now"), say("line.from_now")].includes(words) || place < STEPS.length - 1;
    text(term, prospect || instead ? say(`line.${name}`) : "");
    text(worth, bare ? words : say("line.minutes", { number: words }));
  }
}

/**
 * "40–70", "now–20", "60–120+" where the late end lies further than was looked, "60+" where nobody knows how late, "120+"
 * where even the early end lies further, "now+" where it may be now and nobody knows how late. Never from late to early.
 */
function stepWords(prospect, name) {
  const [low, , high] = prospect[`${name}_min`];
  const looked = Math.round((prospect.t.at(-1) - prospect.t[0]) / 60);
  const over = say("line.over", { minutes: looked });
  if (low === null || coarse(low) >= looked) return over;
  const from = low <= 0 ? say("line.now") : String(coarse(low));
  if (high === null) return low <= 0 || prospect.without_pressure ? fromWords(low, from) : say("line.span", { from, to: over });
  return coarse(high) <= coarse(low) ? from : say("line.span", { from, to: coarse(high) });
}

const fromWords = (low, from) => say(low <= 0 ? "line.from_now" : "line.over", { minutes: from });
