/* One chair's row, kept alive. rows.py says the same for the page as it is loaded. */

import { attribute, each, html, part, text } from "../infuse/dom.js";
import { ageOf, DASHES, readable } from "../infuse/ages.js";
import { length } from "../infuse/clock.js";
import { paintTold } from "../infuse/told.js";
import { coded, known, say } from "../infuse/words.js";
import { draw, shapes } from "./rail.js";

const STARS = { high: "***", medium: "**", low: "*" };
const CONTINUOUS = ["spo2", "hr", "resp"];
const BEFORE_START = ["ordered", "prepared", "ready", "empty"];
const LONG_TITLE = 26;
const VERY_LONG_TITLE = 32;
const LONG_NAME = 20;
const MINUTE = 60_000;

/** The alarm that a row shows: the view has the worst first, and of two alike the one that nobody has seen. */
const worst = (view) => view?.alarms[0] ?? null;

/** What people on the ward call each other: the first name, or the title and name of a doctor. */
export function firstName(name) {
  const words = (name ?? "").split(/\s+/).filter(Boolean);
  return /(\.|Dr|Dra)$/.test(words[0] ?? "") ? `${words[0]} ${words.at(-1)}` : (words[0] ?? "");
}

/** The protocol's name for what is wrong, or both rates where pump and chart differ; "silent:spo2" is its rule "silent" on that signal. */
function conditionWords({ condition, channel, rates }) {
  if (rates) return say("alarm.pump_differs", rates);
  const [rule, of] = condition.split(":");
  if (!known(`condition.${rule}`)) return coded("channel", channel);
  const name = say(`condition.${rule}`);
  const channelName = of ? signal(of) : "";
  if (name.toLowerCase().includes(channelName.toLowerCase())) return name; // "Pump does not report" says which
  return say("alarm.of_channel", { channel: channelName, name });
}

/** A signal as the row's own values call it, which is short. */
const signal = (channel) => (known(`value.${channel}`) ? say(`value.${channel}`) : coded("channel", channel));

/** Writes what is so at this chair now into its row. `live` false: no value may be read any more. */
export function paintRow(node, chair, { now, clock, live, zone, language }) {
  const view = chair.view?.phase === "left" ? null : chair.view;
  const alarm = worst(view);
  attribute(node, "data-state", !view ? "empty" : alarm ? `${alarm.priority} ${alarm.acknowledged_at ? "seen" : "unseen"}` : "calm");
  paintPlace(node, view?.url ?? null);
  const write = (name, words) => text(part(node, name), words);
  const { minutes, unit } = view ? minutesOf(view, now, clock) : { minutes: "", unit: "" };
  write("who", view ? view.patient.name : say("phase.empty"));
  attribute(part(node, "who"), "data-long", view && view.patient.name.length > LONG_NAME ? "yes" : "");
  write("phase", view ? phaseOf(view, now) : emptySince(chair, clock));
  write("minutes", minutes);
  write("unit", unit);
  write("watcher", view ? firstName(view.watcher) || say("watch.none") : "");
  attribute(part(node, "watcher"), "data-watched", !view || view.watcher ? "yes" : "");
  paintNext(node, view ? (alarm ? alarmOf(alarm, view.alarms.slice(1), now, clock) : nextOf(view, now)) : {});
  paintRule(node, alarm?.why);
  paintTold(part(node, "told"), view?.told, now, { clock, zone, language });
  paintValues(part(node, "values"), view ? valuesOf(view, now, live) : []);
  draw(part(node, "way"), shapes(view, now, clock.minute, say));
}

const emptySince = ({ empty_since: since }, clock) => (since ? say("phase.empty_since", { time: clock.minute(Date.parse(since)) }) : "");

/** A taken chair's row leads to its session; an empty one leads nowhere. */
function paintPlace(node, url) {
  const place = node.firstElementChild;
  if (place.getAttribute("href") === url) return;
  const next = html(url ? "a" : "div", { class: "chair", href: url }, ...place.childNodes);
  place.replaceWith(next);
}

/** The way to the rule behind the alarm that the row shows; where the row is low, it is on the session's own page. */
function paintRule(node, place) {
  const there = node.querySelector(":scope > .rule");
  if (!place) there?.remove();
  else if (there) attribute(there, "href", place);
  else node.append(html("a", { class: "rule", href: place }, say("why")));
}

function phaseOf({ phase, infusion, missing, times }, now) {
  if (BEFORE_START.includes(phase)) return say(missing.length ? "phase.before" : "phase.ready");
  if (phase === "infusing" && infusion.dose_in) return say("phase.dose_in");
  if (phase === "recovering" && infusion.ended_as === "stopped") return say("phase.stopped");
  const length = Math.round(Number(infusion.minutes_done) + Number(infusion.minutes_left ?? 0));
  const minute = phase === "infusing" ? length - leftOf(times, now) : Math.floor(Number(infusion.minutes_done));
  return coded("phase", phase, { minute: Math.max(0, minute), length });
}

/** Whole minutes until the dose is in, the one that has begun counted. */
const leftOf = ({ end_expected_at: end }, now) => (end ? Math.max(0, Math.ceil((Date.parse(end) - now) / MINUTE)) : 0);

