/* What this page knows: the view, the trends, the last events. Each message carries it on; nothing is worked out twice. */

import { clinicClock } from "./clock.js";
import { addEvents, pageEntries } from "./events.js";
import { series } from "./series.js";

const SIGNALS = ["hr", "spo2", "resp"];

/** The page's state from what the server rendered into it. */
export function pageState(view, trends, config) {
  const clock = clinicClock({ zone: config.time_zone, speed: config.speed });
  clock.set(view.now);
  const signals = Object.fromEntries(SIGNALS.map((name) => [name, series([], config.gap_s[name])]));
  const state = { view, config, clock, events: pageEntries(), forecast: null, hand: null, live: { name: "connecting", since: Date.now() }, trends: { signals, cuffs: [], gaps: {} } };
  takeTrends(state, trends);
  return state;
}

/** The whole of the trends, as the server has them. */
export function takeTrends(state, trends) {
  for (const name of SIGNALS) state.trends.signals[name].replace(trends?.trends?.[name] ?? []);
  const cuffs = trends?.cuffs ?? [];
  const last = cuffs.length ? cuffs[cuffs.length - 1][0] : -Infinity;
  state.trends.cuffs = [...cuffs, ...state.trends.cuffs.filter(([at]) => at > last)];
  state.trends.gaps = trends?.gaps ?? {};
}

/**
 * One message of the stream: { view, samples, cuffs, events }. Returns whether a signal came back after a silence, so
 * that the server's own account of that silence should be fetched.
 */
export function takeMessage(state, { view, samples, cuffs, events }) {
  if (view && newer(view, state.view)) {
    state.view = view;
    state.clock.set(view.now);
  }
  const back = Object.entries(samples ?? {}).map(([name, points]) => takeSamples(state, name, points)).some(Boolean);
  addCuffs(state.trends.cuffs, cuffs ?? []);
  addEvents(state, events);
  return back;
}

/** A message that was overtaken on the way says nothing new. */
const newer = (next, now) => next.seq > now.seq || (next.seq === now.seq && Date.parse(next.now) >= Date.parse(now.now));

function takeSamples(state, name, points) {
  const signal = state.trends.signals[name];
  if (!signal) return false;
  const last = signal.lastValueAt();
  const first = points.find(([, value]) => value !== null);
  const silent = first && last !== null && first[0] - last > signal.gapAfter_s;
  signal.append(points);
  return Boolean(silent);
}

function addCuffs(cuffs, more) {
  const last = cuffs.length ? cuffs[cuffs.length - 1][0] : -Infinity;
  for (const cuff of more) if (cuff[0] > last) cuffs.push(cuff);
}
