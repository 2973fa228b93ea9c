/* Words for whether this screen still hears the clinic. */

import { ageWords } from "./ages.js";
import { say } from "./words.js";

/** Whether the stream has stopped; a page that has just been opened has not. */
export const isDead = (stream) => stream.name !== "live" && stream.name !== "connecting";

/** "Live", or since when nothing has come. */
export function liveWords(stream) {
  if (stream.name === "live" || stream.name === "connecting") return say(`live.${stream.name}`);
  if (stream.name === "ended") return say(`live.${stream.why}`);
  return say(`live.${stream.name}`, { age: ageWords(Math.max(0, (Date.now() - stream.since) / 1000)) });
}
