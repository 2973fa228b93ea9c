/* What a choice says: its rate and end, a small curve of pressure, and the same four lines under each. */

import { DASHES } from "./ages.js";
import { between, HIGH, HIGHEST, lineOf, LOW, LOWEST, reach } from "./curves.js";
import { attribute, part, shown, text } from "./dom.js";
import { rateWords } from "./doses.js";
import { againstIt } from "./offers.js";
import { patchSteps } from "./steps.js";
import { area, px, smooth, valueScale } from "./scale.js";
import { say } from "./words.js";

/** How much of the time ahead a small curve shows. */
const SMALL_MS = 45 * 60_000;
const SMALL_HEIGHT = 64;

/** Brings a card up to date. What is in the hand keeps the rate that was agreed to. */
export function patchCard(node, choice, state, forecasts, now) {
  const { hand, clock } = state;
  const inHand = hand?.choice.key === choice.key;
  const shownChoice = inHand ? { ...choice, ...hand.choice } : choice;
  const prospect = state.forecast ? forecasts.prospect(shownChoice) : null;
  node.choice = shownChoice;
  node.inHand = inHand;
  attribute(node, "data-choice", choice.key);
  attribute(node, "data-in-hand", inHand ? "yes" : null);
  attribute(node, "data-pressure", (prospect ?? state.forecast)?.without_pressure ? "none" : null);
  attribute(part(node, "take"), "aria-pressed", inHand);
  attribute(part(node, "take"), "aria-disabled", choice.blocked || againstIt(choice, state.config) ? "true" : null);
  text(part(node, "verb"), say(`verb.${choice.key}`));
  text(part(node, "rate"), rateWordsOf(shownChoice, state.config));
  text(part(node, "end"), shownChoice.end_expected_at && !shownChoice.then_ml_per_h ? say("choice.until", { time: clock.minute(Date.parse(shownChoice.end_expected_at)) }) : "");
  patchKeys(node, shownChoice, inHand, hand, state.config);
  patchLines(node, shownChoice, prospect, state);
  smallCurve(part(node, "curve"), prospect, state, now);
}

/** The key that does it, over the small curve; on a phone the one at the thumb, which also takes. */
function patchKeys(node, choice, inHand, hand, config) {
  const [doer, thumb] = [part(node, "confirm"), part(node, "thumb")];
  const empty = choice.key === "other" && !choice.ml_per_h;
  shown(doer, inHand);
  doer.disabled = Boolean(inHand && (hand.sending || empty));
  thumb.disabled = doer.disabled;
  if (!inHand) return text(thumb, say(`verb.${choice.key}`));
  const name = hand.sending ? "choice.sending" : hand.unanswered ? "said.again" : empty ? (config.prescriber ? "confirm.other_empty" : "confirm.other_lower") : `confirm.${choice.key}`;
  const words = say(name, { rate: choice.ml_per_h ? rateWords(choice.ml_per_h) : "" });
  for (const key of [doer, thumb]) text(key, words);
  return null;
}

/** "113.2", "113.2 after 5 min", "0 mL/h"; with the end behind it "113.2 to 14:51". */
function rateWordsOf(choice, config) {
  if (choice.key === "stop" || choice.key === "complete") return say("choice.rate", { rate: 0 });
  if (choice.key === "other" && !choice.ml_per_h) return say(config.prescriber ? "choice.any_rate" : "choice.lower_only");
  if (choice.then_ml_per_h) return say("choice.then", { rate: rateWords(choice.then_ml_per_h), minutes: config.pause_min });
  return choice.ml_per_h ? rateWords(choice.ml_per_h) : "";
}

/** The four lines: what nine of ten stay below, the chance of a severe pressure, when she is ready for what, and the dose. */
function patchLines(node, choice, prospect, { forecast, view }) {
  const { severe } = prospect ?? forecast ?? {};
  const open = choice.key === "other" && !choice.ml_per_h; // No rate, nothing to say of it.
  const lines = {
    highest: [say((prospect ?? forecast)?.without_pressure ? "line.pressure" : choice.key === "other" ? "line.highest_short" : "line.highest"), highestWords(prospect)],
    severe: [severe ?? "", severeWords(prospect)],
    given: [say("line.given"), givenWords(choice, view)],
  };
  shown(part(node, "lines"), Boolean(forecast) || view.phase === "infusing" || view.phase === "paused");
  for (const [name, [term, said]] of Object.entries(lines)) {
    const row = part(node, name);
    text(row.children[0], open ? "" : term);
    text(row.children[1], open ? "" : said);
  }
  patchSteps(part(node, "ready"), open ? null : prospect, open ? "" : DASHES);
}

/** The same figure as in the line of words: never the middle, which half of all exceed. */
function highestWords(prospect) {
  if (!prospect) return DASHES;
  return prospect.nine_of_ten_below === null ? say(`line.${prospect.without_pressure}`) : String(prospect.nine_of_ten_below);
}

function severeWords(prospect) {
  if (!prospect) return DASHES;
  if (prospect.severe_per_100 === null) return prospect.without_pressure ? DASHES : say("line.one_cuff"); // Why stands one line higher.
  return prospect.severe_per_100 === 0 ? say("line.under_one") : say("line.of_hundred", { number: prospect.severe_per_100 });
}

/** The dose in all: the server's figure; at another rate what going on would give, since the bag is given whole. */
function givenWords(choice, view) {
  const given = choice.given_mg ?? (choice.key === "other" && choice.ml_per_h ? (view.choices ?? []).find(({ key }) => key === "go_on")?.given_mg : null);
  return given ? say("line.mg", { dose: given }) : "";
}

/** Pressure after this choice: the middle dashed with its bands, and the limit; one scale for all small curves. */
function smallCurve(root, prospect, { forecast, view }, now) {
  const limit = Number(view.numerics.nibp?.limits?.[0] ?? 0);
  const until_s = (now + SMALL_MS) / 1000;
  const high = Math.max(limit, reach(forecast, "systolic", HIGHEST, until_s, Math.max) ?? 0);
  const low = Math.min(limit, reach(forecast, "systolic", LOWEST, until_s, Math.min) ?? limit);
  const y = valueScale(low - 3, high + 3, 1, SMALL_HEIGHT - 1);
  const points = (level) => between(lineOf(prospect, "systolic", level), now / 1000, until_s).map(([at, value]) => [((at * 1000 - now) / SMALL_MS) * 100, y(value)]);
  const [outer, inner, line, own] = root.children;
  const has = Boolean(lineOf(prospect, "systolic"));
  attribute(outer, "d", has ? area(points(HIGHEST), points(LOWEST)) : "");
  attribute(inner, "d", has ? area(points(HIGH), points(LOW)) : "");
  attribute(line, "d", has && limit ? `M0 ${px(y(limit))}H100` : "");
  attribute(own, "d", has ? smooth(points()) : "");
}

const fitted = new WeakMap();

/** Where the lines are too narrow for their words, all of them are written smaller, so that they stay alike. */
export function fitLines(list) {
  const lines = [...list.querySelectorAll(".line")];
  const key = `${list.clientWidth} ${lines.map((line) => line.textContent).join("|")}`;
  if (fitted.get(list) === key) return;
  fitted.set(list, key);
  attribute(list, "data-tight", null);
  if (lines.some((line) => line.scrollWidth > line.clientWidth)) attribute(list, "data-tight", "yes");
}
