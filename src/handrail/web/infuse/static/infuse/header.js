/* The top line: chair, who, minutes left, clock, and whether this screen still hears anything. */

import { attribute, byId, part, text } from "./dom.js";
import { length } from "./clock.js";
import { say } from "./words.js";
import { openAlarms } from "./alarms.js";
import { isDead, liveWords } from "./silence.js";
import { orderedEnd } from "./record.js";
import { paintTold } from "./told.js";

export function header() {
  const left = byId("left");
  const live = byId("live");
  return {
    /** What the log says. */
    paint(state) {
      const { view } = state;
      const worst = openAlarms(state)[0];
      const watcher = view.watcher ? say("watcher", { name: view.watcher }) : say("watcher.none");
      text(part(byId("way"), "watcher"), watcher);
      attribute(part(byId("way"), "watcher"), "title", watcher);
      attribute(byId("chair"), "data-priority", worst && !worst.acknowledged_at ? worst.priority : null);
      text(byId("seq"), say("event.number", { seq: view.seq }));
      paintTold(byId("told"), view.told, state.clock.now(), { clock: state.clock, zone: state.config.time_zone, language: state.config.language });
      attribute(byId("told").querySelector("a"), "href", view.told?.[0]?.url ?? "");
    },
    /** What the clock says, each second. */
    tick({ view, clock, live: stream }, now) {
      const [minutes, seconds] = [clock.minute(now), clock.second(now).slice(-2)];
      text(part(byId("clock"), "minutes"), minutes);
      text(part(byId("clock"), "seconds"), `:${seconds}`);
      paintLeft(left, view, clock, now);
      paintLive(live, stream);
    },
  };
}

/** The big figure: minutes left while it runs, milligrams left while it stands still and has no end, minutes since the end after it. */
function paintLeft(left, view, clock, now) {
  const { figure, words, more } = leftWords(view, clock, now);
  text(part(left, "figure"), figure);
  text(part(left, "state"), view.phase === "paused" ? say("left.is_paused") : "");
  text(part(left, "words"), words);
  text(part(left, "more"), more);
}

function leftWords(view, clock, now) {
  const end = Date.parse(view.times.end_expected_at ?? "");
  switch (view.phase) {
    case "infusing": {
      const minutes = Math.ceil((end - now) / 60_000);
      const over = minutes <= 0;
      return { figure: over ? String(-minutes) : String(minutes), words: say(over ? "left.over" : "left.min"), more: endWords(view, end, clock) };
    }
    case "paused":
      return { figure: view.infusion?.remaining_mg ?? "", words: say("left.mg"), more: say("left.paused", { length: length(now - Date.parse(view.times.paused_at ?? view.now)) }) };
    case "recovering":
    case "stopped":
      return { figure: String(Math.floor((now - Date.parse(view.times.ended_at)) / 60_000)), words: say("left.since"), more: say("left.ended", { time: clock.minute(Date.parse(view.times.ended_at)) }) };
    case "left":
      return { figure: "", words: say("phase.left"), more: clock.minute(Date.parse(view.times.left_at)) };
    default:
      return { figure: view.order?.minutes ?? "", words: view.order ? say("left.planned") : "", more: view.times.planned_at ? say("left.planned_at", { time: clock.minute(Date.parse(view.times.planned_at)) }) : "" };
  }
}

/** "ends 15:01, was 14:46" once it was slowed. */
function endWords(view, end, clock) {
  const ordered = orderedEnd(view);
  const moved = ordered && Math.abs(ordered - end) > 60_000;
  return moved ? say("left.new_end", { time: clock.minute(end), was: clock.minute(ordered) }) : say("left.end", { time: clock.minute(end) });
}

/** Silence must be loud: filled, with a shape and with words. */
function paintLive(node, stream) {
  attribute(node, "data-state", isDead(stream) ? "dead" : stream.name);
  text(part(node, "words"), liveWords(stream));
}
