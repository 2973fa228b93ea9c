/* Marks: one tap keeps the moment; what it was is asked afterwards, or left for later. */

import { attribute, byId, each, html, part, shown, text } from "./dom.js";
import { newKey } from "./deeds.js";
import { coded, count, say } from "./words.js";

/** `post(deed, fields)` sends and answers on the page; resolves to the answer, or null where it is not done. */
export function marks(state, post) {
  const sheet = byId("mark-sheet");
  let asked = null;
  byId("marks").replaceChildren(); // What the server wrote is for a page without scripts.

  for (const key of byId("mark-keys").querySelectorAll("button[data-mark]")) {
    key.addEventListener("click", () => drop(key.dataset.mark));
  }

  async function drop(kind) {
    const at = new Date(state.clock.now()).toISOString();
    const answer = await post("mark", { kind, at, key: newKey(), seen: state.view.seq });
    if (answer) ask({ number: answer.mark ?? numberOf(kind, at), kind, at });
  }
  /** The number that the log gave it: of this kind, nearest to the tap. */
  function numberOf(kind, at) {
    const same = state.view.marks.filter((mark) => mark.kind === kind);
    const off = (mark) => Math.abs(Date.parse(mark.at) - Date.parse(at));
    return same.reduce((best, mark) => (best === null || off(mark) < off(best) ? mark : best), null)?.number ?? null;
  }

  function ask(mark) {
    asked = { ...mark, shift_s: 0 };
    part(sheet, "field").value = "";
    attribute(sheet, "data-mark", mark.kind);
    for (const group of sheet.querySelectorAll("[data-suggest]")) shown(group, group.dataset.suggest === mark.kind);
    shown(sheet, true);
    paintSheet();
    part(sheet, "title").focus();
  }
  function close() {
    asked = null;
    shown(sheet, false);
  }
  function paintSheet() {
    if (!asked) return;
    text(part(sheet, "title"), say("mark.title", { number: asked.number ?? "", kind: say(`mark.${asked.kind}`) }));
    text(part(sheet, "at"), state.clock.second(Date.parse(asked.at) + asked.shift_s * 1000));
  }
  async function save(words) {
    const { number, at, shift_s } = asked;
    const fields = { mark: number, words, key: newKey(), seen: state.view.seq };
    if (shift_s) fields.at = new Date(Date.parse(at) + shift_s * 1000).toISOString();
    close();
    await post("describe", fields);
  }

  sheet.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = part(sheet, "field").value.trim();
    if (words || asked.shift_s) save(words);
    else close();
  });
  sheet.addEventListener("keydown", (event) => event.key === "Escape" && close());
  part(sheet, "later").addEventListener("click", close);
  for (const key of sheet.querySelectorAll("button[data-words]")) key.addEventListener("click", () => save(key.textContent.trim()));
  for (const key of sheet.querySelectorAll("button[data-shift]")) {
    key.addEventListener("click", () => {
      asked.shift_s = Math.min(0, asked.shift_s + Number(key.dataset.shift));
      paintSheet();
    });
  }

  return {
    /** The marks, newest first; those without words stand on top and ask. */
    paint() {
      const newest = [...(state.view.marks ?? [])].sort((one, other) => other.number - one.number);
      each(byId("unsaid"), newest.filter((mark) => !mark.said), (mark) => mark.number, () => unsaidItem(ask), (node, mark) => patchItem(node, mark, state));
      each(byId("marks"), newest, (mark) => mark.number, saidItem, (node, mark) => patchItem(node, mark, state));
      shown(byId("marks-fold"), newest.length > 0);
      text(part(byId("marks-fold"), "count"), count("mark.list", newest.length));
    },
  };
}

function patchItem(node, mark, state) {
  node.mark = mark;
  text(part(node, "number"), String(mark.number));
  text(part(node, "at"), state.clock.minute(Date.parse(mark.at)));
  text(part(node, "kind"), coded("mark", mark.kind));
  text(part(node, "words"), wordsOf(mark, state.events));
}

/** What was said of a mark lately: the last event that said it. The log has all. */
export function wordsOf(mark, events) {
  const start = `${mark.number}: `;
  const told = events.find((event) => event.kind === "MarkDescribed" && event.words.startsWith(start));
  return told?.words.slice(start.length) ?? "";
}

const saidItem = () =>
  html("li", {}, html("b", { "data-part": "number" }), html("time", { "data-part": "at" }),
    html("span", {}, html("span", { class: "kind", "data-part": "kind" }), " ", html("q", { "data-part": "words" })));

function unsaidItem(ask) {
  const speak = html("button", { type: "button", class: "link" }, say("mark.say_what"));
  const node = html("li", {}, html("b", { "data-part": "number" }), html("time", { "data-part": "at" }), html("span", { class: "kind", "data-part": "kind" }), speak);
  speak.addEventListener("click", () => ask({ number: node.mark.number, kind: node.mark.kind, at: node.mark.at }));
  return node;
}
