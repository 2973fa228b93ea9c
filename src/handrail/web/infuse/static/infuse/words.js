/* Every word that a script writes comes from the server's catalogue, in the reader's language. */

import { pageData } from "./dom.js";

const words = pageData("words") ?? {};

/** Whether the catalogue has a sentence under that name. */
export const known = (name) => Object.hasOwn(words, name);

/** The sentence under that name, with {places} filled in. A name that is missing shows itself, so that it is noticed. */
export function say(name, places = {}) {
  const sentence = known(name) ? words[name] : name;
  return sentence.replace(/\{(\w+)\}/g, (whole, place) => (place in places ? String(places[place]) : whole));
}

/** The sentence for one or for several: `name.one`, `name.other`. */
export const count = (name, number, places = {}) => say(`${name}.${number === 1 ? "one" : "other"}`, { number, ...places });

/** The sentence under `name.code`, or under `name.unknown` where the code is new to this page. */
export const coded = (name, code, places = {}) =>
  known(`${name}.${code}`) ? say(`${name}.${code}`, places) : say(`${name}.unknown`, { code, ...places });
