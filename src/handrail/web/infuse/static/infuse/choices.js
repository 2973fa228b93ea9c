/* The choices at the bedside. The first tap takes one in the hand and the lanes show it; the second, on the key that
   stands where the small curve was, does it. Escape or a tap elsewhere lets go. What a card says is in cards.js. */

import { fitLines, patchCard } from "./cards.js";
import { attribute, byId, each, part } from "./dom.js";
import { newKey } from "./deeds.js";
import { rateWords } from "./doses.js";
import { againstIt, offered } from "./offers.js";
import { known, say } from "./words.js";

/** `act(hand)` does the deed; `repaint()` draws the lanes at once; `hint(words)` writes the line over the choices, `rest()` is what it says at rest. */
export function choices(state, forecasts, { act, repaint, hint, rest }) {
  const list = byId("options");
  list.replaceChildren();

  function take(choice, clicks) {
    if (state.hand?.sending || state.hand?.unanswered) return;
    if (choice.blocked) return hint(byId("missing-words").textContent);
    const against = againstIt(choice, state.config);
    if (against) return hint(say(`refused.${against}`), true);
    state.hand = { choice, key: newKey(), seen: state.view.seq, clicks, prospect: null, words: known(`verb.${choice.key}`) ? say(`verb.${choice.key}`) : null };
    hint(hintWords(choice, state), true);
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
      if (state.hand) Object.assign(state.hand, { prospect: forecasts.prospect(state.hand.choice), trouble: forecasts.trouble(state.hand.choice) });
      attribute(list, "data-count", shownChoices.length);
      each(list, shownChoices, (choice) => choice.key, () => makeCard(take, confirm), (node, choice) => patchCard(node, choice, state, forecasts, now));
      fitLines(list);
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

/** A card with its three keys: the card itself takes; the key over its small curve, or on a phone the one at the thumb, does. */
function makeCard(take, confirm) {
  const node = byId("option-card").content.firstElementChild.cloneNode(true);
  const [taker, doer, thumb] = ["take", "confirm", "thumb"].map((name) => part(node, name));
  for (const key of [taker, doer, thumb]) key.addEventListener("keydown", (event) => event.repeat && event.preventDefault());
  taker.addEventListener("click", (event) => {
    if (node.inHand) return;
    take(node.choice, event.detail);
    if (event.detail === 0) doer.focus(); // By keyboard: the second press is on the key that does it.
  });
  doer.addEventListener("click", (event) => confirm(node.choice, event.detail));
  thumb.addEventListener("click", (event) => (node.inHand ? confirm : take)(node.choice, event.detail));
  return node;
}

function hintWords(choice, { clock, config, view }) {
  if (choice.key === "other" && !config.prescriber) return say("hint.other_lower", { rate: rateWords(view.infusion.rate_ml_per_h) });
  const time = choice.end_expected_at ? clock.minute(Date.parse(choice.end_expected_at)) : "";
  return say(`hint.${choice.key}`, { rate: choice.ml_per_h ? rateWords(choice.ml_per_h) : "", time });
}
