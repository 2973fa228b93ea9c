/* One tap away, for the physician who asks: concentrations, the models' names and what they assume. A model, not a measurement. */

import { attribute, byId, each, html, part, shown, text } from "./dom.js";
import { valueAt } from "./curves.js";
import { coded, say } from "./words.js";

export function modelPanel() {
  const panel = byId("model");
  const opener = byId("model-open");
  const open = (yes) => {
    shown(panel, yes);
    attribute(opener, "aria-expanded", yes);
    (yes ? part(panel, "close") : opener).focus();
  };
  opener.addEventListener("click", () => open(panel.hidden));
  part(panel, "close").addEventListener("click", () => open(false));
  panel.addEventListener("keydown", (event) => event.key === "Escape" && open(false));

  return {
    paint({ forecast }, now) {
      if (panel.hidden || !forecast) return;
      text(part(panel, "plasma"), figure(valueAt(forecast.go_on, "plasma", now / 1000)));
      text(part(panel, "effect-site"), figure(valueAt(forecast.go_on, "effect_site", now / 1000)));
      text(part(panel, "range"), range(forecast, now / 1000));
      text(part(panel, "model"), coded("model", forecast.model));
      each(part(panel, "assumptions"), forecast.assumptions ?? [], (code) => code, () => html("li"), (node, code) => text(node, coded("assumption", code)));
      each(part(panel, "models"), forecast.models ?? [], (code) => code, () => html("li"), (node, code) => text(node, coded("model", code)));
    },
  };
}

const figure = (value) => (value === null ? "- - -" : say("model.ng_per_ml", { value: Math.round(value) }));

function range(forecast, now_s) {
  const [low, high] = [valueAt(forecast.go_on, "low", now_s), valueAt(forecast.go_on, "high", now_s)];
  return low === null || high === null ? "" : say("model.range", { low: Math.round(low), high: Math.round(high) });
}
