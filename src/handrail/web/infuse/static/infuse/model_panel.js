/* One tap away, for the physician who asks: concentrations, the models, how many twins agree with which readings, how well the bands held,
   and what is assumed. A model, not a measurement. */

import { DASHES } from "./ages.js";
import { attribute, byId, each, html, part, shown, text } from "./dom.js";
import { HIGHEST, lineOf, LOWEST, MIDDLE, untouched, valueAt } from "./curves.js";
import { coded, count, say } from "./words.js";

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
      shown(opener, Boolean(forecast));
      if (panel.hidden || !forecast) return;
      const { held, asked } = forecast.score;
      text(part(panel, "plasma"), figure(valueAt(plasmaOf(untouched(forecast)), now / 1000)));
      text(part(panel, "effect-site"), figure(effectSite(forecast, MIDDLE, now)));
      text(part(panel, "range"), range(effectSite(forecast, LOWEST, now), effectSite(forecast, HIGHEST, now)));
      text(part(panel, "twins"), say("model.agree", { twins: forecast.twins, readings: count("model.readings", forecast.readings) }));
      text(part(panel, "score"), asked ? say("model.score", { held, asked }) : say("model.no_score"));
      each(part(panel, "models"), forecast.models, (code) => code, () => html("li"), (node, code) => text(node, share(forecast, code)));
      text(part(panel, "equal"), forecast.readings ? "" : say("model.equal"));
      each(part(panel, "assumptions"), forecast.assumptions, (code) => code, () => html("li"), (node, code) => text(node, coded("assumption", code)));
    },
  };
}

/** A model with how many of a hundred twins are of it; before anything was read that says nothing. */
const share = ({ models, shares_per_100, readings }, code) =>
  readings ? say("model.share", { model: coded("model", code), number: shares_per_100[models.indexOf(code)] || "<1" }) : coded("model", code);

const plasmaOf = (prospect) => (prospect ? { t: prospect.t, values: prospect.plasma } : null);

const effectSite = (forecast, level, now) => valueAt(lineOf(untouched(forecast), "effect_site", level), now / 1000);

const figure = (value) => (value === null ? DASHES : say("model.ng_per_ml", { value: Math.round(value) }));

const range = (low, high) => (low === null || high === null ? DASHES : say("model.range", { low: Math.round(low), high: Math.round(high) }));