/** The big figure and what it counts. */
function minutesOf({ phase, times }, now, clock) {
  const since = (moment) => (moment ? Math.floor((now - Date.parse(moment)) / MINUTE) : 0);
  const figure = (minutes, name, places) => ({ minutes: String(minutes), unit: say(name, places) });
  if (phase === "infusing") return figure(leftOf(times, now), "minutes.left");
  if (phase === "paused") return figure(since(times.paused_at), "minutes.paused");
  if (BEFORE_START.includes(phase)) {
    const planned = Date.parse(times.planned_at);
    const ahead = Math.ceil((planned - now) / MINUTE);
    return figure(Math.abs(ahead), ahead >= 0 ? "minutes.to_start" : "minutes.late", { time: clock.minute(planned) });
  }
  return figure(since(times.ended_at), "minutes.since_end");
}

/** What somebody has to do next at this chair, and when. */
function nextOf({ phase, missing, infusion, numerics }, now) {
  if (missing.length) return { title: coded("next", missing[0]) };
  if (BEFORE_START.includes(phase)) return { title: say("next.start") };
  if (phase === "infusing" && infusion.dose_in) return { title: say("next.end"), within: say("next.now"), due: true };
  const due = numerics.nibp.next_due_at;
  if (!due) return { title: say("next.no_cuff") };
  const ahead = Date.parse(due) - now;
  return { title: say("next.cuff"), within: within(ahead), due: ahead < MINUTE };
}

function within(ahead) {
  if (ahead >= MINUTE) return say("next.in", { length: age(Math.ceil(ahead / MINUTE) * MINUTE) });
  return ahead > -MINUTE ? say("next.now") : say("next.late", { length: age(-ahead) });
}

/** What is wrong, in one line that carries its stars, and under it how long and who knows. */
function alarmOf(alarm, others, now, clock) {
  return {
    title: `${STARS[alarm.priority]} ${conditionWords(alarm)}`,
    within: alarm.kind === "physiological" ? alarm.value : "",
    more: moreOf(others),
    kind: alarm.kind,
    word: say(`priority.${alarm.priority}`),
    then: sinceAndWho(alarm, now, clock),
  };
}

function moreOf(others) {
  const unseen = others.filter((alarm) => !alarm.acknowledged_at).length;
  if (unseen) return say("alarm.more_unseen", { number: unseen });
  return others.length ? say("alarm.more", { number: others.length }) : "";
}

function sinceAndWho(alarm, now, clock) {
  const time = (moment) => clock.minute(Date.parse(moment));
  if (alarm.acknowledged_at) return say("alarm.seen", { name: firstName(alarm.acknowledged_by) || say("somebody"), time: time(alarm.acknowledged_at) });
  const passed = alarm.limit && alarm.kind === "physiological";
  const said = say(passed ? "alarm.limit" : "alarm.for", { limit: alarm.limit, length: length(now - Date.parse(alarm.since)) });
  const until = alarm.sound_paused_until;
  return until && Date.parse(until) > now ? `${said}. ${say("alarm.silent_until", { time: time(until) })}` : said;
}

const lengthOf = (title) => (title.length > VERY_LONG_TITLE ? "very" : title.length > LONG_TITLE ? "yes" : "");

function paintNext(node, { title, within: when, then, more, kind, word, due }) {
  const next = part(node, "next");
  attribute(next, "data-due", due ? "yes" : "");
  attribute(next, "data-kind", kind ?? "");
  attribute(next, "data-long", kind ? lengthOf(title) : "");
  text(part(node, "word"), word);
  text(part(node, "title"), title);
  text(part(node, "within"), when);
  text(part(node, "then"), then);
  text(part(node, "more"), more);
}

/** The last values with their ages, the cuff first; nothing before a device has spoken. */
function valuesOf({ numerics, infusion, breathing_monitored: breathes }, now, live) {
  const cuff = numerics.nibp;
  const shown = [["nibp", cuff, `${cuff.systolic}/${cuff.diastolic}`, true], ...CONTINUOUS.map((name) => [name, numerics[name], numerics[name].value, false])];
  const values = shown
    .filter(([channel]) => channel !== "resp" || breathes)
    .filter(([, numeric]) => numeric.at && numeric.status !== "never")
    .map(([channel, numeric, words, always]) => {
      const { status } = ageOf(numeric, numeric.ages, now, live);
      return {
        channel,
        status,
        label: say(`value.${channel}`),
        text: readable(status) ? words : DASHES,
        age: always || status !== "fresh" ? age(now - Date.parse(numeric.at)) : "",
      };
    });
  return infusion && !breathes ? [...values, unwatched("resp")] : values;
}

/** A signal for which there is no sensor: said, because nobody would miss it otherwise. */
const unwatched = (channel) => ({ channel, status: "never", label: say(`value.${channel}`), text: "", age: say("value.not_monitored") });

function paintValues(node, values) {
  const make = ({ channel }) => {
    const value = html("span", { class: `value ${channel}` });
    value.append(html("span", { class: "label" }), " ", html("b"), " ", html("span", { class: "age" }));
    return value;
  };
  each(node, values, ({ channel }) => channel, make, (value, { status, label, text: words, age: old }) => {
    attribute(value, "data-status", status);
    const [labelled, figure, aged] = value.children;
    text(labelled, label);
    text(figure, words);
    text(aged, old);
  });
}

function age(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return say("age.seconds", { number: seconds });
  if (seconds < 3600) return say("age.minutes", { number: Math.floor(seconds / 60) });
  return say("age.hours", { hours: Math.floor(seconds / 3600), minutes: String(Math.floor((seconds % 3600) / 60)).padStart(2, "0") });
}
