/* The choices at the bedside. The first tap takes one in the hand and the lanes show it; the second, on the key that
   stands where the small curve was, does it. Escape or a tap elsewhere lets go. */

import { attribute, byId, each, part, shown, text } from "./dom.js";
import { between } from "./curves.js";
import { newKey } from "./deeds.js";
import { rateWords } from "./doses.js";
import { curveOf, offered } from "./offers.js";
import { line, px, valueScale } from "./scale.js";
import { known, say } from "./words.js";

/** How much of the time ahead a small curve shows. */
const SMALL_MS = 45 * 60_000;
const SMALL_HEIGHT = 64;

/** `act(hand)` does the deed; `repaint()` draws the lanes at once; `hint(words)` writes the line over the choices, `rest()` is what it says at rest. */
export function choices(state, forecasts, { act, repaint, hint, rest }) {
  const list = byId("options");
  list.replaceChildren();

  function take(choice, clicks) {
    if (state.hand?.sending || state.hand?.unanswered) return;
    if (choice.blocked) return hint(byId("missing-words").textContent);
    state.hand = { choice, key: newKey(), seen: state.view.seq, clicks, curve: null, words: known(`verb.${choice.key}`) ? say(`verb.${choice.key}`) : null };
    hint(hintWords(choice, state.clock), true);
    repaint();
  }
  function letGo() {
    if (!state.hand || state.hand.sending || state.hand.unanswered) return;
    state.hand = null;
    hint(rest());
    repaint();
  }
  function confirm(choice, clicks) {
    const { hand } = state;
    if (!hand || hand.choice.key !== choice.key || hand.sending) return;
    if (hand.unanswered) return act(hand);
    // The second half of a double click is no second thought, except for Stop, which must never cost a third tap.
    if (clicks === hand.clicks + 1 && choice.key !== "stop") return;
    if (choice.key === "go_on") letGo();
    else act(hand);
  }

  document.addEventListener("keydown", (event) => event.key === "Escape" && letGo());
  document.addEventListener("pointerdown", (event) => {
    if (state.hand && !event.target.closest("[data-hand-area]")) letGo();
  });

  return {
    letGo,
    take,
    paint(now) {
      const shownChoices = [...offered(state.view, now), ...(state.view.phase === "infusing" ? [{ key: "other" }] : [])];
      dropVanished(state, shownChoices, hint);
      warnOfChange(state, shownChoices, hint);
      if (state.hand) state.hand.curve = curveOf(state.hand.choice, forecasts);
      attribute(list, "data-count", shownChoices.length);
      each(list, shownChoices, (choice) => choice.key, () => makeCard(take, confirm), (node, choice) => patchCard(node, choice, state, forecasts, now));
    },
  };
}

/** A choice that another person's deed took away cannot stay in the hand. */
function dropVanished(state, choices, hint) {
  const { hand } = state;
  if (!hand || hand.sending || hand.unanswered || choices.some((choice) => choice.key === hand.choice.key)) return;
  state.hand = null;
  hint(say("hint.vanished"));
}

/** What is in the hand keeps the rate that was agreed to; that the choice now means another one is said, once. */
function warnOfChange({ hand }, choices, hint) {
  const now = choices.find((choice) => choice.key === hand?.choice.key);
  if (!hand || hand.warned || hand.choice.key === "other" || now?.ml_per_h === hand.choice.ml_per_h) return;
  hand.warned = true;
  hint(say("hint.changed", { rate: hand.choice.ml_per_h ? rateWords(hand.choice.ml_per_h) : 0 }), true);
}

function makeCard(take, confirm) {
  const node = byId("option-card").content.firstElementChild.cloneNode(true);
  const [taker, doer] = [part(node, "take"), part(node, "confirm")];
  const noRepeat = (event) => event.repeat && event.preventDefault();
  taker.addEventListener("keydown", noRepeat);
  doer.addEventListener("keydown", noRepeat);
  taker.addEventListener("click", (event) => {
    if (node.inHand) return;
    take(node.choice, event.detail);
    if (event.detail === 0) doer.focus(); // By keyboard: the second press is on the key that does it.
  });
  doer.addEventListener("click", (event) => confirm(node.choice, event.detail));
  return node;
}

function patchCard(node, choice, state, forecasts, now) {
  const { hand, clock } = state;
  const inHand = hand?.choice.key === choice.key;
  const shownChoice = inHand ? { ...choice, ...hand.choice } : choice;
  node.choice = shownChoice;
  node.inHand = inHand;
  attribute(node, "data-choice", choice.key);
  attribute(node, "data-in-hand", inHand ? "yes" : null);
  attribute(part(node, "take"), "aria-pressed", inHand);
  attribute(part(node, "take"), "aria-disabled", choice.blocked ? "true" : null);
  text(part(node, "verb"), say(`verb.${choice.key}`));
  text(part(node, "rate"), rateLine(shownChoice));
  text(part(node, "end"), endLine(shownChoice, clock, state.config.prescriber));
  text(part(node, "given"), shownChoice.given_mg ? say("choice.given", { dose: shownChoice.given_mg }) : "");
  patchConfirm(part(node, "confirm"), shownChoice, inHand, hand);
  smallCurve(part(node, "curve"), curveOf(shownChoice, forecasts), forecasts.base(), forecasts.highest(), now);
}

function patchConfirm(key, choice, inHand, hand) {
  const empty = choice.key === "other" && !choice.ml_per_h;
  shown(key, inHand);
  key.disabled = Boolean(inHand && (hand.sending || empty));
  if (!inHand) return;
  const name = hand.sending ? "choice.sending" : hand.unanswered ? "said.again" : empty ? "confirm.other_empty" : `confirm.${choice.key}`;
  text(key, say(name, { rate: choice.ml_per_h ? rateWords(choice.ml_per_h) : "" }));
}

function rateLine(choice) {
  if (choice.key === "stop" || choice.key === "complete") return say("choice.rate", { rate: 0 });
  if (choice.then_ml_per_h) return say("choice.then", { rate: rateWords(choice.then_ml_per_h) });
  return choice.ml_per_h ? say("choice.rate", { rate: rateWords(choice.ml_per_h) }) : "";
}

function endLine(choice, clock, prescriber) {
  if (choice.key === "stop" || choice.key === "complete") return say("choice.ends_now");
  if (choice.key === "other" && !choice.end_expected_at) return say(prescriber ? "choice.any_rate" : "choice.lower_only");
  return choice.end_expected_at ? say("choice.until", { time: clock.minute(Date.parse(choice.end_expected_at)) }) : "";
}

/** The modelled effect after this choice, dashed since it is ahead; "go on" stands behind it as a dotted line. */
function smallCurve(root, curve, base, highest, now) {
  const y = valueScale(0, highest * 1.05, 4, SMALL_HEIGHT - 4);
  const path = (source) =>
    line(between(source, "effect_site", now / 1000, (now + SMALL_MS) / 1000).map(([at, value]) => [((at * 1000 - now) / SMALL_MS) * 100, y(value)]));
  const [floor, reference, own] = root.children;
  attribute(floor, "d", `M0 ${px(y(0))}H100`);
  attribute(reference, "d", curve && curve !== base?.go_on ? path(base?.go_on) : "");
  attribute(own, "d", curve ? path(curve) : "");
}

function hintWords(choice, clock) {
  const time = choice.end_expected_at ? clock.minute(Date.parse(choice.end_expected_at)) : "";
  return say(`hint.${choice.key}`, { rate: choice.ml_per_h ? rateWords(choice.ml_per_h) : "", time });
}
