/* What happened: the last ten events in words, each with its number, newest first. Seals are left to the log. */

import { byId, each, html, part, text } from "./dom.js";
import { coded } from "./words.js";

const SHOWN = 10;
/** Kept by the log for proof, not for reading at the chair. */
const QUIET = new Set(["MinuteSealed", "LateSamplesSealed", "ForecastShown"]);

/** The list that the server wrote into the page, in its own words. */
export function pageEntries() {
  return [...byId("events").children].map((node) => ({
    seq: Number(node.dataset.key),
    kind: node.dataset.kind,
    time: part(node, "at").textContent,
    words: part(node, "words").textContent,
    by: part(node, "by").textContent,
  })).slice(0, SHOWN);
}

/** What the stream tells: a kind, a moment, a name. The server's own words follow with the next whole account. */
export function addEvents(state, more) {
  const have = new Set(state.events.map((event) => event.seq));
  const fresh = (more ?? []).filter((event) => !have.has(event.seq) && !QUIET.has(event.kind));
  const worded = fresh.map((event) => ({ ...event, time: state.clock.second(Date.parse(event.at)), words: coded("event", event.kind) }));
  state.events = newest([...state.events, ...worded]);
  return fresh.length > 0;
}

/** The server's words for what happened, in place of ours. */
export function takeEntries(state, entries) {
  const theirs = new Set(entries.map((entry) => entry.seq));
  const told = entries.map((entry) => ({ ...entry, time: entry.at }));
  state.events = newest([...told, ...state.events.filter((event) => !theirs.has(event.seq))]);
}

/** Where it matters at the chair who it was: what people do to the drip. */
const DEEDS = new Set(["InfusionStarted", "RateChanged", "InfusionPaused", "InfusionResumed", "InfusionStopped", "InfusionCompleted", "OrderAmended", "RateChangeRefused", "ResumeRefused"]);

const newest = (events) => events.sort((one, other) => other.seq - one.seq).slice(0, SHOWN);

export function paintEvents({ events }) {
  each(byId("events"), events, (event) => event.seq, make, (node, event) => {
    text(part(node, "seq"), String(event.seq));
    text(part(node, "at"), event.time.slice(0, 5)); // The full time is in the log; here the line must fit.
    text(part(node, "words"), event.words);
    text(part(node, "by"), DEEDS.has(event.kind) ? event.by : "");
  });
}

const make = () =>
  html("li", {}, html("b", { "data-part": "seq" }), html("time", { "data-part": "at" }), html("span", { "data-part": "words" }), html("span", { class: "by", "data-part": "by" }));
