/* How old a figure is, and what may still be shown of it. The server says so too; the worse of the two counts. */

import { say } from "./words.js";

const WORSE = ["fresh", "ageing", "stale", "lost", "never"];

/** The worse of two statuses. */
const worse = (one, other) => (WORSE.indexOf(one) > WORSE.indexOf(other) ? one : other);

/** The status that an age comes to. A limit that is missing counts as passed: in doubt a figure is not shown. */
export function statusOfAge(age_s, limits) {
  if (age_s <= limits?.ageing_s) return "fresh";
  if (age_s <= limits?.stale_s) return "ageing";
  return age_s <= limits?.lost_s ? "stale" : "lost";
}

/** What stands where a value may not be read any more. */
export const DASHES = "- - -";

/**
 * { status, age_s, at } of a numeric at this moment; one rule for the board and for the infusion's screen. While the screen
 * no longer hears the clinic (`heard` false) every value is lost: a newer one, and a worse one, may have come meanwhile. `limits` are the seconds after which it ages, is stale, is lost, for
 * the interval at which its device spoke when the page was loaded; a numeric that brings its own limits goes by those.
 */
export function ageOf(numeric, limits, now, heard = true) {
  if (!numeric?.at) return { status: "never", age_s: null, at: null };
  const at = Date.parse(numeric.at);
  const age_s = Math.max(0, (now - at) / 1000);
  return { status: worse(heard ? (numeric.status ?? "fresh") : "lost", statusOfAge(age_s, numeric.ages ?? limits)), age_s, at };
}

/** Whether the figure itself may be read. */
export const readable = (status) => status === "fresh" || status === "ageing";

/** "8 s", "4 min", "2 h 05": an age in words. */
export function ageWords(age_s) {
  if (age_s < 60) return say("age.seconds", { number: Math.floor(age_s) });
  if (age_s < 3600) return say("age.minutes", { number: Math.floor(age_s / 60) });
  return say("age.hours", { hours: Math.floor(age_s / 3600), minutes: String(Math.floor((age_s % 3600) / 60)).padStart(2, "0") });
}
