/* The forecast in words, before any curve: how high, how soon slowing shows. It advises; it never argues for faster. */

import { ageWords } from "./ages.js";
import { untouched } from "./curves.js";
import { attribute, byId, html } from "./dom.js";
import { rateWords } from "./doses.js";
import { coded, count, known, say } from "./words.js";

const BOLD = "\u0000";

/** Writes the line, for what is in the hand or for going on. */
export function outlook() {
  const root = byId("outlook");
  let written = "";
  return {
    paint(state, now, since) {
      const { old, main, quiet } = sentences(state, now, since);
      const key = [old, main, quiet].join("|");
      if (key === written) return;
      written = key;
      root.replaceChildren(...[old ? [html("strong", {}, old), " "] : [], bold(main), quiet ? [" ", html("span", { class: "quiet" }, quiet)] : []].flat());
      attribute(root, "data-old", old ? "yes" : null);
      fit(root);
    },
  };
}

/** On a desk it is one line: written smaller where it would be two. */
function fit(root) {
  attribute(root, "data-tight", null);
  if (root.getClientRects().length && root.offsetHeight > 1.5 * parseFloat(getComputedStyle(root).lineHeight)) attribute(root, "data-tight", "yes");
}

function sentences(state, now, since) {
  const { forecast, refused, view } = state;
  const hand = inHand(state);
  if (!forecast) return { old: "", main: view.phase === "left" ? "" : noneWords(refused, since), quiet: "" };
  const old = since ? say("outlook.old", { time: state.clock.minute(since), age: ageWords((now - since) / 1000) }) : "";
  const prospect = hand ? hand.prospect : untouched(forecast);
  if (!prospect) return { old, main: hand?.trouble ?? say("outlook.waiting"), quiet: "" };
  return { old, main: `${pressure(prospect, { ...state, hand })}${shows({ forecast, hand })}`, quiet: say("outlook.model") };
}

/** What is in the hand, unless it is another rate of which nobody knows yet which. */
const inHand = ({ hand }) => (hand && (hand.choice.key !== "other" || hand.choice.ml_per_h) ? hand : null);

/** Why there is no forecast, in words; a reason of the models is a sentence already. */
function noneWords(refused, since) {
  if (refused) return known(`outlook.refused.${refused}`) ? say(`outlook.refused.${refused}`) : coded("outlook", "refused", { because: refused });
  return say(since ? "outlook.lost" : "outlook.waiting");
}

function pressure(prospect, state) {
  const places = { if: ifWords(state), minutes: prospect.within_min };
  if (prospect.nine_of_ten_below === null) return say(`outlook.${prospect.without_pressure}`, places);
  return say("outlook.pressure", { ...places, nine: `${BOLD}${say("outlook.nine", { limit: prospect.nine_of_ten_below })}${BOLD}` });
}

function ifWords({ hand, view, config }) {
  if (!hand) return say(view.phase === "infusing" ? "if.go_on" : view.phase === "paused" ? "if.paused" : "if.ended");
  const rate = hand.choice.ml_per_h ? rateWords(hand.choice.ml_per_h) : "";
  return say(`if.${hand.choice.key}`, { rate, minutes: config.pause_min });
}

/** How soon the choice in the hand would show; with nothing in the hand, how soon half the rate would. */
function shows({ forecast, hand }) {
  const { felt_min: felt, pressure_min: measured } = (hand ? hand.prospect : forecast.choices.slow_half)?.shows ?? {};
  const name = hand ? "outlook.shows" : "outlook.half_shows";
  if (felt != null && measured != null) return ` ${say(`${name}_both`, { felt, pressure: measured })}`;
  if (felt != null) return ` ${say(`${name}_felt`, { felt })}`;
  return measured == null ? "" : ` ${count(name, measured)}`;
}

const bold = (words) => words.split(BOLD).map((piece, index) => (index % 2 ? html("strong", {}, piece) : piece));
