/* The alarm strip: the worst first with stars, shape and words; the rest counted and listed; silence of our own is one. */

import { attribute, byId, each, html, part, shown, text } from "./dom.js";
import { length } from "./clock.js";
import { isDead, liveWords } from "./silence.js";
import { fitDeed, fitName } from "./fitting.js";
import { coded, count, known, say } from "./words.js";

const STARS = { high: "***", medium: "**", low: "*" };
const RANK = { high: 0, medium: 1, low: 2 };

/** All that is wrong now, worst first. A dead stream is an alarm of this screen itself; only a high one stands before it. */
export function openAlarms({ view, live }) {
  const open = view.alarms.filter((alarm) => !alarm.cleared_at);
  if (isDead(live)) open.push({ condition: "screen_silent", priority: "medium", kind: "technical", local: true, words: liveWords(live) });
  return open.sort((one, other) => RANK[one.priority] - RANK[other.priority] || settled(one) - settled(other) || Boolean(other.local) - Boolean(one.local));
}

const settled = (alarm) => Number(Boolean(alarm.acknowledged_at));

/** "sounding", "paused" (sound off for a while), "seen", or "still" when it was seen long ago and is there all the same. */
export function stateOf(alarm, now, config) {
  if (alarm.acknowledged_at) {
    const seen_s = (now - Date.parse(alarm.acknowledged_at)) / 1000;
    return seen_s > config.alarm_sounds.sounds_again_after_s ? "still" : "seen";
  }
  return alarm.sound_paused_until && Date.parse(alarm.sound_paused_until) > now ? "paused" : "sounding";
}

/** "Pressure high 186/115, now 191/116, limit 180/110": the worst value and the newest against the limit, or the technical condition in words. */
export function alarmWords(alarm) {
  if (alarm.words) return alarm.words;
  if (alarm.rates) return say("alarm.pump_differs", alarm.rates);
  const name = conditionWords(alarm);
  if (alarm.kind === "technical") return name;
  const value = alarm.latest && alarm.latest !== alarm.value ? say("alarm.and_now", { value: alarm.value, latest: alarm.latest }) : alarm.value;
  return alarm.limit ? say("alarm.against", { name, value, limit: alarm.limit }) : say("alarm.value", { name, value });
}

/** What the protocol says to do about it, in the reader's language. */
const toDo = (alarm, { language }) => alarm.do?.[language] ?? "";

/** The protocol's name for it; "silent:spo2" is its rule "silent" on that signal. */
function conditionWords({ condition, channel }) {
  const [rule, of] = condition.split(":");
  if (!known(`condition.${rule}`)) return coded("channel", channel);
  const name = say(`condition.${rule}`);
  return of ? say("alarm.of_channel", { channel: coded("channel", of), name: name[0].toLocaleLowerCase() + name.slice(1) }) : name;
}

/** The strip; `act(deed, alarm)` does "acknowledge" or "sound". */
export function alarms(act) {
  const strip = byId("alarm");
  const list = byId("alarm-list");
  const whole = byId("alarm-do");
  let worst = null;
  part(list, "items").replaceChildren(); // What the server wrote is for a page without scripts.
  part(strip, "sound").addEventListener("click", () => worst && act("sound", worst));
  part(strip, "seen").addEventListener("click", (event) => {
    event.preventDefault(); // Without a script the key sends its form.
    if (worst) act("acknowledge", worst);
  });
  for (const [key, sheet] of [["more", list], ["whole", whole]]) {
    part(strip, key).addEventListener("click", () => openOnly(sheet.hidden ? sheet : null));
  }
  document.addEventListener("keydown", (event) => event.key === "Escape" && openOnly(null));
  document.addEventListener("pointerdown", (event) => !event.target.closest("#alarm") && openOnly(null));

  /** Opens that sheet under the strip, or none. */
  function openOnly(wanted) {
    for (const [key, sheet] of [["more", list], ["whole", whole]]) {
      shown(sheet, sheet === wanted);
      attribute(part(strip, key), "aria-expanded", sheet === wanted);
    }
    text(part(strip, "whole"), say(wanted === whole ? "alarm.less" : "alarm.whole"));
  }
  openOnly(null);

  return {
    paint(state, now) {
      const open = openAlarms(state);
      worst = open[0] ?? null;
      const cut = paintStrip(strip, worst, open.length - 1, state, now);
      text(whole, worst ? toDo(worst, state.config) : "");
      if ((!cut && !whole.hidden) || (open.length < 2 && !list.hidden)) openOnly(null);
      paintList(part(list, "items"), open.slice(1), state, now, act);
    },
  };
}

