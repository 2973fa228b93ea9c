/* Any other rate, in mL/h: typed or stepped. What cannot be done is said before the press; the server decides all the same. */

import { attribute, byId, part, shown, text } from "./dom.js";
import { rateWords } from "./doses.js";
import { say } from "./words.js";

/** Who may only go lower is offered no step up. `repaint()` draws the choice in the hand; the forecast of what is typed is asked for as it is typed. */
export function otherRate(state, forecasts, repaint) {
  const panel = byId("other-rate");
  const field = part(panel, "field");

  shown(panel.querySelector('[data-step="5"]'), state.config.prescriber);
  field.addEventListener("input", () => typed());
  for (const key of panel.querySelectorAll("button[data-step]")) {
    key.addEventListener("click", () => {
      const from = Number(field.value || state.view.infusion?.rate_ml_per_h || 0);
      if (Number.isNaN(from)) return;
      field.value = rateWords(Math.max(0, from + Number(key.dataset.step)));
      typed();
    });
  }

  function typed() {
    if (state.hand?.choice.key !== "other" || state.hand.sending || state.hand.unanswered) return;
    state.hand.choice = { key: "other", ml_per_h: read(field.value, state).rate, end_expected_at: null, given_mg: null };
    repaint(); // Which asks for its forecast.
  }

  /** Whether it can be done, and within which bounds, in words; a rate that cannot leaves the hand. */
  function paintBounds({ hand }) {
    const { rate, problem } = read(field.value, state);
    if (problem) hand.choice.ml_per_h = null;
    else if (!hand.choice.ml_per_h) hand.choice.ml_per_h = rate;
    const trouble = problem ?? (hand.choice.ml_per_h ? forecasts.trouble(hand.choice) : null);
    if (trouble && !isLower(rate, state)) hand.choice.ml_per_h = null; // A lower rate is never kept from anybody.
    attribute(field, "aria-invalid", Boolean(trouble));
    const bounds = part(panel, "bounds");
    attribute(bounds, "data-wrong", trouble ? "yes" : null);
    text(bounds, trouble ?? boundWords(state));
  }

  return {
    /** Opens with the choice, closes when it is let go; takes the end from the forecast when that has come. */
    paint() {
      const open = state.hand?.choice.key === "other";
      if (open && panel.hidden) {
        field.value = "";
        shown(panel, true);
        if (matchMedia("(pointer: fine)").matches) field.focus();
      }
      if (!open) return shown(panel, false);
      if (!state.hand.sending && !state.hand.unanswered) paintBounds(state);
      if (state.hand.choice.ml_per_h) state.hand.choice.end_expected_at = forecasts.prospect(state.hand.choice)?.end_expected_at ?? null;
      return null;
    },
  };
}

const running = ({ view }) => Number(view.infusion?.rate_ml_per_h ?? 0);
const isLower = (rate, state) => Number(rate) < running(state);

/** Within which bounds this person may choose. */
function boundWords({ config, view }) {
  if (config.prescriber) return say("other.bounds", { least: config.rates.least, most: config.rates.most });
  return say("other.lower", { rate: rateWords(view.infusion?.rate_ml_per_h ?? 0), least: config.rates.least });
}

/** { rate, problem } of what was typed: a point, no comma, at most one decimal, and within the bounds; both null where nothing was. */
function read(raw, state) {
  const typed = raw.trim();
  const wrong = (name, places) => ({ rate: null, problem: say(name, places) });
  if (!typed) return { rate: null, problem: null };
  if (/^\d+,\d+$/.test(typed)) return wrong("other.comma", { point: typed.replace(",", "."), whole: typed.replace(",", "") });
  if (!/^\d{1,4}(\.\d)?$/.test(typed)) return wrong("other.unreadable");
  const { least, most } = state.config.rates;
  const rate = Number(typed);
  if (rate < Number(least)) return wrong("other.at_least", { least });
  if (rate > Number(most)) return wrong("other.at_most", { most });
  if (!state.config.prescriber && rate >= running(state)) return wrong("other.not_lower", { rate: rateWords(running(state)) });
  return { rate: rateWords(typed), problem: null };
}
