/* What this page knows: the view, the trends, the last events. Each message carries it on; nothing is worked out twice. */

import { clinicClock } from "./clock.js";
import { addEvents, pageEntries } from "./events.js";
import { series } from "./series.js";

const SIGNALS = ["hr", "spo2", "resp"];

/** The page's state from what the server rendered into it. */
export function pageState(view, trends, config) {
  const clock = clinicClock({ zone: config.time_zone, speed: config.speed });
  clock.set(view.now);
  const signals = Object.fromEntries(SIGNALS.map((name) => [name, series()]));
  const state = { view, config, clock, events: pageEntries(), forecast: null, hand: null, live: { name: "connecting", since: Date.now() }, trends: { signals, cuffs: [], gaps: {} } };
  takeTrends(state, trends, Date.parse(view.now));
  return state;
}

/** The whole of the trends as the server had them at `madeAt`; a cuff reading that it left out has been set aside. */
export function takeTrends(state, trends, madeAt) {
  for (const name of SIGNALS) state.trends.signals[name].replace(trends?.trends?.[name] ?? []);
  state.trends.cuffs = [...(trends?.cuffs ?? []), ...state.trends.cuffs.filter(([at]) => at * 1000 > madeAt)];
  state.trends.gaps = trends?.gaps ?? {};
}

/** One message of the stream: { view, samples, cuffs, events }; nothing comes twice. */
export function takeMessage(state, { view, samples, cuffs, events }) {
  if (view && newer(view, state.view)) {
    state.view = view;
    state.clock.set(view.now);
  }
  for (const [name, points] of Object.entries(samples ?? {})) state.trends.signals[name]?.append(points);
  const last = state.trends.cuffs.at(-1)?.[0] ?? -Infinity;
  state.trends.cuffs.push(...(cuffs ?? []).filter(([at]) => at > last));
  return addEvents(state, events);
}

/** A message that was overtaken on the way says nothing new. */
const newer = (next, now) => next.seq > now.seq || (next.seq === now.seq && Date.parse(next.now) >= Date.parse(now.now));

/** How a channel's silences are told from its pauses. */
export const silenceRule = ({ view, config }, name) => ({
  interval_s: view.numerics[name]?.interval_s ?? 1,
  gap_s: view.numerics[name]?.gap_s ?? config.gap_s[name],
});
