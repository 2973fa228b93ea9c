/* How old a figure is, and what may still be shown of it. The server says so too; the worse of the two counts. */

import { say } from "./words.js";

const WORSE = ["fresh", "ageing", "stale", "lost", "never"];

/** The worse of two statuses. */
const worse = (one, other) => (WORSE.indexOf(one) > WORSE.indexOf(other) ? one : other);

/** Seconds for which a status lasts: at least so long, and so many of the channel's intervals. */
const lasts_s = (span, interval_s) => Math.max(span.at_least_s, span.intervals * (interval_s ?? 1));

/** The status that an age comes to, by the protocol's spans. Without spans nothing counts as readable. */
export function statusOfAge(age_s, spans, interval_s) {
  const passed = ["fresh", "ageing", "stale"].find((status) => spans && age_s <= lasts_s(spans[status], interval_s));
  return passed ?? "lost";
}

/** { status, age_s, at } of a numeric at this moment. */
export function ageOf(numeric, spans, now) {
  if (!numeric?.at) return { status: "never", age_s: null, at: null };
  const at = Date.parse(numeric.at);
  const age_s = Math.max(0, (now - at) / 1000);
  return { status: worse(numeric.status ?? "fresh", statusOfAge(age_s, spans, numeric.interval_s)), age_s, at };
}

/** Whether the figure itself may be read. */
export const readable = (status) => status === "fresh" || status === "ageing";

/** "8 s", "4 min", "2 h 05": an age in words. */
export function ageWords(age_s) {
  if (age_s < 60) return say("age.seconds", { number: Math.floor(age_s) });
  if (age_s < 3600) return say("age.minutes", { number: Math.floor(age_s / 60) });
  return say("age.hours", { hours: Math.floor(age_s / 3600), minutes: String(Math.floor((age_s % 3600) / 60)).padStart(2, "0") });
}
