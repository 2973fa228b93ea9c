/* The figures beside the lanes. Each says how old it is; an old one is three dashes, never the last number. */

import { attribute, byId, part, text } from "./dom.js";
import { ageOf, ageWords, DASHES, readable } from "./ages.js";
import { isDead } from "./silence.js";
import { length } from "./clock.js";
import { direction } from "./curves.js";
import { doseWords, rateWords } from "./doses.js";
import { lastFelt } from "./ratings.js";
import { say } from "./words.js";

const CONTINUOUS = ["hr", "spo2", "resp"];

/** Paints all figures; cheap enough for every second, because only what differs is written. */
export function paintFigures(state, now) {
  for (const channel of CONTINUOUS) paintContinuous(channel, state, now);
  paintCuff(state, now);
  paintRate(state, now);
  paintEffect(state, now);
  paintFelt(state, now);
}

function paintContinuous(channel, { view, config, live }, now) {
  const root = byId(`figure-${channel}`);
  const numeric = view.numerics[channel];
  const age = ageOf(numeric, config.ages[channel], now, !isDead(live));
  attribute(root, "data-status", age.status);
  attribute(root, "data-priority", numeric?.alarm);
  attribute(root, "data-seen", seen(view, channel));
  text(part(root, "value"), readable(age.status) ? numeric.value : DASHES);
  text(part(root, "limits"), crossed(view, channel) ?? limitWords(numeric?.limits));
  text(part(root, "age"), continuousAge(age, numeric?.bound, channel));
}

/** The alarm that colours a figure: the worst on any of its channels. */
const alarmOn = (view, channel) => view.alarms.find((alarm) => !alarm.cleared_at && alarm.channel.split("_")[0] === channel);

/** Whether that alarm has been seen. */
const seen = (view, channel) => (alarmOn(view, channel)?.acknowledged_at ? "yes" : null);

/** The limit that is crossed, in words; null where none is. */
function crossed(view, channel) {
  const limit = alarmOn(view, channel)?.limit;
  return limit ? say("cuff.limit", { limit }) : null;
}

/** Nothing has ever come: because nothing is bound, or not yet. */
function neverWords(bound, channel) {
  if (bound) return say("age.nothing_yet");
  return say(channel === "resp" ? "age.not_monitored" : "age.never");
}

function limitWords(limits) {
  const [low, high] = limits ?? [null, null];
  if (low && high) return say("limits.both", { low, high });
  if (low) return say("limits.low", { low });
  return high ? say("limits.high", { high }) : "";
}

function continuousAge({ status, age_s }, bound, channel) {
  if (status === "never") return neverWords(bound, channel);
  if (status === "fresh") return say("age.now");
  if (status === "ageing") return ageWords(age_s);
  return say("age.none_for", { length: length(age_s * 1000) });
}

function paintCuff({ view, config, clock, live }, now) {
  const root = byId("figure-nibp");
  const cuff = view.numerics.nibp;
  const age = ageOf(cuff, config.ages.nibp, now, !isDead(live));
  const may = readable(age.status);
  attribute(root, "data-status", age.status);
  attribute(root, "data-priority", cuff?.alarm);
  attribute(root, "data-seen", seen(view, "nibp"));
  text(part(root, "value"), may ? `${cuff.systolic}/${cuff.diastolic}` : DASHES);
  text(part(root, "mean"), may && cuff.mean ? `(${cuff.mean})` : "");
  text(part(root, "age"), cuffAge(age, cuff?.bound, clock));
  text(part(root, "first"), cuff?.first ? say("cuff.first", { reading: `${cuff.first.systolic}/${cuff.first.diastolic}` }) : "");
  text(part(root, "limits"), crossed(view, "nibp") ?? (cuff?.limits ? say("cuff.limit", { limit: cuff.limits.join("/") }) : ""));
  paintNextCuff(cuff?.next_due_at, clock, now);
}

function cuffAge({ status, age_s, at }, bound, clock) {
  if (status === "never") return neverWords(bound, "nibp");
  return readable(status) ? say("age.ago", { age: ageWords(age_s) }) : say("cuff.last", { time: clock.minute(at) });
}

function paintNextCuff(due, clock, now) {
  const root = byId("next-cuff");
  const at = due ? Date.parse(due) : null;
  const late = at !== null && at < now;
  attribute(root, "data-late", late ? "yes" : null);
  text(part(root, "in"), at === null ? say("cuff.none_due") : say(late ? "cuff.late" : "cuff.in", { length: length(Math.abs(at - now)) }));
  text(part(root, "at"), at === null ? "" : clock.second(at));
}

function paintRate({ view, config, live }, now) {
  const root = byId("figure-pump");
  const infusion = view.infusion;
  const pump = view.numerics.pump;
  const age = ageOf(pump, config.ages.pump, now, !isDead(live));
  text(part(root, "value"), infusion ? rateWords(view.phase === "infusing" ? infusion.rate_ml_per_h : 0) : DASHES);
  text(part(root, "given"), infusion ? say("rate.given", { given: doseWords(givenNow(view, now), view.order), dose: infusion.to_give_mg }) : "");
  const differs = pumpDiffers(view, pump, age);
  text(part(root, "pump"), differs ? pumpWords(age, pump) : "");
  attribute(root, "data-differs", differs ? "yes" : null);
  attribute(root, "data-priority", pump?.alarm);
  attribute(root, "data-seen", seen(view, "pump"));
}

/** Whether the pump is to be named: it says another rate than was charted, or nothing. */
const pumpDiffers = (view, pump, age) =>
  Boolean(view.infusion) && !view.times.ended_at && (!readable(age.status) || Number(pump.ml_per_h) !== Number(view.infusion.rate_ml_per_h));

/** What the pump itself says; the large figure is what was charted. */
function pumpWords({ status }, pump) {
  if (status === "never") return say("pump.never");
  return readable(status) ? say("pump.says", { rate: rateWords(pump.ml_per_h) }) : say("pump.silent");
}

/** The dose that is in by now: the server's figure, carried on at the rate that runs, never above what is to be given. */
export function givenNow(view, now) {
  const given = Number(view.infusion.given_mg);
  if (view.phase !== "infusing") return given;
  const more = (Number(view.infusion.rate_mg_per_h) * Math.max(0, now - Date.parse(view.now))) / 3_600_000;
  return Math.min(given + more, Number(view.infusion.to_give_mg));
}

function paintEffect({ view, forecast, awaited }, now) {
  const root = byId("figure-effect");
  const way = direction(forecast, now / 1000, { runs: view.phase === "infusing" });
  const word = way ?? (!view.times.started_at ? "none" : awaited ? "awaited" : "unknown");
  text(part(root, "value"), say(`effect.${word}`));
  attribute(root, "data-status", ["unknown", "awaited"].includes(word) ? "never" : "fresh");
}

/** What the patient said last, and how long ago. */
function paintFelt({ view }, now) {
  const root = byId("figure-felt");
  const last = lastFelt(view);
  attribute(root, "data-status", last ? "fresh" : "never");
  text(part(root, "value"), last ? String(last.of_ten) : DASHES);
  text(part(root, "unit"), last ? say("felt.of_ten") : "");
  text(part(root, "age"), last ? say("age.ago", { age: ageWords(Math.max(0, now - Date.parse(last.at)) / 1000) }) : say("felt.never"));
}
