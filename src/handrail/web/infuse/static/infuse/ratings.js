/* "How far away, 0 to 10": one key opens the numbers, one tap on a number writes it down, one more question is one tap further. */

import { attribute, byId, part, shown, text } from "./dom.js";
import { newKey } from "./deeds.js";
import { say } from "./words.js";

/** So long the sheet stays after a tap, so that the second half of a double click falls on nothing else. */
const STAYS_MS = 600;

/** `post(deed, fields)` sends and answers on the page; resolves to the answer, or null where it is not done. */
export function ratings(state, post) {
  const sheet = byId("rating-sheet");
  const opener = byId("rating-open");
  const numbers = [...sheet.querySelectorAll("button[data-of-ten]")];
  const scales = [...sheet.querySelectorAll("button[data-scale]")];
  let key = null;
  let scale = "felt";

  function ask(about) {
    scale = about;
    key = newKey(); // One rating for each time it is asked, however often a number is tapped.
    for (const node of scales) attribute(node, "aria-pressed", node.dataset.scale === scale);
    for (const node of numbers) attribute(node, "aria-pressed", "false");
  }
  function open(yes) {
    shown(sheet, yes);
    attribute(opener, "aria-expanded", yes);
    if (yes) ask("felt");
    (yes ? part(sheet, "title") : opener).focus();
  }
  async function rate(node) {
    if (numbers.some((one) => one.getAttribute("aria-pressed") === "true")) return;
    attribute(node, "aria-pressed", "true");
    const stays = new Promise((over) => setTimeout(over, STAYS_MS));
    const [answer] = await Promise.all([post("rating", { scale, of_ten: node.dataset.ofTen, key, seen: state.view.seq }), stays]);
    if (answer) open(false);
    else attribute(node, "aria-pressed", "false"); // The line says why, with a way on; the key stays the same.
  }

  opener.addEventListener("click", () => open(sheet.hidden));
  part(sheet, "close").addEventListener("click", () => open(false));
  sheet.addEventListener("keydown", (event) => event.key === "Escape" && open(false));
  for (const node of scales) node.addEventListener("click", () => ask(node.dataset.scale));
  for (const node of numbers) node.addEventListener("click", () => rate(node));

  return {
    /** When it was asked last stands on the key. */
    paint({ view, clock }) {
      const last = lastFelt(view);
      text(part(opener, "last"), last ? say("rating.last", { number: last.of_ten, time: clock.minute(Date.parse(last.at)) }) : say("rating.none"));
    },
  };
}

/** The last time that the patient said how far away it feels, or undefined. */
export const lastFelt = (view) => (view.ratings ?? []).findLast(({ scale }) => scale === "felt");
