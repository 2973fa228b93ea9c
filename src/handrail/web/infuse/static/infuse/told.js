/* What a patient told, as one quiet line: which question needs a person, and whether somebody has read it. told.py says the same. */

import { attribute, part, shown, text } from "./dom.js";
import { say } from "./words.js";

/** Writes the newest of them into a line with the parts `words` and `more`, and hides it where there is none. */
export function paintTold(node, told, now, place) {
  const [first, ...others] = told ?? [];
  shown(node, Boolean(first));
  attribute(node, "data-read", first?.read_by ? "yes" : "");
  text(part(node, "told-words"), first ? toldWords(first, now, place) : "");
  text(part(node, "told-more"), others.length ? say("told.more", { number: others.length }) : "");
}

function toldWords(one, now, place) {
  const time = (moment) => dayAndTime(Date.parse(moment), now, place);
  const name = one.said === "left_out" ? "told.left_out" : one.sent ? "told.above" : "told.unsent";
  const said = say(name, { scale: one.scale[place.language] ?? one.scale.en, items: one.items.join(", "), time: time(one.at) });
  return `${said} ${one.read_by ? say("told.read", { name: one.read_by, time: time(one.read_at) }) : say("told.unread")}`;
}

/** The time on the clinic's wall clock; with the day where that is not today. */
export function dayAndTime(moment, now, { clock, zone, language }) {
  const day = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { day: "numeric", month: "short", timeZone: zone });
  const [then, today] = [day.format(moment), day.format(now)];
  return then === today ? clock.minute(moment) : `${then}, ${clock.minute(moment)}`;
}
