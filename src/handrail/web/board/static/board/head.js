/* What stands over and under the rows: who needs somebody, what talks without a chair, who watches, whether this is live. */

import { attribute, byId, each, html, part, shown, text } from "../infuse/dom.js";
import { length } from "../infuse/clock.js";
import { say } from "../infuse/words.js";
import { firstName } from "./row.js";
import { coming, draw, hours } from "./rail.js";

const CALLS = ["high", "medium"];
const LOOKS = ["low"];
const NAMED_AT_MOST = 3;

/** The head and the foot of the board. */
export function paintHead(board, { now, clock, language, stream }) {
  text(byId("clock"), clock.minute(now));
  text(byId("day"), day(now, board.clinic.timezone, language));
  draw(part(byId("hours"), "hours"), hours(now, clock.minute));
  paintNeed(board);
  paintTalking(board.talking);
  paintStaff(board.chairs);
  paintComing(board.coming, now, clock);
  paintLive(stream, clock, now);
}

const day = (now, timeZone, language) =>
  new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { weekday: "long", day: "numeric", month: "long", timeZone }).format(now).replace(",", "");

function paintNeed(board) {
  const { state, words } = need(board.chairs);
  attribute(byId("need"), "class", `need ${state}`);
  text(part(byId("need"), "words"), words);
  document.title = state.endsWith("unseen") ? `${words} · ${say("board.title")}` : say("board.title");
}

/** The sentence at the head, worst first, and how urgent it is. */
function need(chairs) {
  const calling = having(chairs, CALLS, false);
  if (calling.length) return { state: `${calling[0].alarm.priority} unseen`, words: sentence("need", calling) };
  const [first] = having(chairs, CALLS, true);
  if (first) {
    const name = firstName(first.alarm.acknowledged_by) || say("somebody");
    return { state: `${first.alarm.priority} seen`, words: say("need.seen", { chair: say("need.chair", { number: first.number }), name }) };
  }
  const unseen = having(chairs, LOOKS, false);
  const low = unseen.length ? unseen : having(chairs, LOOKS, true);
  return { state: "calm", words: low.length ? sentence("need.look", low) : say("need.none") };
}

/** The sentence for one chair or for several. */
const sentence = (name, alarms) =>
  say(alarms.length === 1 ? `${name}.one` : `${name}.several`, { chair: say("need.chair", { number: alarms[0].number }), chairs: listed(alarms.map(({ number }) => number)) });

/** Chairs with an alarm of these priorities, worst first, then the one that has waited longest. */
function having(chairs, priorities, seen) {
  return chairs
    .map(({ number, view }) => ({ number, alarm: view?.alarms.find((one) => priorities.includes(one.priority) && Boolean(one.acknowledged_at) === seen) }))
    .filter(({ alarm }) => alarm)
    .sort((one, other) => priorities.indexOf(one.alarm.priority) - priorities.indexOf(other.alarm.priority) || one.alarm.since.localeCompare(other.alarm.since));
}

function listed(all) {
  if (all.length > NAMED_AT_MOST) return say("need.more", { chairs: all.slice(0, NAMED_AT_MOST).join(", "), number: all.length - NAMED_AT_MOST });
  return all.length > 1 ? say("need.and", { first: all.slice(0, -1).join(", "), last: all.at(-1) }) : String(all[0]);
}

function paintTalking(devices) {
  const node = byId("talking");
  shown(node, devices.length > 0);
  text(part(node, "words"), devices.length ? talking(devices) : "");
}

/** The sentence about devices without a chair; some of them may have no name to be told. */
function talking(devices) {
  const key = devices.length === 1 ? "talking.one" : "talking.several";
  const named = devices.filter(Boolean).slice(0, NAMED_AT_MOST);
  if (!named.length) return say(`${key}.unnamed`, { number: devices.length });
  const [names, more] = [named.join(", "), devices.length - named.length];
  return say(key, { number: devices.length, devices: more ? say("need.more", { chairs: names, number: more }) : names });
}

function paintStaff(chairs) {
  const watched = new Map();
  for (const { number, view } of chairs) if (view?.watcher) watched.set(view.watcher, [...(watched.get(view.watcher) ?? []), number]);
  const list = [...watched].sort(([, one], [, other]) => Math.min(...one) - Math.min(...other));
  each(byId("staff"), list, ([name]) => name, () => html("li", {}, html("b"), " ", html("span")), (node, [name, numbers]) => {
    text(node.children[0], firstName(name));
    text(node.children[1], numbers.sort((one, other) => one - other).join(", "));
  });
}

function paintComing(visits, now, clock) {
  const node = byId("coming");
  shown(node, visits.length > 0);
  draw(part(node, "way"), coming(visits, now, clock.minute));
  each(part(node, "list"), visits, ({ session }) => session, () => html("li"), (item, visit) => {
    text(item, `${clock.minute(Date.parse(visit.planned_at))} ${visit.name}`);
  });
}

/** A dead stream is loud: what is on the board may no longer be so. */
function paintLive({ name, why, since }, clock, now) {
  const node = byId("live");
  const dead = name === "silent" || name === "offline" || name === "ended";
  const quiet = Math.max(0, Date.now() - since);
  attribute(node, "class", `live ${dead ? "dead" : "well"}`);
  text(part(node, "words"), dead ? say(`live.${why ?? name}`, { length: length(quiet) }) : "");
  text(part(node, "last"), dead ? say("live.last", { time: clock.second(clock.heardAt()) }) : "");
  shown(part(node, "login"), why === "login");
  text(byId("pulse"), dead ? "" : say(name === "live" ? "live.live" : "live.connecting"));
  attribute(document.body, "data-live", dead ? "dead" : name);
}
