/* Any other rate, in mL/h: typed or stepped. The server decides whether it may be; a nurse's is lower. */

import { byId, part, shown } from "./dom.js";
import { rateWords } from "./doses.js";

/** Who may only go lower is offered no step up. `repaint()` draws the choice in the hand; the forecast of what is typed is asked for as it is typed. */
export function otherRate(state, forecasts, repaint) {
  const panel = byId("other-rate");
  const field = part(panel, "field");

  shown(panel.querySelector('[data-step="5"]'), state.config.prescriber);
  field.addEventListener("input", () => typed());
  for (const key of panel.querySelectorAll("button[data-step]")) {
    key.addEventListener("click", () => {
      const from = Number(field.value || state.view.infusion?.rate_ml_per_h || 0);
      field.value = rateWords(Math.max(0, from + Number(key.dataset.step)));
      typed();
    });
  }

  function typed() {
    if (state.hand?.choice.key !== "other" || state.hand.sending) return;
    const rate = read(field.value);
    field.setAttribute("aria-invalid", rate === null && field.value !== "");
    state.hand.choice = { key: "other", ml_per_h: rate, end_expected_at: null, given_mg: null };
    repaint(); // Which asks for its forecast.
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
      if (!open) shown(panel, false);
      if (open && state.hand.choice.ml_per_h) state.hand.choice.end_expected_at = forecasts.prospect(state.hand.choice)?.end_expected_at ?? null;
    },
  };
}

/** A rate as typed, or null where it is none: a point, no comma, at most one decimal. */
const read = (typed) => (/^\d{1,4}(\.\d)?$/.test(typed.trim()) ? rateWords(typed.trim()) : null);
