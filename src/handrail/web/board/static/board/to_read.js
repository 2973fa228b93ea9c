/* Whom the board reminds of what: answers that somebody promised to read, and what nobody has read as the day ends. to_read.py says the same. */

import { byId, each, html, part, shown, text } from "../infuse/dom.js";
import { dayAndTime } from "../infuse/told.js";
import { say } from "../infuse/words.js";

const SHOWN_AT_MOST = 2;

/** Paints what the person who looks at this board is reminded of. */
export function paintToRead(waiting, now, place, { person, reads }) {
  const due = waiting
    .filter((one) => one.state !== "awaited" && (one.reader === person || (reads && one.everybody)))
    .sort((one, other) => (one.state !== "unread") - (other.state !== "unread"));
  const awaited = waiting.filter((one) => one.state === "awaited" && one.reader === person).map(({ patient }) => patient);
  const node = byId("to-read");
  shown(node, due.length > 0 || awaited.length > 0);
  each(part(node, "lines"), due.slice(0, SHOWN_AT_MOST), ({ asking }) => asking, () => html("li", {}, html("a")), (item, one) => {
    item.firstElementChild.setAttribute("href", one.url);
    text(item.firstElementChild, words(one, now, place, person));
  });
  text(part(node, "more"), due.length > SHOWN_AT_MOST ? say("to_read.more", { number: due.length - SHOWN_AT_MOST }) : "");
  text(part(node, "awaited"), awaited.length ? say("to_read.awaited", { names: [...new Set(awaited)].join(", ") }) : "");
}

function words(one, now, place, person) {
  const whose = one.reader === person ? "mine" : one.reader_name ? "others" : "nobodys";
  return say(one.state === "unread" ? `to_read.unread.${whose}` : "to_read.open", {
    patient: one.patient,
    scale: one.scale[place.language] ?? one.scale.en,
    time: dayAndTime(Date.parse(one.at), now, place),
    reader: one.reader_name,
  });
}