/** Writes the worst into the strip; whether its instruction did not fit. */
function paintStrip(strip, worst, others, { view, config, clock }, now) {
  const standing = worst ? stateOf(worst, now, config) : "none";
  attribute(strip, "data-priority", worst?.priority ?? "none");
  attribute(strip, "data-state", standing);
  text(part(strip, "stars"), worst ? STARS[worst.priority] : "");
  text(part(strip, "what"), worst ? alarmWords(worst) : view.phase === "left" ? say("alarm.over") : say("alarm.none"));
  text(part(strip, "level"), worst ? say(`priority.${worst.priority}`) : "");
  text(part(strip, "since"), worst ? sinceWords(worst, clock, now) : "");
  paintRule(part(strip, "rule"), worst);
  text(part(strip, "who"), worst ? whoWords(worst, standing, clock, now) : "");
  shown(part(strip, "more"), others > 0);
  text(part(strip, "more"), others > 0 ? count("alarm.more", others) : "");
  const mine = worst && !worst.local;
  shown(part(strip, "sound"), mine && standing === "sounding");
  shown(part(strip, "seen"), mine && standing !== "seen");
  text(part(strip, "sound"), say("alarm.sound_off", { minutes: Math.round(config.sound_pause_s / 60) }));
  fitName(strip);
  const cut = fitDeed(part(strip, "do"), worst ? toDo(worst, config) : "");
  shown(part(strip, "whole"), cut);
  return cut;
}

/** The way to the rule behind an alarm; none where the alarm is this screen's or the watch's own. */
function paintRule(link, alarm) {
  shown(link, Boolean(alarm?.why));
  attribute(link, "href", alarm?.why);
}

function sinceWords(alarm, clock, now) {
  if (!alarm.since) return say("alarm.local");
  const since = Date.parse(alarm.since);
  return say("alarm.since", { time: clock.second(since), length: length(now - since) });
}

function whoWords(alarm, standing, clock, now) {
  if (alarm.local) return "";
  const seen = { name: alarm.acknowledged_by ?? say("somebody"), time: alarm.acknowledged_at ? clock.second(Date.parse(alarm.acknowledged_at)) : "" };
  if (standing === "seen") return say("alarm.seen_by", seen);
  if (standing === "still") return say("alarm.still", seen);
  if (standing === "paused") return say("alarm.sound_back", { length: length(Date.parse(alarm.sound_paused_until) - now) });
  return say("alarm.unseen");
}

function paintList(items, rest, { clock, config }, now, act) {
  each(items, rest, (alarm) => alarm.condition, () => listItem(act), (node, alarm) => {
    const standing = stateOf(alarm, now, config);
    node.alarm = alarm;
    attribute(node, "data-priority", alarm.priority);
    attribute(node, "data-state", standing);
    text(part(node, "what"), `${STARS[alarm.priority]} ${alarmWords(alarm)}`);
    text(part(node, "do"), toDo(alarm, config));
    text(part(node, "since"), [sinceWords(alarm, clock, now), whoWords(alarm, standing, clock, now)].filter(Boolean).join(" "));
    paintRule(part(node, "rule"), alarm);
    shown(part(node, "seen"), !alarm.local && standing !== "seen");
  });
}

function listItem(act) {
  const seen = html("button", { type: "button", class: "key", "data-part": "seen" }, say("alarm.i_have_seen"));
  const item = html("li", {}, html("p", {}, html("strong", { "data-part": "what" }), html("span", { "data-part": "do" }), html("span", {}, html("span", { "data-part": "since" }), " ", html("a", { class: "rule", "data-part": "rule" }, say("alarm.why")))), seen);
  seen.addEventListener("click", () => act("acknowledge", item.alarm));
  return item;
}
